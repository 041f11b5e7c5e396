"""The picture of a training's vital signs, step by step."""
