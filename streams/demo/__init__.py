"""The demo: a recorded stream of real texts, and who is who in it."""
