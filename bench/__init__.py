"""Benchmarks: `make bench` runs them all; `python -m bench pages` one. Ratios count, absolute times don't."""
