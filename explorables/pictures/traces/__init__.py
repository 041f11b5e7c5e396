"""The picture of which calls of a tf.function trace anew."""
