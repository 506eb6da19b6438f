"""Real events from Kafka, kept in a file that `haechi replay` and `haechi backtest` read."""
