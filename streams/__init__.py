"""Everything that touches the world: Faust, Kafka, Redis, files, the clock, the command line."""
