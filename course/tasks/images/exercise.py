"""The exercise on images: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=75 hint="convolve"
# # Images
#
# Convolutions and their sizes by hand, pictures to repair, what a network looks at, and a network that knows a
# glyph wherever it lies. Write `keras` or `tf.keras`, as you like.

# %% imports
import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, progress, solution

# %% convolve [markdown]
# ## A convolution by hand
#
# A kernel is laid on the image, place by place. At each place each of its numbers is multiplied by the cell it lies
# on, and the products are added up.


# %% convolve
def convolve(image, kernel, stride):
    """A convolution as TensorFlow computes it, without padding.

    At each place where all of the kernel lies on the image, each number of the
    kernel is multiplied by the cell it lies on, and the products are added up.
    The kernel is laid on as it is, its first number at the top left. The first
    place is the top left corner of the image; the next ones lie `stride` cells
    further to the right, or down.

    If you use tf.nn.conv2d: it wants image and kernel with four axes each. Given
    an image with fewer, it can end Python itself, without an error message.

    Args:
        image: float32 tensor of shape (height, width).
        kernel: float32 tensor of shape (rows, columns), at most as large as the
            image.
        stride: Python int, 1 or more.

    Returns:
        float32 tensor of rank 2: a number for each place.

    Example:
        The image [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]], the kernel
        [[1, 2], [0, -1]] and a stride of 1: [[-3, -1, 1], [5, 7, 9]].
    """
    ### BEGIN SOLUTION
    batch = image[tf.newaxis, :, :, tf.newaxis]
    kernels = kernel[:, :, tf.newaxis, tf.newaxis]
    return tf.nn.conv2d(batch, kernels, stride, "VALID")[0, :, :, 0]
    ### END SOLUTION


# %% conv_size [markdown]
# ## How large is what comes out?
#
# Before a model runs, you can say how large each of its layers' outputs will be. Here it is one axis of one layer.


# %% conv_size
def conv_size(size, kernel, stride, padding, dilation):
    """How many cells a convolution gives along one axis.

    Args:
        size: Python int, the cells of the input along the axis.
        kernel: Python int, the cells of the kernel.
        stride: Python int, how far apart two windows begin.
        padding: "valid" (every window lies inside) or "same" (zeros are added at
            the edges).
        dilation: Python int: neighbors in the kernel lie that many cells apart; 1
            is an ordinary kernel. Stride and dilation are not both above 1.

    Returns:
        Python int: the cells of the output, as keras.layers.Conv2D gives them.

    Example:
        conv_size(8, 3, 2, "valid", 1) gives 3, and with "same" it is 4.
    """
    ### BEGIN SOLUTION
    if padding == "same":
        return -(-size // stride)
    return (size - dilation * (kernel - 1) - 1) // stride + 1
    ### END SOLUTION


# %% receptive_field [markdown]
# ## How far does a cell see?
#
# A cell after one layer sees as many cells as the kernel has. After several layers it sees more, and strides make a
# great difference.


# %% receptive_field
def receptive_field(layers):
    """How many cells of the input, along one axis, a cell after the layers sees.

    Args:
        layers: int32 tensor of shape (layers, 3), the first layer first. Each row
            is kernel, stride, dilation, all 1 or more. A pooling counts as a
            layer with its window as the kernel.

    Returns:
        Python int, or an integer tensor of rank 0: the cells from the first to
        the last one that the cell depends on, both counted, far from any edge.

    Example:
        receptive_field(tf.constant([[3, 1, 1], [2, 2, 1], [3, 1, 1]])) gives 8.
    """
    ### BEGIN SOLUTION
    field, apart = 1, 1
    for kernel, stride, dilation in layers.numpy().tolist():
        field += dilation * (kernel - 1) * apart
        apart *= stride
    return field
    ### END SOLUTION


# %% shift_each [markdown]
# ## Move each image
#
# To find out whether a network minds where something lies, you need images that are moved, each by an offset of its
# own.


# %% shift_each
def shift_each(images, offsets):
    """Each image moved by its own offset; zeros come in.

    Args:
        images: float32 tensor of shape (n, height, width).
        offsets: int32 tensor of shape (n, 2): for each image how many cells it
            moves down, and how many to the right. Below 0 it moves up, or to the
            left. No offset is larger than the image.

    Returns:
        float32 tensor of shape (n, height, width).

    Example:
        shift_each(tf.constant([[[1.0, 2.0], [3.0, 4.0]]]), tf.constant([[1, 0]]))
        gives [[[0.0, 0.0], [1.0, 2.0]]].
    """
    ### BEGIN SOLUTION
    height, width = images.shape[1:]
    wide = tf.pad(images, [[0, 0], [height, height], [width, width]])
    moved = []
    for image, (down, right) in zip(wide, offsets.numpy().tolist(), strict=True):
        rows = image[height - down : 2 * height - down]
        moved.append(rows[:, width - right : 2 * width - right])
    return tf.stack(moved)
    ### END SOLUTION


# %% repair_pictures [markdown]
# ## Repair: pictures that look wrong
#
# This function should make pictures small, scale them, and brighten them. It runs without an error. Give it a few
# stripes and bright spots, look at what comes out, and repair it.


# %% repair_pictures
def prepare(pictures):
    """Pictures made small, scaled and a little brighter.

    Each picture is cut into 16 x 16 blocks of equal size. A cell of the result is
    the mean of its block, divided by 255, plus 0.2, and 1 where that is above 1.

    Args:
        pictures: uint8 tensor of shape (n, height, width, 1); height and width
            are multiples of 16.

    Returns:
        float32 tensor of shape (n, 16, 16, 1).
    """
    brighter = pictures + 51  # a fifth of 255
    small = tf.image.resize(brighter, [16, 16])
    return small / 255


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def prepare(pictures):
    """Floats first, then means over areas; brighter, and limited at the end."""
    small = tf.image.resize(tf.cast(pictures, tf.float32), [16, 16], method="area")
    return tf.minimum(small / 255 + 0.2, 1.0)


### END SOLUTION

# %% saliency [markdown]
# ## What did it look at?
#
# The slope of a logit with respect to each pixel says where a small change would move it most.


# %% saliency
def saliency(model, images, labels):
    """The size of the slope of a logit with respect to each pixel.

    Args:
        model: a Keras model from images to logits of shape (n, classes).
        images: float32 tensor of shape (n, height, width).
        labels: int32 tensor of shape (n,): for each image the class whose logit
            is meant.

    Returns:
        float32 tensor of shape (n, height, width): for each pixel the absolute
        value of the derivative of that logit with respect to the pixel.

    Example:
        If the logits are [3 a - b, 2 b] for an image of the two pixels a and b,
        the result is [3, 1] for label 0, and [0, 2] for label 1.
    """
    ### BEGIN SOLUTION
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.gather(model(images), labels, batch_dims=1)
    return tf.abs(tape.gradient(chosen, images))
    ### END SOLUTION


# %% anywhere [markdown]
# ## Train: a glyph, wherever it lies
#
# Six glyphs of 5 x 5 cells, noisy, each in the middle of its picture. Yours is to be a network that knows them
# anywhere in the picture, although it has only ever seen them in the middle.


# %% anywhere
def train_anywhere(images, labels):
    """A trained classifier of glyphs that may lie anywhere.

    Args:
        images: float32 array of shape (600, 12, 12, 1). In each, a glyph of 5 x 5
            cells lies in the middle: rows and columns 3 to 7. Its cells are about
            0 or 1, a few of them are wrong, and all of the picture has noise.
        labels: int32 array of shape (600,), the classes 0 to 5.

    Returns:
        A trained Keras model from (n, 12, 12, 1) to (n, 6). The class with the
        largest output counts. On 1,500 new pictures in which the glyph is moved
        by up to 3 cells in each direction, at least 0.7 of them should be right.
        Ten seconds of training are plenty.
    """
    ### BEGIN SOLUTION
    model = tf.keras.Sequential(
        [
            tf.keras.Input([12, 12, 1]),
            tf.keras.layers.Conv2D(32, 5, activation="relu"),
            tf.keras.layers.GlobalMaxPooling2D(),
            tf.keras.layers.Dense(6),
        ]
    )
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss=loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(600).batch(100)
    model.fit(batches, epochs=6, shuffle=False, verbose=0)
    return model
    ### END SOLUTION


# %% which_axis [markdown]
# ## Which axis is which?
#
# `gray` are 32 gray pictures, float32 of shape (32, 28, 28). `photo` is one color photo, float32 of shape
# (28, 28, 3). `ported` are two photos from another library, float32 of shape (2, 3, 32, 32): channels first. Each
# call of `keras.layers.Conv2D(8, 3)` makes a new layer. What does each line give? Each right answer earns an eighth
# of a point.

# %% which_axis
# Replace each ... by "error" (it raises), "nonsense" (it runs, and the result
# does not mean what it should) or "right".
outcome = {
    "no_channel": ...,  # keras.layers.Conv2D(8, 3)(gray)
    "one_photo": ...,  # keras.layers.Conv2D(8, 3)(photo)
    "channel_added": ...,  # keras.layers.Conv2D(8, 3)(gray[..., tf.newaxis])
    "batch_added": ...,  # keras.layers.Conv2D(8, 3)(gray[tf.newaxis])
    "channels_first": ...,  # keras.layers.Conv2D(8, 3)(ported)
    "reshaped": ...,  # Conv2D(8, 3) of tf.reshape(ported, [2, 32, 32, 3])
    "transposed": ...,  # Conv2D(8, 3) of tf.transpose(ported, [0, 2, 3, 1])
    "resized": ...,  # tf.image.resize(gray, [14, 14])
}
### BEGIN SOLUTION
outcome = {"no_channel": "error", "one_photo": "error", "channel_added": "right"}
outcome |= {"batch_added": "nonsense", "channels_first": "nonsense"}
outcome |= {"reshaped": "nonsense", "transposed": "right", "resized": "nonsense"}
### END SOLUTION
