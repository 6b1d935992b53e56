"""Cases as the desk works on them: state, urgency, grades, who has it, by when; never a word of what was told."""
