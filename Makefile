# Everything is done by dev.py; these are its names for people used to make.
PYTHON ?= python3

.PHONY: run test check setup lock
run test check setup lock:
	$(PYTHON) dev.py $@
