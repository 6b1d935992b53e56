"""Who is on duty, what is handed over at the end of a shift, and when to wake somebody; never what it is about."""
