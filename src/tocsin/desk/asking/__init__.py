"""The only room that speaks to the opener: shifts, signed requests, answers."""
