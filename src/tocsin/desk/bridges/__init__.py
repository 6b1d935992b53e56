"""Carries sealed archives to other offices by e-mail; knows no case, no officer, no key, and opens nothing."""
