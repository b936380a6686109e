"""Pieces of a page: each shows one thing and writes what the person chose to the link."""
