"""The picture of what clipping does to two gradients."""
