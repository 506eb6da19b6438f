"""The terms of advertising in six languages, a list each, and the search for them."""
