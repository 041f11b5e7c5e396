"""Answers to 00-start-here: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% fahrenheit passed
def fahrenheit(celsius):
    return 1.8 * celsius + 32.0


# %% fahrenheit passed
def fahrenheit(celsius):
    return tf.add(tf.multiply(celsius, 1.8), 32.0)
