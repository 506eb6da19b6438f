"""Finds phones, links, messenger ids, bank accounts and e-mail addresses in texts."""

from detectors.text.contacts.find import Contact, Hints, Span, find, find_in

__all__ = ["Contact", "Hints", "Span", "find", "find_in"]
