"""What Notebook 14 puts to use: an export that answers requests, in a server, a page and a C program."""
