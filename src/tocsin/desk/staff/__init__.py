"""Who works at this desk and what a role may do: one vocabulary of permissions, and no page without one."""
