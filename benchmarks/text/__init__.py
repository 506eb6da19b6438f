"""Measures how texts are read: `python -m benchmarks.text --data DIR`."""
