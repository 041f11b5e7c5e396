"""The interactive pictures, a folder each; none imports another."""
