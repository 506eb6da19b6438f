"""Reads texts: normalising, contacts, scores, signatures. Pure functions over whole batches."""

from detectors.text.classifier import SCORES
from detectors.text.contacts import Contact
from detectors.text.features import TextFeatures
from detectors.text.model import TextModel, load_model

__all__ = ["SCORES", "Contact", "TextFeatures", "TextModel", "load_model"]
