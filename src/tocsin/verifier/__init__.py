"""Tells anybody whether a file is one that a line published; sends nothing of it, keeps nothing, and holds no key."""
