"""Real servers for tests, each on free ports of 127.0.0.1 and ended by its process id."""
