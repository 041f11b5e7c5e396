"""The picture of a training step: what each of its parts holds, and what is lost without a line."""
