"""Changes of this room's tables, in order; Django writes them, and an installed line is never asked to forget one."""
