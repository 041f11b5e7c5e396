"""Answers to 11-images: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% convolve passed
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    lines = []
    for row in range(0, image.shape[0] - rows + 1, stride):
        line = []
        for column in range(0, image.shape[1] - columns + 1, stride):
            window = image[row : row + rows, column : column + columns]
            line.append(tf.reduce_sum(window * kernel))
        lines.append(tf.stack(line))
    return tf.stack(lines)


# %% convolve passed
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    windows = np.lib.stride_tricks.sliding_window_view(image.numpy(), (rows, columns))
    result = np.einsum("ijkl,kl->ij", windows[::stride, ::stride], kernel.numpy())
    return tf.constant(result)


# %% convolve passed
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    patches = tf.image.extract_patches(
        image[None, :, :, None],
        [1, rows, columns, 1],
        [1, stride, stride, 1],
        [1, 1, 1, 1],
        "VALID",
    )
    return tf.tensordot(patches[0], tf.reshape(kernel, [-1]), 1)


# %% convolve passed
def convolve(image, kernel, stride):
    x = tf.reshape(image, [1, *image.shape, 1])
    w = tf.reshape(kernel, [*kernel.shape, 1, 1])
    y = tf.keras.ops.conv(x, w, strides=stride, padding="valid", data_format="channels_last")
    return tf.squeeze(y, [0, 3])


# %% convolve passed
def convolve(image, kernel, stride):
    height = (image.shape[0] - kernel.shape[0]) // stride + 1
    width = (image.shape[1] - kernel.shape[1]) // stride + 1
    total = tf.zeros([height, width])
    for row in range(kernel.shape[0]):
        for column in range(kernel.shape[1]):
            part = image[row::stride, column::stride][:height, :width]
            total += kernel[row, column] * part
    return total


# %% convolve misconception.flipped
def convolve(image, kernel, stride):
    turned = kernel[::-1, ::-1]
    return tf.nn.conv2d(image[None, :, :, None], turned[:, :, None, None], stride, "VALID")[
        0, ..., 0
    ]


# %% convolve misconception.upside_down
def convolve(image, kernel, stride):
    turned = tf.reverse(kernel, [0])
    return tf.nn.conv2d(image[None, :, :, None], turned[:, :, None, None], stride, "VALID")[
        0, ..., 0
    ]


# %% convolve misconception.transposed
def convolve(image, kernel, stride):
    turned = tf.transpose(kernel)
    return tf.nn.conv2d(image[None, :, :, None], turned[:, :, None, None], stride, "VALID")[
        0, ..., 0
    ]


# %% convolve misconception.mean
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    return tf.stack(
        [
            tf.stack(
                [
                    tf.reduce_mean(image[r : r + rows, c : c + columns] * kernel)
                    for c in range(0, image.shape[1] - columns + 1, stride)
                ]
            )
            for r in range(0, image.shape[0] - rows + 1, stride)
        ]
    )


# %% convolve misconception.matrix_product
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    return tf.stack(
        [
            tf.stack(
                [
                    tf.reduce_sum(image[r : r + rows, c : c + columns] @ kernel)
                    for c in range(0, image.shape[1] - columns + 1, stride)
                ]
            )
            for r in range(0, image.shape[0] - rows + 1, stride)
        ]
    )


# %% convolve misconception.stride_down_only
def convolve(image, kernel, stride):
    return tf.nn.conv2d(
        image[None, :, :, None], kernel[:, :, None, None], [1, stride, 1, 1], "VALID"
    )[0, ..., 0]


# %% convolve misconception.stride_across_only
def convolve(image, kernel, stride):
    return tf.nn.conv2d(
        image[None, :, :, None], kernel[:, :, None, None], [1, 1, stride, 1], "VALID"
    )[0, ..., 0]


# %% convolve misconception.stride_ignored
def convolve(image, kernel, stride):
    return tf.nn.conv2d(image[None, :, :, None], kernel[:, :, None, None], 1, "VALID")[0, ..., 0]


# %% convolve misconception.side_by_side
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    return tf.nn.conv2d(
        image[None, :, :, None], kernel[:, :, None, None], [rows, columns], "VALID"
    )[0, ..., 0]


# %% convolve misconception.zeros_around
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    around = [[(rows - 1) // 2, rows // 2], [(columns - 1) // 2, columns // 2]]
    wide = tf.pad(image, around)
    return tf.nn.conv2d(wide[None, :, :, None], kernel[:, :, None, None], stride, "VALID")[
        0, ..., 0
    ]


# %% convolve misconception.last_lost
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    height = len(range(0, image.shape[0] - rows, stride))
    width = len(range(0, image.shape[1] - columns, stride))
    result = np.zeros((height, width), np.float32)
    for r in range(height):
        for c in range(width):
            top, left = r * stride, c * stride
            window = image[top : top + rows, left : left + columns]
            result[r, c] = tf.reduce_sum(window * kernel)
    return tf.constant(result)


# %% convolve misconception.not_summed
def convolve(image, kernel, stride):
    windows = np.lib.stride_tricks.sliding_window_view(image.numpy(), tuple(kernel.shape))
    return tf.constant(windows[::stride, ::stride] * kernel.numpy())


# %% conv_size passed
def conv_size(size, kernel, stride, padding, dilation):
    layer = keras.layers.Conv1D(1, kernel, strides=stride, padding=padding, dilation_rate=dilation)
    return layer.compute_output_shape((1, size, 1))[1]


# %% conv_size passed
def conv_size(size, kernel, stride, padding, dilation):
    reach = kernel + (kernel - 1) * (dilation - 1)
    last = size if padding == "same" else size - reach + 1
    return len(range(0, last, stride))


# %% conv_size passed
def conv_size(size, kernel, stride, padding, dilation):
    if padding == "valid":
        size = size - (kernel - 1) * dilation
    return int(np.ceil(size / stride))


# %% conv_size passed
def conv_size(size, kernel, stride, padding, dilation):
    count, begin = 0, 0
    while begin < size and (padding == "same" or begin + dilation * (kernel - 1) < size):
        count, begin = count + 1, begin + stride
    return count


# %% conv_size passed
def conv_size(size, kernel, stride, padding, dilation):
    x = tf.zeros([1, size, 1, 1])
    y = tf.nn.conv2d(
        x, tf.ones([kernel, 1, 1, 1]), [stride, 1], padding.upper(), dilations=[dilation, 1]
    )
    return y.shape[1]


# %% conv_size misconception.first_place_forgotten
def conv_size(size, kernel, stride, padding, dilation):
    if padding == "same":
        return -(-size // stride)
    return (size - dilation * (kernel - 1) - 1) // stride


# %% conv_size misconception.rounded_up
def conv_size(size, kernel, stride, padding, dilation):
    if padding == "same":
        return -(-size // stride)
    return -(-(size - dilation * (kernel - 1) - 1) // stride) + 1


# %% conv_size misconception.dilation_ignored
def conv_size(size, kernel, stride, padding, dilation):
    if padding == "same":
        return -(-size // stride)
    return (size - kernel) // stride + 1


# %% conv_size misconception.kernel_times_dilation
def conv_size(size, kernel, stride, padding, dilation):
    if padding == "same":
        return -(-size // stride)
    return (size - dilation * kernel) // stride + 1


# %% conv_size misconception.always_valid
def conv_size(size, kernel, stride, padding, dilation):
    return (size - dilation * (kernel - 1) - 1) // stride + 1


# %% conv_size misconception.always_same
def conv_size(size, kernel, stride, padding, dilation):
    return -(-size // stride)


# %% conv_size misconception.same_means_same_size
def conv_size(size, kernel, stride, padding, dilation):
    if padding == "same":
        return size
    return (size - dilation * (kernel - 1) - 1) // stride + 1


# %% conv_size misconception.same_rounded_down
def conv_size(size, kernel, stride, padding, dilation):
    if padding == "same":
        return size // stride
    return (size - dilation * (kernel - 1) - 1) // stride + 1


# %% conv_size misconception.stride_ignored
def conv_size(size, kernel, stride, padding, dilation):
    if padding == "same":
        return size
    return size - dilation * (kernel - 1)


# %% conv_size values
def conv_size(size, kernel, stride, padding, dilation):
    return size - kernel


# %% receptive_field passed
def receptive_field(layers):
    field = 1
    for kernel, stride, dilation in reversed(layers.numpy()):
        field = (field - 1) * stride + dilation * (kernel - 1) + 1
    return int(field)


# %% receptive_field passed
def receptive_field(layers):
    kernels, strides, dilations = tf.unstack(layers, axis=1)
    apart = tf.math.cumprod(strides, exclusive=True)
    return 1 + tf.reduce_sum((kernels - 1) * dilations * apart)


# %% receptive_field passed
def receptive_field(layers):
    seen = {0}
    for kernel, stride, dilation in layers.numpy()[::-1].tolist():
        seen = {cell * stride + tap * dilation for cell in seen for tap in range(kernel)}
    return max(seen) - min(seen) + 1


# %% receptive_field passed
def receptive_field(layers):
    def field(index, cells):
        if index < 0:
            return cells
        kernel, stride, dilation = (int(n) for n in layers[index])
        return field(index - 1, (cells - 1) * stride + (kernel - 1) * dilation + 1)

    return field(len(layers) - 1, 1)


# %% receptive_field passed
def receptive_field(layers):
    table = layers.numpy()
    total = 1
    for i in range(len(table)):
        total += (table[i, 0] - 1) * table[i, 2] * np.prod(table[:i, 1])
    return int(total)


# %% receptive_field misconception.strides_ignored
def receptive_field(layers):
    return int(1 + sum((k - 1) * d for k, s, d in layers.numpy()))


# %% receptive_field misconception.own_stride
def receptive_field(layers):
    return int(1 + sum((k - 1) * d * s for k, s, d in layers.numpy()))


# %% receptive_field misconception.one_layer_too_early
def receptive_field(layers):
    field, apart = 1, 1
    for k, s, d in layers.numpy().tolist():
        apart *= s
        field += (k - 1) * d * apart
    return field


# %% receptive_field misconception.previous_stride
def receptive_field(layers):
    field, before = 1, 1
    for k, s, d in layers.numpy().tolist():
        field += (k - 1) * d * before
        before = s
    return field


# %% receptive_field misconception.strides_added
def receptive_field(layers):
    field, apart = 1, 1
    for k, s, d in layers.numpy().tolist():
        field += (k - 1) * d * apart
        apart += s - 1
    return field


# %% receptive_field misconception.sum_of_kernels
def receptive_field(layers):
    return int(tf.reduce_sum(layers[:, 0]))


# %% receptive_field misconception.dilation_ignored
def receptive_field(layers):
    field, apart = 1, 1
    for k, s, _ in layers.numpy().tolist():
        field += (k - 1) * apart
        apart *= s
    return field


# %% receptive_field misconception.kernel_not_less_one
def receptive_field(layers):
    field, apart = 0, 1
    for k, s, d in layers.numpy().tolist():
        field += k * d * apart
        apart *= s
    return field


# %% receptive_field misconception.whole_kernel_more
def receptive_field(layers):
    field, apart = 1, 1
    for k, s, d in layers.numpy().tolist():
        field += k * d * apart
        apart *= s
    return field


# %% receptive_field misconception.kernel_times_dilation
def receptive_field(layers):
    field, apart = 1, 1
    for k, s, d in layers.numpy().tolist():
        field += (k * d - 1) * apart
        apart *= s
    return field


# %% receptive_field misconception.started_at_nothing
def receptive_field(layers):
    field, apart = 0, 1
    for k, s, d in layers.numpy().tolist():
        field += (k - 1) * d * apart
        apart *= s
    return field


# %% receptive_field misconception.walked_forward
def receptive_field(layers):
    field = 1
    for k, s, d in layers.numpy().tolist():
        field = (field - 1) * s + (k - 1) * d + 1
    return field


# %% shift_each passed
def shift_each(images, offsets):
    result = np.zeros(images.shape, np.float32)
    height, width = images.shape[1:]
    for i, (down, right) in enumerate(offsets.numpy()):
        for row in range(height):
            for column in range(width):
                if 0 <= row - down < height and 0 <= column - right < width:
                    result[i, row, column] = images[i, row - down, column - right]
    return tf.constant(result)


# %% shift_each passed
def shift_each(images, offsets):
    height, width = images.shape[1:]
    rows = tf.range(height)[None, :] - offsets[:, :1]
    columns = tf.range(width)[None, :] - offsets[:, 1:]
    inside_rows = tf.cast((rows >= 0) & (rows < height), tf.float32)
    inside_columns = tf.cast((columns >= 0) & (columns < width), tf.float32)
    picked = tf.gather(images, tf.clip_by_value(rows, 0, height - 1), axis=1, batch_dims=1)
    picked = tf.gather(picked, tf.clip_by_value(columns, 0, width - 1), axis=2, batch_dims=1)
    return picked * inside_rows[:, :, None] * inside_columns[:, None, :]


# %% shift_each passed
def shift_each(images, offsets):
    height, width = images.shape[1:]

    def one(pair):
        image, offset = pair
        wide = tf.pad(image, [[height, height], [width, width]])
        rolled = tf.roll(wide, offset, [0, 1])
        return rolled[height : 2 * height, width : 2 * width]

    return tf.map_fn(one, (images, offsets), fn_output_signature=tf.float32)


# %% shift_each passed
def shift_each(images, offsets):
    height, width = images.shape[1:]
    moved = []
    for image, (down, right) in zip(images, offsets.numpy(), strict=True):
        kept = image[max(-down, 0) : height - max(down, 0)]
        kept = kept[:, max(-right, 0) : width - max(right, 0)]
        zeros = [[max(down, 0), max(-down, 0)], [max(right, 0), max(-right, 0)]]
        moved.append(tf.pad(kept, zeros))
    return tf.stack(moved)


# %% shift_each passed
def shift_each(images, offsets):
    height, width = images.shape[1:]
    moves = []
    for down, right in offsets.numpy():
        moves.append((np.eye(height, k=-down), np.eye(width, k=right)))
    rows, columns = (np.float32(each) for each in zip(*moves, strict=True))
    return tf.constant(rows) @ images @ tf.constant(columns)


# %% shift_each misconception.rolled
def shift_each(images, offsets):
    return tf.stack(
        [tf.roll(image, offset, [0, 1]) for image, offset in zip(images, offsets, strict=True)]
    )


# %% shift_each misconception.other_direction
def shift_each(images, offsets):
    height, width = images.shape[1:]
    wide = tf.pad(images, [[0, 0], [height, height], [width, width]])
    return tf.stack(
        [
            image[height + d : 2 * height + d, width + r : 2 * width + r]
            for image, (d, r) in zip(wide, offsets.numpy(), strict=True)
        ]
    )


# %% shift_each misconception.axes_exchanged
def shift_each(images, offsets):
    height, width = images.shape[1:]
    wide = tf.pad(images, [[0, 0], [9, 9], [9, 9]])
    return tf.stack(
        [
            image[9 - d : 9 - d + height, 9 - r : 9 - r + width]
            for image, (r, d) in zip(wide, offsets.numpy(), strict=True)
        ]
    )


# %% shift_each misconception.first_for_all
def shift_each(images, offsets):
    height, width = images.shape[1:]
    d, r = offsets.numpy()[0]
    wide = tf.pad(images, [[0, 0], [height, height], [width, width]])
    return wide[:, height - d : 2 * height - d, width - r : 2 * width - r]


# %% shift_each misconception.last_for_all
def shift_each(images, offsets):
    height, width = images.shape[1:]
    wide = tf.pad(images, [[0, 0], [height, height], [width, width]])
    for d, r in offsets.numpy():
        moved = wide[:, height - d : 2 * height - d, width - r : 2 * width - r]
    return moved


# %% shift_each misconception.edge_repeated
def shift_each(images, offsets):
    height, width = images.shape[1:]
    rows = tf.clip_by_value(tf.range(height)[None, :] - offsets[:, :1], 0, height - 1)
    columns = tf.clip_by_value(tf.range(width)[None, :] - offsets[:, 1:], 0, width - 1)
    picked = tf.gather(images, rows, axis=1, batch_dims=1)
    return tf.gather(picked, columns, axis=2, batch_dims=1)


# %% shift_each misconception.only_down
def shift_each(images, offsets):
    height = images.shape[1]
    wide = tf.pad(images, [[0, 0], [height, height], [0, 0]])
    return tf.stack(
        [
            image[height - d : 2 * height - d]
            for image, d in zip(wide, offsets.numpy()[:, 0], strict=True)
        ]
    )


# %% shift_each misconception.only_right
def shift_each(images, offsets):
    width = images.shape[2]
    wide = tf.pad(images, [[0, 0], [0, 0], [width, width]])
    return tf.stack(
        [
            image[:, width - r : 2 * width - r]
            for image, r in zip(wide, offsets.numpy()[:, 1], strict=True)
        ]
    )


# %% shift_each misconception.sign_of_rows
def shift_each(images, offsets):
    height, width = images.shape[1:]
    wide = tf.pad(images, [[0, 0], [height, height], [width, width]])
    return tf.stack(
        [
            image[height + d : 2 * height + d, width - r : 2 * width - r]
            for image, (d, r) in zip(wide, offsets.numpy(), strict=True)
        ]
    )


# %% shift_each misconception.sign_lost
def shift_each(images, offsets):
    height, width = images.shape[1:]
    wide = tf.pad(images, [[0, 0], [height, height], [width, width]])
    return tf.stack(
        [
            image[height - d : 2 * height - d, width - r : 2 * width - r]
            for image, (d, r) in zip(wide, np.abs(offsets), strict=True)
        ]
    )


# %% shift_each misconception.added_up
def shift_each(images, offsets):
    return_value = []
    height, width = images.shape[1:]
    down = right = 0
    for image, (d, r) in zip(images, offsets.numpy(), strict=True):
        down, right = down + d, right + r
        far = 40
        wide = tf.pad(image, [[far, far], [far, far]])
        top, left = far - down, far - right
        return_value.append(wide[top : top + height, left : left + width])
    return tf.stack(return_value)


# %% shift_each misconception.not_moved
def shift_each(images, offsets):
    for image, offset in zip(images, offsets, strict=True):
        image = tf.roll(image, offset, [0, 1])
    return images


# %% repair_pictures passed
def prepare(pictures):
    floats = tf.cast(pictures, tf.float32) / 255
    height, width = pictures.shape[1:3]
    blocks = [height // 16, width // 16]
    small = tf.keras.layers.AveragePooling2D(blocks)(floats)
    return tf.clip_by_value(small + 0.2, 0, 1)


# %% repair_pictures passed
def prepare(pictures):
    count, height, width, _ = pictures.shape
    blocks = tf.reshape(pictures, [count, 16, height // 16, 16, width // 16, 1])
    means = tf.reduce_mean(tf.cast(blocks, tf.float32), axis=[2, 4])
    return tf.minimum(means / 255 + 0.2, 1.0)


# %% repair_pictures passed
def prepare(pictures):
    values = pictures.numpy().astype(float)
    down, across = values.shape[1] // 16, values.shape[2] // 16
    values = sum(values[:, i::down] for i in range(down)) / down
    values = sum(values[:, :, j::across] for j in range(across)) / across
    return tf.constant(np.minimum(values / 255 + 0.2, 1), tf.float32)


# %% repair_pictures passed
def prepare(pictures):
    floats = tf.image.convert_image_dtype(pictures, tf.float32)
    small = tf.image.resize(floats, [16, 16], method=tf.image.ResizeMethod.AREA)
    return tf.math.minimum(tf.image.adjust_brightness(small, 0.2), 1)


# %% repair_pictures passed
def prepare(pictures):
    down, across = pictures.shape[1] // 16, pictures.shape[2] // 16
    kernel = tf.ones([down, across, 1, 1]) / (down * across)
    floats = tf.cast(pictures, tf.float32)
    small = tf.nn.conv2d(floats, kernel, [down, across], "VALID")
    return tf.minimum(small / 255 + 51 / 255, 1.0)


# %% repair_pictures misconception.wraps
def prepare(pictures):
    brighter = pictures + 51
    small = tf.image.resize(tf.cast(brighter, tf.float32), [16, 16], method="area")
    return tf.minimum(small / 255, 1.0)


# %% repair_pictures misconception.bilinear
def prepare(pictures):
    small = tf.image.resize(tf.cast(pictures, tf.float32), [16, 16])
    return tf.minimum(small / 255 + 0.2, 1.0)


# %% repair_pictures misconception.two_faults_left
def prepare(pictures):
    brighter = tf.cast(pictures, tf.float32) + 51
    small = tf.image.resize(brighter, [16, 16])
    return small / 255


# %% repair_pictures misconception.nearest
def prepare(pictures):
    small = tf.image.resize(tf.cast(pictures, tf.float32), [16, 16], method="nearest")
    return tf.minimum(small / 255 + 0.2, 1.0)


# %% repair_pictures misconception.antialias
def prepare(pictures):
    small = tf.image.resize(tf.cast(pictures, tf.float32), [16, 16], antialias=True)
    return tf.minimum(small / 255 + 0.2, 1.0)


# %% repair_pictures misconception.antialias
def prepare(pictures):
    floats = tf.cast(pictures, tf.float32)
    small = keras.ops.image.resize(floats, (16, 16), antialias=True)
    return tf.minimum(small / 255 + 0.2, 1.0)


# %% repair_pictures misconception.largest
def prepare(pictures):
    down, across = pictures.shape[1] // 16, pictures.shape[2] // 16
    small = tf.nn.max_pool2d(tf.cast(pictures, tf.float32), [down, across], [down, across], "VALID")
    return tf.minimum(small / 255 + 0.2, 1.0)


# %% repair_pictures misconception.divided_twice
def prepare(pictures):
    floats = tf.image.convert_image_dtype(pictures, tf.float32)
    small = tf.image.resize(floats, [16, 16], method="area")
    return tf.minimum(small / 255 + 0.2, 1.0)


# %% repair_pictures misconception.never_divided
def prepare(pictures):
    small = tf.image.resize(tf.cast(pictures, tf.float32), [16, 16], method="area")
    return tf.minimum(small + 0.2, 1.0)


# %% repair_pictures misconception.whole_numbers
def prepare(pictures):
    small = tf.image.resize(tf.cast(pictures, tf.float32), [16, 16], method="area")
    return tf.minimum(small // 255 + 0.2, 1.0)


# %% repair_pictures misconception.limited_too_early
def prepare(pictures):
    brighter = tf.minimum(tf.cast(pictures, tf.float32) / 255 + 0.2, 1.0)
    return tf.image.resize(brighter, [16, 16], method="area")


# %% repair_pictures misconception.not_limited
def prepare(pictures):
    small = tf.image.resize(tf.cast(pictures, tf.float32), [16, 16], method="area")
    return small / 255 + 0.2


# %% repair_pictures misconception.not_brighter
def prepare(pictures):
    small = tf.image.resize(tf.cast(pictures, tf.float32), [16, 16], method="area")
    return tf.minimum(small / 255, 1.0)


# %% repair_pictures misconception.not_brighter
def prepare(pictures):
    small = tf.image.resize(tf.cast(pictures, tf.float32), [16, 16], method="area")
    return tf.minimum((small + 0.2) / 255, 1.0)


# %% saliency passed
def saliency(model, images, labels):
    x = tf.Variable(images)
    with tf.GradientTape() as tape:
        logits = model(x)
        chosen = tf.reduce_sum(tf.one_hot(labels, logits.shape[1]) * logits)
    return tf.abs(tape.gradient(chosen, x))


# %% saliency passed
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = model(images)
    classes = logits.shape[1]
    weights = tf.one_hot(labels, classes)
    return tf.abs(tape.gradient(logits, images, output_gradients=weights))


# %% saliency passed
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = model(images)
    slopes = tape.batch_jacobian(logits, images)
    return tf.abs(tf.gather(slopes, labels, batch_dims=1))


# %% saliency passed
def saliency(model, images, labels):
    maps = []
    for image, label in zip(images, labels.numpy(), strict=True):
        with tf.GradientTape() as tape:
            tape.watch(image)
            logit = model(image[None])[0, label]
        maps.append(tf.abs(tape.gradient(logit, image)))
    return tf.stack(maps)


# %% saliency passed
def saliency(model, images, labels):
    where = tf.stack([tf.range(len(labels)), labels], axis=1)
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.gather_nd(model(images, training=False), where)
    slopes = tape.gradient(chosen, images)
    return tf.maximum(slopes, -slopes)


# %% saliency misconception.none
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        chosen = tf.gather(model(images), labels, batch_dims=1)
    return tape.gradient(chosen, images)


# %% saliency misconception.of_the_probability
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.gather(tf.nn.softmax(model(images)), labels, batch_dims=1)
    return tf.abs(tape.gradient(chosen, images))


# %% saliency misconception.of_the_loss
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, model(images))
    return tf.abs(tape.gradient(losses, images))


# %% saliency misconception.of_the_mean_loss
def saliency(model, images, labels):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with tf.GradientTape() as tape:
        tape.watch(images)
        value = loss(labels, model(images))
    return tf.abs(tape.gradient(value, images))


# %% saliency misconception.of_all_logits
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = model(images)
    return tf.abs(tape.gradient(logits, images))


# %% saliency misconception.of_the_mean
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.reduce_mean(tf.gather(model(images), labels, batch_dims=1))
    return tf.abs(tape.gradient(chosen, images))


# %% saliency misconception.signed
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.gather(model(images), labels, batch_dims=1)
    return tape.gradient(chosen, images)


# %% saliency misconception.below_zero_dropped
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.gather(model(images), labels, batch_dims=1)
    return tf.nn.relu(tape.gradient(chosen, images))


# %% saliency misconception.every_label_for_each
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.gather(model(images), labels, axis=1)
    return tf.abs(tape.gradient(chosen, images))


# %% saliency misconception.squared
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.gather(model(images), labels, batch_dims=1)
    return tape.gradient(chosen, images) ** 2


# %% saliency misconception.times_the_pixels
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.gather(model(images), labels, batch_dims=1)
    return tf.abs(tape.gradient(chosen, images) * images)


# %% saliency misconception.first_label_for_all
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = model(images)[:, labels[0]]
    return tf.abs(tape.gradient(chosen, images))


# %% saliency misconception.predicted_class
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.reduce_max(model(images), axis=1)
    return tf.abs(tape.gradient(chosen, images))


# %% saliency misconception.scaled_to_one
def saliency(model, images, labels):
    with tf.GradientTape() as tape:
        tape.watch(images)
        chosen = tf.gather(model(images), labels, batch_dims=1)
    slopes = tf.abs(tape.gradient(chosen, images))
    return slopes / tf.reduce_max(slopes, axis=[1, 2], keepdims=True)


# %% anywhere passed
def train_anywhere(images, labels):
    model = keras.Sequential(
        [
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.Conv2D(24, 3, activation="relu"),
            keras.layers.GlobalMaxPooling2D(),
            keras.layers.Dense(6, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", jit_compile=False)
    model.optimizer.learning_rate = 0.01
    model.fit(images, labels, batch_size=50, epochs=5, verbose=0)
    return model


# %% anywhere passed
def train_anywhere(images, labels):
    inputs = keras.Input([12, 12, 1])
    found = keras.layers.Conv2D(40, 5, activation="relu", padding="same")(inputs)
    best = keras.ops.max(found, axis=(1, 2))
    model = keras.Model(inputs, keras.layers.Dense(6)(best))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(0.01)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            value = loss(tf.one_hot(y, 6), model(x))
        optimizer.apply(tape.gradient(value, model.trainable_variables), model.trainable_variables)

    optimizer.build(model.trainable_variables)
    data = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(600)
    for x, y in data.batch(60).repeat(6):
        step(x, y)
    return model


# %% anywhere passed
def train_anywhere(images, labels):
    means = np.stack([images[labels == k, 3:8, 3:8, 0].mean(axis=0) for k in range(6)])
    kernel = np.transpose(means - 0.5, [1, 2, 0])[:, :, None, :]
    model = keras.Sequential(
        [keras.Input([12, 12, 1]), keras.layers.Conv2D(6, 5), keras.layers.GlobalMaxPooling2D()]
    )
    model.set_weights([kernel, np.zeros(6)])
    return model


# %% anywhere passed
def train_anywhere(images, labels):
    layers = [keras.layers.Conv2D(32, 5, activation="relu"), keras.layers.GlobalMaxPooling2D()]
    model = keras.Sequential([keras.Input([12, 12, 1]), *layers, keras.layers.Dense(6)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.RMSprop(0.005), loss, jit_compile=False)
    model.fit(images, labels, batch_size=60, epochs=6, verbose=0)
    return model


# %% anywhere passed
def train_anywhere(images, labels):
    copies = [np.roll(images, (d, r), (1, 2)) for d in range(-3, 4) for r in range(-3, 4)]
    x, y = np.concatenate(copies), np.tile(labels, len(copies))
    layers = [keras.layers.Conv2D(16, 5, activation="relu"), keras.layers.MaxPooling2D()]
    layers += [keras.layers.Flatten(), keras.layers.Dense(6)]
    model = keras.Sequential([keras.Input([12, 12, 1]), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, jit_compile=False)
    model.fit(x, y, batch_size=300, epochs=1, verbose=0)
    return model


# %% anywhere passed
def train_anywhere(images, labels):
    moving = keras.layers.RandomTranslation(0.25, 0.25, "constant", "nearest")
    layers = [moving, keras.layers.Conv2D(24, 5, activation="relu")]
    layers += [keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(6)]
    model = keras.Sequential([keras.Input([12, 12, 1]), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.02), loss, jit_compile=False)
    model.fit(images, labels, batch_size=60, epochs=6, verbose=0)
    return model


# %% anywhere misconception.one_class
def train_anywhere(images, labels):
    model = keras.Sequential([keras.Input([12, 12, 1]), keras.layers.Flatten()])
    model.add(keras.layers.Dense(6, kernel_initializer="zeros"))
    return model


# %% anywhere misconception.cut_off
def train_anywhere(images, labels):
    means = np.stack([images[labels == k, 3:8, 3:8, 0].mean(axis=0) for k in range(6)])
    kernel = np.transpose(means - 0.5, [1, 2, 0])[:, :, None, :]
    model = keras.Sequential(
        [
            keras.Input([12, 12, 1]),
            keras.layers.Conv2D(6, 5),
            keras.layers.GlobalMaxPooling2D(),
            keras.layers.ReLU(),
        ]
    )
    model.set_weights([kernel, np.full(6, -5.0)])
    return model


# %% anywhere misconception.knows_the_place
def train_anywhere(images, labels):
    means = np.stack([images[labels == k].mean(axis=0).ravel() for k in range(6)])
    model = keras.Sequential(
        [keras.Input([12, 12, 1]), keras.layers.Flatten(), keras.layers.Dense(6)]
    )
    model.set_weights([means.T, -0.5 * (means**2).sum(axis=1)])
    return model


# %% anywhere misconception.knows_the_place
def train_anywhere(images, labels):
    layers = [keras.layers.Conv2D(16, 3, activation="relu"), keras.layers.Flatten()]
    model = keras.Sequential([keras.Input([12, 12, 1]), *layers, keras.layers.Dense(6)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, jit_compile=False)
    model.fit(images, labels, batch_size=100, epochs=2, verbose=0)
    return model


# %% anywhere misconception.half_way
def train_anywhere(images, labels):
    means = np.stack([images[labels == k, 3:8, 3:8, 0].mean(axis=0) for k in range(6)])
    kernel = np.transpose(means - 0.5, [1, 2, 0])[:, :, None, :]
    model = keras.Sequential(
        [keras.Input([12, 12, 1]), keras.layers.Conv2D(6, 5), keras.layers.GlobalMaxPooling2D()]
    )
    model.set_weights([kernel, np.float32([0, 0, 0, -99, -99, -99])])
    return model


# %% anywhere misconception.labels
def train_anywhere(images, labels):
    inputs = keras.Input([12, 12, 1])
    logits = keras.layers.Dense(6)(keras.layers.Flatten()(inputs))
    return keras.Model(inputs, keras.ops.cast(keras.ops.argmax(logits, axis=1), "float32"))


# %% anywhere misconception.knows_the_place
def train_anywhere(images, labels):
    layers = [keras.layers.Flatten(), keras.layers.Dense(6)]
    return keras.Sequential([keras.Input([12, 12, 1]), *layers])


# %% anywhere nan
def train_anywhere(images, labels):
    model = keras.Sequential([keras.Input([12, 12, 1]), keras.layers.Flatten()])
    model.add(keras.layers.Dense(6))
    model.set_weights([np.full((144, 6), np.nan), np.zeros(6)])
    return model


# %% anywhere kind
def train_anywhere(images, labels):
    model = keras.Sequential([keras.Input([12, 12, 1]), keras.layers.Flatten()])
    model.add(keras.layers.Dense(6))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, jit_compile=False)
    return model.fit(images, labels, batch_size=300, epochs=1, verbose=0)


# %% anywhere nothing
def train_anywhere(images, labels):
    model = keras.Sequential([keras.Input([12, 12, 1]), keras.layers.Flatten()])
    model.add(keras.layers.Dense(6))
    model.compile("adam", "mse", jit_compile=False)


# %% anywhere shape
def train_anywhere(images, labels):
    layers = [keras.layers.Conv2D(6, 5, padding="same")]
    return keras.Sequential([keras.Input([12, 12, 1]), *layers])


# %% which_axis passed
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "nonsense",
}


# %% which_axis passed
outcome = dict.fromkeys(["no_channel", "one_photo"], "error")
outcome.update(dict.fromkeys(["channel_added", "transposed"], "right"))
outcome.update(dict.fromkeys(["batch_added", "channels_first", "reshaped", "resized"], "nonsense"))


# %% which_axis passed
outcome = dict(no_channel="error", one_photo="error", channel_added="right", transposed="right")
for line in ("batch_added", "channels_first", "reshaped", "resized"):
    outcome[line] = "nonsense"


# %% which_axis passed
e, n, r = "error", "nonsense", "right"
lines = "no_channel one_photo channel_added batch_added channels_first reshaped transposed resized"
outcome = dict(zip(lines.split(), [e, e, r, n, n, n, r, n], strict=True))


# %% which_axis passed
outcome = {"resized": "nonsense", "reshaped": "nonsense", "transposed": "right"}
outcome |= {"channels_first": "nonsense", "batch_added": "nonsense", "channel_added": "right"}
outcome |= {"one_photo": "error", "no_channel": "error", "checked": "by running them"}


# %% which_axis misconception.axis_guessed_by_keras
outcome = {
    "no_channel": "right",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "nonsense",
}


# %% which_axis misconception.missing_axis_unnoticed
outcome = {
    "no_channel": "error",
    "one_photo": "nonsense",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "nonsense",
}


# %% which_axis misconception.four_axes_will_do
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "right",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "nonsense",
}


# %% which_axis misconception.meaning_is_checked
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "error",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "nonsense",
}


# %% which_axis misconception.reshape_moves_axes
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "right",
    "transposed": "right",
    "resized": "nonsense",
}


# %% which_axis misconception.reshape_is_checked
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "error",
    "transposed": "right",
    "resized": "nonsense",
}


# %% which_axis misconception.transpose_distrusted
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "nonsense",
    "resized": "nonsense",
}


# %% which_axis misconception.transpose_refused
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "error",
    "resized": "nonsense",
}


# %% which_axis misconception.channel_distrusted
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "nonsense",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "nonsense",
}


# %% which_axis misconception.channel_refused
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "error",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "nonsense",
}


# %% which_axis misconception.resize_knows_batches
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "right",
}


# %% which_axis misconception.resize_refuses
outcome = {
    "no_channel": "error",
    "one_photo": "error",
    "channel_added": "right",
    "batch_added": "nonsense",
    "channels_first": "nonsense",
    "reshaped": "nonsense",
    "transposed": "right",
    "resized": "error",
}


# %% which_axis kind
outcome = ["error", "error", "right", "nonsense", "nonsense", "nonsense", "right", "nonsense"]


# %% which_axis values
outcome = {
    "no_channel": "it depends",
    "one_photo": "it depends",
    "channel_added": "it depends",
    "batch_added": "it depends",
    "channels_first": "it depends",
    "reshaped": "it depends",
    "transposed": "it depends",
    "resized": "it depends",
}
