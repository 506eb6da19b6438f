"""What a person sets or agrees on: settings, topics, event models, the policy file.

Nothing here imports `detectors` or `streams`.
"""
