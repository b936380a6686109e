"""The hall: widgets, what the link says, caches. The only room with a screen."""
