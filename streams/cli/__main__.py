"""`python -m streams.cli` is `haechi`."""

from streams.cli import main

main()
