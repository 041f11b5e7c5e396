"""How a picture comes onto a page, wherever the notebook is read: its hosts, its colors, its fonts."""
