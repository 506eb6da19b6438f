"""The policy in plain words: for `haechi policy explain`, the pages in docs, and test results.

Pure functions of a checked policy; nothing here reads or writes a file.
"""
