"""Whom a report is for, as it was decided by rule or by a person, and what was handed on to others. Append-only."""
