"""Builds the line's static pages from its charter: nothing of a visitor, of a report or of a case is in them."""
