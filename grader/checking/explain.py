"""What an exception in an answer most likely means, in a sentence, and what to try."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.checking.evidence import Raised


@dataclass(frozen=True)
class Explanation:
    """Why it was likely raised, and what to try next."""

    why: str
    try_next: str


# (type, text) patterns with the words for them; {0}, {1} are the groups of the text's pattern.
# The texts are TensorFlow 2.20 and 2.21's and Python 3.11 to 3.13's; tests raise each of them.
_KNOWN = (
    (
        r"InvalidArgumentError",
        r"was expected to be a (\w+) tensor but is a (\w+) tensor",
        "Two inputs of one operation differ in dtype: {0} and {1}. TensorFlow never converts one "
        "to the other by itself.",
        "Decide which dtype the result needs and convert the other input with tf.cast.",
    ),
    (
        r"TypeError",
        r"must have the same dtype, got tf\.(\w+) != tf\.(\w+)",
        "The two sides of an operator differ in dtype: {0} and {1}. TensorFlow never converts "
        "one to the other by itself.",
        "Decide which dtype the result needs and convert the other side with tf.cast.",
    ),
    (
        r"TypeError",
        r"Op has type (\w+) that does not match type (\w+) of argument",
        "Two inputs of one operation differ in dtype: {0} and {1}. TensorFlow never converts one "
        "to the other by itself.",
        "Decide which dtype the result needs. The other input may need tf.cast, or have been made "
        "with that dtype from the start.",
    ),
    (
        r"TypeError",
        r"Cannot convert (\S+) to EagerTensor of dtype (\w+)",
        "The Python number {0} met a tensor of dtype {1}, and it does not fit that dtype.",
        "Convert the tensor with tf.cast before this operation.",
    ),
    (
        r"InvalidArgumentError",
        r"Value for attr '\w+' of (\w+) is not in the list of allowed values",
        "This operation does not take values of dtype {0} in that place.",
        "The message lists the dtypes it takes. Look up its arguments; tf.cast changes a tensor's "
        "dtype.",
    ),
    (
        r"ValueError|TypeError",
        r"Tensor conversion requested dtype (\w+) for Tensor with dtype (\w+)",
        "The tensor there has the dtype {1}, and tf.convert_to_tensor never changes a dtype; nor does "
        "an operator that meets a tensor of another one.",
        "tf.cast makes a tensor of another dtype.",
    ),
    (
        r"TypeError",
        r"Expected tensor .* with dtype .*, but got dtype|Expected tensor .* to be of dtype",
        "tf.constant was given a tensor of another dtype, and it never changes a dtype.",
        "tf.cast makes a tensor of another dtype.",
    ),
    (
        r"TypeError",
        r"Only integers, slices .* are valid indices",
        "In brackets a tensor takes whole numbers, slices, `...` and tf.newaxis. A list or a tensor "
        "of positions, as NumPy takes it, does not go there.",
        "tf.gather, tf.gather_nd and tf.boolean_mask pick elements by a tensor of positions.",
    ),
    (
        r"TypeError",
        r"only 0-dimensional arrays can be converted|only (?:length-1|integer scalar) arrays can be",
        "Python's float(), int(), math functions and indices take one number, and got a tensor of "
        "several.",
        "TensorFlow has functions that work on every element at once; use one of them there.",
    ),
    (
        r"ValueError",
        r"truth value of an array",
        "`if` and `while` need one True or False, and got a tensor with one for each element.",
        "tf.where chooses element by element; tf.reduce_any and tf.reduce_all make one of many.",
    ),
    (
        r"OperatorNotAllowedInGraphError",
        r"",
        "Inside tf.function a tensor has no value yet, so Python cannot use it as True or False or "
        "go through its elements here.",
        "Call the function yourself, outside tf.function, to see its values. In a graph, tf.where "
        "picks element by element, and tf.while_loop repeats.",
    ),
    (
        r"AttributeError|NotImplementedError",
        r"'SymbolicTensor' object has no attribute 'numpy'|numpy\(\) is only available"
        r"|Cannot convert a symbolic tf\.Tensor",
        "Inside tf.function a tensor has no value yet, so there is nothing for NumPy to work with.",
        "Use TensorFlow's own operation instead of NumPy's.",
    ),
    (
        r"TypeError",
        r"not 'SymbolicTensor'",
        "Inside tf.function a tensor has no value yet, so Python cannot make a number of it.",
        "Go on with the tensor itself, and with TensorFlow's operations.",
    ),
    (
        r"TypeError",
        r"Can not cast TensorSpec",
        "What the graph function was called with does not fit its input_signature: the shape or the "
        "dtype is another one.",
        "Compare the two TensorSpecs in the message, size by size. Which one may vary?",
    ),
    (
        r"TypeError",
        r"Received integer type",
        "This operation takes floats, and its input holds integers.",
        "Convert the input with tf.cast first.",
    ),
    (
        r"ValueError",
        r"non-rectangular",
        "The rows of a nested list differ in length, and a tensor has rows of one length.",
        "Print the list; every row needs the same number of entries.",
    ),
    (
        r"TypeError|AttributeError",
        r"'History' object",
        "`fit` returns a History, the record of the losses. It is not the model.",
        "Call fit without giving the model's name to what it returns.",
    ),
    (
        r"ValueError",
        r"A KerasTensor cannot be used as input to a TensorFlow function",
        "keras.Input and the layers called on it give stand-ins without numbers, and a TensorFlow "
        "function got one.",
        "Use a Keras layer there, or the function of that name in keras.ops.",
    ),
    (
        r"ValueError|TypeError|AttributeError",
        r"KerasTensor is symbolic|symbolic KerasTensor|'KerasTensor' object has no attribute",
        "keras.Input and the layers called on it give stand-ins that have a shape and no value, so "
        "neither Python nor NumPy can compute with them.",
        "Use Keras layers or keras.ops; or call the finished model on an array to see numbers.",
    ),
    (
        r"ValueError",
        r"Unrecognized data type",
        "`fit`, `evaluate` and `predict` take arrays or tensors, and something passed is neither: a "
        "list of numbers, for one, is not data to Keras.",
        "np.array makes an array of a list. One example a row: shape (n, features), targets (n, 1).",
    ),
    (
        r"ValueError",
        r"Only input tensors may be passed as positional arguments",
        "A model or a layer was called with Python numbers or a list of them, and takes a tensor.",
        "tf.constant makes a tensor; its first axis is the batch: shape (n, features).",
    ),
    (
        r"ValueError",
        r"expected min_ndim=(\d+), found ndim=(\d+)",
        "A layer wants at least {0} axes, the batch first, and got {1}.",
        "Print the shape of what goes in: for numbers it should be (n, features).",
    ),
    (
        r"ValueError",
        r"expected axis -1 of input shape to have value (\d+)",
        "The layer was made for data whose last axis has the size {0}, and another size came.",
        "Compare the last size of the data with the shape given to keras.Input.",
    ),
    (
        r"ValueError",
        r"Invalid input shape for input|Cannot take the length of shape with unknown rank",
        "The data have another shape than the model was made for. keras.Input names the shape of "
        "one example; the data have one axis more, the batch, in front.",
        "Print the shape of the data. A single example still needs its batch axis.",
    ),
    (
        r"ValueError",
        r"must call .compile\(\)",
        "This model was not told how to learn: it has no optimizer and no loss yet.",
        "compile says both, and comes before fit and evaluate.",
    ),
    (
        r"ValueError",
        r"Could not interpret [\w ]+ identifier: <KerasTensor",
        "A tensor stands among the settings of a layer. A layer is made first, with its settings, "
        "and then called on a tensor.",
        "That is two pairs of parentheses, one after the other.",
    ),
    (
        r"ValueError",
        r"Could not interpret ([\w ]+) identifier: (\w+)",
        "Keras knows no {0} named {1}.",
        "Check the spelling, or pass the object itself instead of its name.",
    ),
    (
        r"ValueError",
        r"Data cardinality is ambiguous",
        "Inputs and targets have different numbers of examples; the message shows both.",
        "Print both shapes: the first sizes have to be equal.",
    ),
    (
        r"ValueError",
        r"Arguments `target` and `output` must have the same rank",
        "The loss compares rows with rows, and the labels have another number of axes than the "
        "outputs: class indices, for one, are no one-hot rows.",
        "Which form have the labels, and which loss is made for it?",
    ),
    (
        r"ValueError",
        r"Argument `output` must have rank",
        "The sparse loss wants one class index for each example, and outputs of shape (examples, "
        "classes). One of the two has another number of axes.",
        "Print both shapes. Are the labels one-hot rows? Does a Flatten come before the first Dense?",
    ),
    (
        r"InvalidArgumentError",
        r"label value of (-?\d+) which is outside the valid range",
        "There is a label {0}, and the last layer has no unit for it: units count from 0.",
        "Compare the largest label with the number of outputs.",
    ),
    (
        r"ValueError",
        r"`outputs` values must be KerasTensors",
        "keras.Model was given a layer where a tensor belongs: a layer that was made and not called.",
        "Call the layer on the tensor before it, and pass what comes out.",
    ),
    (
        r"ValueError|AttributeError",
        r"the layer isn't built|must build the layer before",
        "This model or layer has no weights yet: it makes them when it learns the input's shape.",
        "Put keras.Input first, or call it once on data.",
    ),
    (
        r"ValueError",
        r"invalid value for `units`, expected a positive integer",
        "The number of units must be a whole number of at least 1, as Python's int.",
        "Print it, with its type. `/` always gives a float; `//` divides whole numbers.",
    ),
    (
        r"TypeError",
        r"'(Dense|Dropout|Activation|Flatten|Input\w*|\w*Normalization)' object is not iterable",
        "A list of layers is asked for, and one layer ({0}) stands there. keras.Sequential takes all "
        "its layers in a single list.",
        "Look for a pair of square brackets that is missing.",
    ),
    (
        r"ValueError",
        r"Expected `trainable` to be a boolean|Argument `name` must be a string and cannot contain",
        "Something that is no setting stands among the settings of a layer or a model. "
        "keras.Sequential, for one, takes all its layers in a single list.",
        "Look for a pair of square brackets that is missing.",
    ),
    (
        r"ValueError",
        r"Cannot convert '(\d+)' to a shape",
        "A shape is a list or a tuple, also with a single size, and this one is the number {0}.",
        "Put the sizes of one example in square brackets.",
    ),
    (
        r"ValueError",
        r"already been configured to use input shape",
        "The model knows the shape of its input from keras.Input, and is told another one here.",
        "Is this line needed?",
    ),
    (
        r"NotImplementedError",
        r"does not have a `call\(\)` method",
        "A subclass of keras.Model says in its method `call` what it computes, and there is none of "
        "that name.",
        "Check its spelling, and that it is indented as far as __init__.",
    ),
    (
        r"ValueError",
        r"Invalid filepath extension for saving",
        "`save` writes one file, whose name ends in .keras.",
        "Print the path that save was given.",
    ),
    (
        r"ValueError",
        r"must end in `\.weights\.h5`",
        "`save_weights` writes the weights alone, without the layers, in a format of its own.",
        "A model has another method that saves all of it.",
    ),
    (
        r"ValueError",
        r"File not found: filepath",
        "There is no such file when the model is to be loaded.",
        "Was it saved before, and under just this path?",
    ),
    (
        r"AttributeError",
        r"module 'keras\._tf_keras\.keras' has no attribute '(\w+)'",
        "There is no tf.keras.{0}. A few names of keras are missing in tf.keras.",
        "Look for {0} after `import keras`, or for the same function in another part of it.",
    ),
    (
        r"InvalidArgumentError|ValueError",
        r"Incompatible shapes|Cannot broadcast shape|required broadcastable shapes|Dimensions must be equal",
        "Two shapes in that line do not broadcast: compared from the last axis backward, two "
        "sizes differ and neither is 1.",
        "Print both shapes and line them up from the right; a new axis or keepdims=True may help.",
    ),
    (
        r"InvalidArgumentError",
        r"reshape is a tensor with (\d+) values, but the requested shape (?:has|requires a multiple "
        r"of) (\d+)",
        "Reshape keeps every element: {0} values cannot fill a shape of {1}.",
        "Multiply the sizes of the shape you ask for; one of them may be -1 to be worked out.",
    ),
    (
        r"InvalidArgumentError",
        r"Matrix size-incompatible|In\[0\] mismatch In\[1\]",
        "In a matrix product the last axis of the first and the last but one of the second must "
        "have the same size.",
        "Print both shapes; transpose_b=True turns the second one round.",
    ),
    (
        r"InvalidArgumentError",
        r"Dimension \d+ in both shapes must be equal|Shapes of all inputs must match"
        r"|Ranks of all input tensors should match",
        "Tensors that are joined must agree on every axis but the one they are joined along; "
        "tf.stack wants them all of one shape.",
        "Print their shapes and check which axis they are joined along.",
    ),
    (
        r"InvalidArgumentError",
        r"transpose expects a vector of size (\d+)",
        "A permutation names every axis once, and this tensor has {0}.",
        "Write all {0} axes into perm, in their new order.",
    ),
    (
        r"InvalidArgumentError",
        r"(\d+) is missing from \{",
        "A permutation names every axis exactly once, and axis {0} is not in this one.",
        "Look for an axis that stands in it twice.",
    ),
    (
        r"InvalidArgumentError|ValueError",
        r"must be (?:at least )?rank (\d+) but is (?:at )?(?:least |most )?(?:rank )?(\d+)",
        "An operation wants a tensor of rank {0} there, and got one of rank {1}.",
        "Print the shape of what you pass to it, and look up which axes it expects.",
    ),
    (
        r"InvalidArgumentError",
        r"Invalid reduction dimension|Tried to expand dim|out of (?:range|bounds)|is not in \[0",
        "An axis or an index lies outside the tensor's shape.",
        "Print the shape: a tensor of rank r has the axes 0 to r - 1, or -r to -1 from the end.",
    ),
    (
        r"TypeError",
        r"does not support item assignment",
        "A tensor never changes, so its elements cannot be assigned.",
        "Build the new tensor from operations on whole tensors instead.",
    ),
    (
        r"TypeError|ValueError",
        r"(?:unexpected keyword argument|Unrecognized keyword arguments passed to \w+: \{"
        r"|Argument\(s\) not recognized: \{)\s*'(\w+)'",
        "A call names a parameter {0}, and the function called has none of that name.",
        "Look the function up: how is that parameter spelled there?",
    ),
    (
        r"TypeError",
        r"missing \d+ required|takes \d+ positional|takes from \d+|missing a required argument"
        r"|too many positional|Too many arguments|Missing required positional",
        "The check passes the parameters the docstring names, in that order, and a call did not "
        "fit: yours, or one in its body.",
        "Compare the parameters of the function, and of the calls in it, with the documentation.",
    ),
    (
        r"RuntimeError",
        r"non-persistent GradientTape can only",
        "A tape lets go of its record once it has answered, and this one was asked a second time.",
        "Ask once for all sources, as a list: tape.gradient(target, [a, b]). For several targets, make "
        "the tape with persistent=True.",
    ),
    (
        r"AttributeError",
        r"'NoneType' object has no attribute '_tape'",
        "A tape watches only while it records, and this one records nothing at that line.",
        "Open its block first, with tf.GradientTape() as tape, and call tape.watch inside.",
    ),
    (
        r"TypeError",
        r"Argument `target` should be .* received None",
        "The tape was asked for the gradient of None. A function without return gives None; a tape "
        "that finds no way from its target to its source gives None, too.",
        "Print the target. If it is a gradient, ask first why that one is None.",
    ),
    (
        r"ValueError",
        r"custom_gradient function expected to return (\d+) gradients?, but returned (\d+)",
        "The backward function should return one gradient for each argument of the function under "
        "tf.custom_gradient: {0} here, and {1} came.",
        "Return as many as there are arguments, None for one that needs none, or let that function "
        "take only what needs a gradient.",
    ),
    (
        r"TypeError",
        r"unsupported callable",
        "TensorFlow was handed something else where it takes a function. Under tf.custom_gradient, two "
        "things are returned: the value, and a function for the way back.",
        "Print the type of what you pass or return there. Is it a function, not its result?",
    ),
    (
        r"TypeError|AttributeError",
        r"'NoneType'",
        "A value used there is None. A function without return gives None; a tape that finds no way "
        "from its target to its source gives None, too.",
        "Print the values that line uses, one by one. If no line of yours is named, print what your "
        "function gives.",
    ),
    (
        r"ValueError|TypeError",
        r"Attempt to convert a value \(None\)|None values not supported",
        "TensorFlow was handed None where it takes a tensor. A function without return gives None; a "
        "tape that finds no way from its target to its source gives None, too.",
        "Print the values that line uses, one by one.",
    ),
    (
        r"ValueError",
        r"Attempt to convert a value \(.*\) with an unsupported type \(<class '(?:\w+\.)*(\w+)'>\)",
        "TensorFlow was handed an object of type {0} where it takes a tensor.",
        "Print what you pass or return there. Was a function handed on without being called?",
    ),
    (
        r"RuntimeError",
        r"`variable (\S+) value` with `tf\.Variable`s is not supported",
        "TensorFlow does not take `{0}` on a variable: it could mean to change the variable or to make "
        "a tensor.",
        "A variable changes in place by its assign methods. `w = w ...` only gives its name to a tensor.",
    ),
    (
        r"NameError",
        r"name '(true|false|none|null)' is",
        "Python writes its constants True, False and None, with a capital letter.",
        "Correct the spelling of {0}.",
    ),
    (
        r"UnboundLocalError|NameError",
        r"(?:name|variable) '(\w+)'",
        "Nothing is called {0} when that line runs: it is spelled another way, made on a later "
        "line, or its cell has not run.",
        "Look for the place that should make {0}, and run the cells from the top.",
    ),
    (
        r"AttributeError",
        r"(?:Tensor'? object|module 'tensorflow\S*) has no attribute '(mean|sum|max|min|prod|any|all)'",
        "A tensor has no method {0}, and there is no tf.{0}: what goes along an axis is called "
        "tf.reduce_... in TensorFlow.",
        "Call tf.reduce_{0} with the tensor.",
    ),
    (
        r"AttributeError",
        r"(?:Tensor'? object|module 'tensorflow') has no attribute '(?:reduce_)?(std|var\w*)'",
        "There is no {0} in that place: the standard deviation and the variance are among "
        "TensorFlow's functions for mathematics.",
        "Look at the functions of tf.math whose names begin with reduce_.",
    ),
    (
        r"AttributeError",
        r"Tensor'? object has no attribute '(assign\w*)'",
        "A tensor never changes, so it has no method {0}. A variable has.",
        "Print the type where it is made: is it a tf.Variable, and has `=` given its name to a tensor "
        "since?",
    ),
    (
        r"AttributeError",
        r"Tensor'? object has no attribute 'astype'",
        "A tensor has no method astype.",
        "tf.cast makes a tensor of another dtype.",
    ),
    (
        r"AttributeError",
        r"Tensor'? object has no attribute '(\w+)'",
        "A tensor has no method or property {0}. Most of what NumPy and PyTorch write after a dot "
        "is a function in TensorFlow.",
        "Look in TensorFlow's documentation for the function that does it.",
    ),
    (
        r"AttributeError",
        r"object has no attribute '(\w+)'",
        "The value before the dot has nothing called {0}.",
        "Print that value's type: is it what you take it for?",
    ),
    (
        r"AttributeError",
        r"module '([\w.]+)' has no attribute '(\w+)'",
        "There is no {1} in {0}.",
        "Look the name up in the documentation; other libraries' names are often close, not equal.",
    ),
    (
        r"InaccessibleTensorError|ValueError",
        r"is out of scope|cannot be accessed from here",
        "A tensor made inside a loop or a branch of the graph was used outside of it: something "
        "such as a Python list carried it out while tracing.",
        "Let the loop hand its results on itself; a tf.TensorArray collects them.",
    ),
    (
        r"ValueError",
        r"singleton tf\.Variable|tried to create variables on (?:non-first|a non-first)",
        "The function makes a tf.Variable each time it is traced, and a graph function may make "
        "its variables only once.",
        "Make the variable before the function, or only where there is none yet.",
    ),
    (
        r"RecursionError",
        r"",
        "The function called itself until Python gave up.",
        "Check that it does not use its own name where another function was meant.",
    ),
    (
        r"SystemExit",
        r"",
        "The code asks Python to exit, which would end the notebook's kernel.",
        "Leave exit() out: a function hands its result back with return.",
    ),
    (
        r"StdinNotImplementedError",
        r"",
        "The code asks the keyboard with input(), and nobody is there when it is checked.",
        "Use the parameters of the function instead of input().",
    ),
    (
        r"ZeroDivisionError",
        r"",
        "Something was divided by zero.",
        "Think of the input for which the divisor is 0; the message shows it.",
    ),
)


# How a paragraph begins that only says where an exception came from.
_PREAMBLES = ("Graph execution error", "Detected at node", "  File", "Exception encountered when")


def explain(raised: Raised) -> Explanation:
    """The likeliest reason for an exception; a general word where none is known."""
    for type_pattern, text_pattern, why, try_next in _KNOWN:
        found = re.search(text_pattern, raised.text, re.S)
        if found and re.fullmatch(type_pattern, raised.type):
            return Explanation(why.format(*found.groups()), try_next.format(*found.groups()))
    return Explanation(
        "The code stopped before it gave a result.",
        "Call the function yourself in a new cell with the input above and read the last line.",
    )


def first_sentence(raised: Raised) -> str:
    """The exception in one line, without TensorFlow's internal node names."""
    text = re.sub(r"\x1b\[\d*m", "", raised.text)  # Keras sets its sentence in bold type
    text = re.sub(
        r"( input shape for input) .* with name .*?'\.(?= Expected)", r"\1.", text, flags=re.S
    )
    text = re.sub(r"\{\{.*?\}\}|\[Op:\w+\](?: name:.*)?", "", text).strip()
    paragraphs = [part for part in text.split("\n\n") if not part.startswith(_PREAMBLES)]
    text = paragraphs[0].strip() if paragraphs else text
    line = text.splitlines()[0].strip() if text else ""
    return f"{raised.type}: {line[:240]}" if line else raised.type
