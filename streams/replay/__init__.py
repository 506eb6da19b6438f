"""Recorded events in order of time, through the worker's engine, without Kafka."""
