"""How feedback looks on the page, and what is written into the cell that runs."""
