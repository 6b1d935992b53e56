"""How the room's tables came about."""
