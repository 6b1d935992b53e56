"""A case goes to another desk of the line, comes from one, or comes back: its page, and what the queue says of it."""
