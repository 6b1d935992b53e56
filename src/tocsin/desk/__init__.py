"""Where officers work; holds no key that reads a report, and asks the opener for every word it shows."""
