"""Tocsin, the software behind a public reporting line: zones that are strangers, and the rooms they share."""
