"""The picture of what a gradient tape records and gives."""
