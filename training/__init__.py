"""Builds the data files of `detectors.text`: the character table and the classifier's weights."""
