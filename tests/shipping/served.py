"""Models of a few lines, exported to be served."""

from pathlib import Path


def half_plus_three(folder: Path) -> Path:
    """The model of the published examples, x / 2 + 3, as version 00000123; returns its base path."""
    import tensorflow as tf

    module = tf.Module()
    module.a, module.b = tf.Variable(0.5), tf.Variable(3.0)

    @tf.function(input_signature=[tf.TensorSpec(None, tf.float32, name="x")])
    def predict(x):
        return {"y": module.a * x + module.b}

    module.predict = predict
    base = folder / "half_plus_three"
    tf.saved_model.save(
        module, str(base / "00000123"), signatures={"serving_default": module.predict}
    )
    return base
