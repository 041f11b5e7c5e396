"""Submissions marked: asked, judged, asked again, and made fit to be looked at."""
