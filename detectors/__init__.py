"""Pure functions: events, text features and counts in, observations and findings out.

Nothing here knows Kafka, Redis, a clock or the environment. Imports `config` only.
"""
