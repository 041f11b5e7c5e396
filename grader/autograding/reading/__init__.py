"""What was handed out and handed in, read and put back into the form it was handed out in."""
