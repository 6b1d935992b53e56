"""Who works at this desk, and what two supervisors change about it together; signs nothing, and keeps nothing."""
