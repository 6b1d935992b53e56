"""What the desk tells of its own work: rounded, of enough cases or not at all, and only when a supervisor says so."""
