"""What is called with a task's name: checks, hints, solutions."""
