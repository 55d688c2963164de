"""Benchmarks: ratios in one run, never a timed test. `make bench` runs them all."""
