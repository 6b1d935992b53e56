"""Stands before public doors in a flood: asks for work or for waiting, never who somebody is."""
