"""What students wrote and showed, made fit to be looked at."""
