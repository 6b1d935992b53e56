"""Tocsin, the software behind a public reporting line: zones that are strangers, and the rooms they share."""

__version__ = "0.1.0"
