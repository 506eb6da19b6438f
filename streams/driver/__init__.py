"""A Faust transport that hands agents whole batches of records and keeps its own offset books."""
