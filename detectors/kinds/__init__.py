"""The kinds of counting that a rule may choose by `count.what`, one file each."""
