"""Wakes who is on duty, and knows nothing else: the desk's only process that reaches outside reads one small file."""
