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
        "This is a {1} tensor already, and tf.convert_to_tensor never changes a dtype; nor does an "
        "operator that meets a tensor of another one.",
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
        r"InvalidArgumentError|ValueError",
        r"Incompatible shapes|required broadcastable shapes|Dimensions must be equal",
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
        r"Dimension \d+ in both shapes must be equal|Shapes of all inputs must match",
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
        r"(?:unexpected keyword argument|Unrecognized keyword arguments passed to \w+: \{)\s*'(\w+)'",
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
        r"TypeError|AttributeError",
        r"'NoneType'",
        "One value on that line is None. A function without return gives None.",
        "Print the values that line uses, one by one.",
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
    text = re.sub(r"\{\{.*?\}\}|\[Op:\w+\](?: name:.*)?", "", raised.text).strip()
    paragraphs = [part for part in text.split("\n\n") if not part.startswith(_PREAMBLES)]
    text = paragraphs[0].strip() if paragraphs else text
    line = text.splitlines()[0].strip() if text else ""
    return f"{raised.type}: {line[:240]}" if line else raised.type
