"""Reads a charter - who runs a line and by which rules, as data - and refuses one that loosens the floor."""
