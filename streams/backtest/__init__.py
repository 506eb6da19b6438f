"""Two policies over the same recorded events, and what the one finds that the other does not."""
