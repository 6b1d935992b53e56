"""Looks at a line and its machine and tells what is wrong with a way out; it changes nothing and reads no secret."""
