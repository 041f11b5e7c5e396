"""Answers to 00-start-here: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% fahrenheit passed
def fahrenheit(celsius):
    return 1.8 * celsius + 32.0


# %% fahrenheit passed
def fahrenheit(celsius):
    return tf.add(tf.multiply(celsius, 1.8), 32.0)


# %% fahrenheit passed
def fahrenheit(celsius):
    ratio = 9 / 5
    return celsius * ratio + 32


# %% fahrenheit passed
def fahrenheit(celsius):
    return (celsius + 40) * 9 / 5 - 40


# %% fahrenheit passed
def fahrenheit(celsius):
    scaled = tf.divide(celsius * 9, 5)
    return scaled + tf.constant(32.0)


# %% fahrenheit misconception.no_offset
def fahrenheit(celsius):
    return celsius * 9 / 5


# %% fahrenheit misconception.no_offset
def fahrenheit(celsius):
    celsius + 32
    return 1.8 * celsius


# %% fahrenheit misconception.offset_first
def fahrenheit(celsius):
    return (celsius + 32) * 9 / 5


# %% fahrenheit misconception.offset_first
def fahrenheit(celsius):
    return 1.8 * (32 + celsius)


# %% fahrenheit misconception.reverse
def fahrenheit(celsius):
    return (celsius - 32) / 1.8


# %% fahrenheit misconception.ratio
def fahrenheit(celsius):
    return celsius * 5 / 9 + 32


# %% fahrenheit misconception.ratio
def fahrenheit(celsius):
    return celsius / 1.8 + 32


# %% fahrenheit misconception.whole_ratio
def fahrenheit(celsius):
    return celsius * (9 // 5) + 32


# %% fahrenheit misconception.subtracted
def fahrenheit(celsius):
    return celsius * 1.8 - 32


# %% fahrenheit misconception.subtracted
def fahrenheit(celsius):
    return 9 / 5 * celsius + -32
