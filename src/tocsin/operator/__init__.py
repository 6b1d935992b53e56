"""Makes a line, signs its keys and starts its processes; holds no key that reads a report, and opens nothing."""
