"""Sliding windows of observations: one protocol, in Redis (`redis_store`) and in memory."""
