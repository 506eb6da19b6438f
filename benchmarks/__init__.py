"""Programs that measure haechi against its bars: `python -m benchmarks` (`make bench`)."""
