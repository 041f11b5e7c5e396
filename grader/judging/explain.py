"""What an exception in an answer most likely means, in a sentence, and what to try."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.probing.evidence import Raised
from grader.probing.questions import Customs

_CUSTOMS = Customs()


@dataclass(frozen=True)
class Explanation:
    """Why it was likely raised, and what to try next."""

    why: str
    try_next: str


_NO_VALUE_YET = r"'SymbolicTensor' object has no attribute 'numpy'|numpy\(\) is only available"

# (type, text) patterns with the words for them; {0}, {1} are the groups of the text's pattern. A
# fifth entry is a pattern for the learner's own line, in which <0> is the first of those groups.
# The texts are TensorFlow 2.18, 2.20 and 2.21's and Python 3.11 to 3.13's; tests raise each of them.
_KNOWN = (
    (
        r"InvalidArgumentError",
        r"cannot compute __inference_\S+ as .* was expected to be a (\w+) tensor but is a (\w+) tensor",
        "A graph that was traced for tensors of dtype {0} was called with one of dtype {1}. A concrete "
        "function is a single graph, and makes no other for another dtype.",
        "Which dtype should it have been traced for? tf.cast makes a tensor of another dtype.",
    ),
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
        "Which dtype does the result need? tf.cast converts the tensor; a whole number, written "
        "without a point, fits every dtype.",
    ),
    (
        r"InvalidArgumentError|TypeError",
        r"Value for attr '\w+' of (?:float|half|double)\w* is not in the list of allowed values"
        r"|has DataType (?:float|half|double)\w* not in list of allowed values",
        "In Python, `^` is not a power: it combines the bits of whole numbers, and here it met a float.",
        "Python writes a power with two asterisks.",
        r"\^",
    ),
    (
        r"TypeError",
        r"has DataType (\w+) not in list of allowed values",
        "This operation does not take values of dtype {0} in that place.",
        "The message lists the dtypes it takes. Look up its arguments; tf.cast changes a tensor's "
        "dtype.",
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
        "The tensor there has the dtype {1}, and {0} is needed. TensorFlow does not change a tensor's dtype "
        "by itself: not in tf.convert_to_tensor, and not for another tensor or for a variable.",
        "tf.cast makes a tensor of another dtype.",
    ),
    (
        r"TypeError",
        r"Expected tensor .* with dtype .*, but got dtype|Expected tensor .* to be of dtype",
        "tf.constant was given a tensor of another dtype, and it never changes a tensor's dtype.",
        "tf.cast makes a tensor of another dtype.",
    ),
    (
        r"TypeError",
        r"Only integers, slices .* are valid indices",
        "In brackets a tensor takes whole numbers, slices, `...`, tf.newaxis and a mask of True and "
        "False. Unlike NumPy, it does not pick by a list or a tensor of positions.",
        "tf.gather, tf.gather_nd and tf.boolean_mask pick elements by a tensor of positions.",
    ),
    (
        r"TypeError",
        r"only (?:length-1|integer scalar) arrays can be",
        "A tensor never changes, so its elements cannot be assigned, not even by a mask.",
        "tf.where makes a new tensor that has another value where a condition holds.",
        r"\]\s*[-+*/]?=(?!=)",
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
        "`if` and `while` need one True or False, and got a tensor or an array with one for each "
        "element.",
        "tf.where chooses element by element; tf.reduce_any and tf.reduce_all make one of many.",
    ),
    (
        r"ValueError",
        r"condition of (?:if|while) statement expected to be `tf\.bool` scalar, got Tensor\(.*"
        r"shape=\((?!\))",
        "`if` and `while` need one True or False, and got a tensor with one for each element.",
        "tf.where chooses element by element; tf.reduce_any and tf.reduce_all make one of many.",
    ),
    (
        r"InvalidArgumentError",
        r"second input must be a scalar, but it has shape",
        "tf.cond and `if` make one decision, and got a tensor with one True or False for each element.",
        "tf.where chooses element by element; tf.reduce_any and tf.reduce_all make one of many.",
    ),
    (
        r"OperatorNotAllowedInGraphError",
        r"",
        "Inside tf.function a tensor has no value yet, so Python cannot use it as True or False or "
        "go through its elements here.",
        "Call the function yourself, outside tf.function, to see its values. In a graph, tf.where "
        "picks element by element, and a `for` over tf.range repeats.",
    ),
    (
        r"AttributeError|NotImplementedError|TypeError",
        rf"{_NO_VALUE_YET}|int\(\) argument must be .* not 'NoneType'",
        "predict reads arrays batch by batch in Python, so it can't be part of a graph, where a tensor has no "
        "value yet.",
        "Call the model itself with the tensor: what it gives is a tensor of the same graph.",
        r"\.predict\(",
    ),
    (
        r"AttributeError|NotImplementedError",
        _NO_VALUE_YET,
        "A tensor has no value yet inside tf.function, so float(), int() and bool() have nothing to make a "
        "Python number of.",
        "Go on with the tensor. tf.cast changes its dtype in a graph as well.",
        r"\b(?:float|int|bool)\(",
    ),
    (
        r"AttributeError|NotImplementedError",
        rf"{_NO_VALUE_YET}|Cannot convert a symbolic tf\.Tensor",
        "A tensor has no value yet inside tf.function, nor where eager execution is turned off, so "
        "there is nothing for NumPy to work with.",
        "Use TensorFlow's own operation instead of NumPy's.",
    ),
    (
        r"InvalidArgumentError",
        r"Cannot bitcast from",
        "tf.bitcast converts no number: it reads the bytes of a tensor as another dtype, and the numbers "
        "of that dtype are of another size here.",
        "tf.cast makes the same numbers in another dtype.",
    ),
    (
        r"ValueError",
        r'Got (\d+) inputs for equation "([^"]*)", expecting (\d+)',
        "The equation {1} takes this many tensors: {2}. tf.einsum was given {0}.",
        "Behind the equation stand the tensors, in its order.",
    ),
    (
        r"TypeError",
        r"Expected any non-tensor type, but got a tensor",
        "tf.constant takes a value that Python knows. Inside tf.function a tensor has no value yet, and "
        "neither has what a loop or int() makes of one.",
        "It is a tensor already, and needs no tf.constant: use it as it is.",
    ),
    (
        r"TypeError",
        r"not 'SymbolicTensor'",
        "A tensor has no value yet inside tf.function, nor where eager execution is turned off, so "
        "Python cannot make a number of it.",
        "Go on with the tensor itself, and with TensorFlow's operations.",
    ),
    (
        r"TypeError",
        r"input_signature must be",
        "An input_signature is a list with one tf.TensorSpec for each argument, and something else "
        "stands there: a shape or a dtype alone is not a TensorSpec.",
        "tf.TensorSpec takes the shape and the dtype. Is there one for each argument, in a list?",
    ),
    (
        r"TypeError",
        r"input_signature missing type constraint for (\w+)",
        "The input_signature has fewer entries than the function has arguments: none is left for {0}.",
        "Count both: one tf.TensorSpec belongs to each argument.",
    ),
    (
        r"TypeError",
        r"input_signature contains \d+ extra",
        "The input_signature has more entries than the function has arguments.",
        "Count both: one tf.TensorSpec belongs to each argument.",
    ),
    (
        r"ValueError",
        r"Dimension (-\d+) must be >= 0",
        "A shape lists sizes from 0 up, and {0} stands in this one. To reshape, -1 means a size that is "
        "to be worked out; a size that may vary is written differently.",
        "Which value says in a TensorSpec that a size is not known beforehand?",
    ),
    (
        r"TypeError",
        r"is not a callable object$|'(?:cond|body|fn|true_fn|false_fn)' must be callable|"
        r"(?:cond|body|fn|true_fn|false_fn) must be callable",
        "TensorFlow takes a function there, to call it when it has to, and got a value: most likely "
        "the function was called, and what came out was passed on.",
        "Pass the function itself, without parentheses. A lambda makes one of an expression.",
    ),
    (
        r"TypeError",
        r"Loop var .* enters the loop with type <dtype: '(\w+)'> but has type <dtype: '(\w+)'> after",
        "A variable of the loop begins with the dtype {0} and is {1} after one turn; it has to keep "
        "its dtype. Where body gives its values back in another order, each meets the wrong one.",
        "Compare the order of the loop's variables with that of what body returns, then their dtypes.",
    ),
    (
        r"ValueError|TypeError",
        r"The two structures don't have the same nested structure|don't have the same sequence "
        r"length|body.* must return .* loop_vars",
        "Two structures should hold the same number of values, and do not. The body of a "
        "tf.while_loop, for one, gives back as many values as the loop has variables.",
        "Count what goes in and what is returned.",
        r"loop|body",
    ),
    (
        # grader/session/older_versions.py names the versions, which say so in their first cell too.
        r"TypeError",
        r"__dict__ descriptor does not support '_DictWrapper' objects",
        "That is a fault of this runtime, and says nothing against your answer: before TensorFlow 2.20, from "
        "Python 3.12 on, tf.saved_model.save refuses a Keras model and every object on which one hangs.",
        "model.export and keras.export.ExportArchive save here too. Or take a newer runtime, in Colab: "
        "Runtime > Change runtime type > Runtime version.",
    ),
    (
        r"UnliftableError",
        r"",
        "A tf.Variable is made inside the function, and starts with a value that is known only when "
        "the graph runs.",
        "Does the function have to keep anything from call to call? If not, a tensor will do; a "
        "tf.TensorArray collects what a loop makes.",
    ),
    (
        r"ValueError",
        r"must also have a return statement",
        "In a graph, an `if` on a tensor becomes an operation with two ways, and only one of them "
        "returns something.",
        "Let both ways return a value of the same dtype, or give a name a value in both and return "
        "it after them.",
    ),
    (
        r"ValueError",
        r"'(\w+)' must also be initialized in the",
        "In a graph, an `if` on a tensor becomes an operation with two ways, and only one of them "
        "gives {0} a value.",
        "Give {0} a value before the `if`, or in both of its ways.",
    ),
    (
        r"TypeError",
        r"'(\w+)' has dtype (\w+) in the main branch, but dtype (\w+) in the else",
        "In a graph, both ways of an `if` must give {0} the same dtype: it is {1} in one of them and "
        "{2} in the other.",
        "Which dtype should {0} have? tf.cast, or a number written with or without a point, makes it.",
    ),
    (
        r"TypeError",
        r"'(\w+)' has dtype (\w+) before the loop, but dtype (\w+) after",
        "In a graph, a loop must leave {0} with the dtype it had before: that was {1}, and a round "
        "of the loop makes it {2}.",
        "Start {0} with the dtype it should end with.",
    ),
    (
        r"ValueError",
        r"'(\w+)' has shape (\([^)]*\)) before the loop, but shape (\([^)]*\)) after",
        "In a graph, a loop must leave {0} with the shape it had before: that was {1}, and a round "
        "of the loop makes it {2}.",
        "A tf.TensorArray collects results of a number that is not known before.",
    ),
    (
        r"TypeError",
        r"Can not cast TensorSpec",
        "What the graph function was called with does not fit its input_signature: its shape or its "
        "dtype is not the one that the signature names.",
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
        r"Only input tensors may be passed as positional arguments.*: <(\w+) name=",
        "A layer ({0}) stands among the tensors that another layer is called with: it was made, and not "
        "called.",
        "Call it on the tensor before it, with a second pair of parentheses, and pass what comes out.",
    ),
    (
        r"ValueError",
        r"layer requires inputs with matching shapes except for the concatenation axis",
        "Tensors that are joined must agree on every axis but the one they are joined along. That is "
        "the last one, unless axis says another; axis 0 is the batch.",
        "Print both shapes. Along which axis do they differ?",
    ),
    (
        r"ValueError",
        r"not connected to `(?:inputs|outputs)`",
        "keras.Model found no path from the inputs it was given to the outputs: they were made from "
        "another tensor.",
        "What comes into the model first? That tensor belongs into the place of inputs.",
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
        "The layer was made for data whose last axis has the size {0}, and this axis has another size.",
        "Compare the last size of the data with the shape given to keras.Input.",
    ),
    (
        r"ValueError",
        r"Invalid input shape for input|Cannot take the length of shape with unknown rank",
        "The data do not have the shape that the model was made for. keras.Input names the shape of "
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
        "The loss compares rows with rows, and the number of axes of the labels is not that of the "
        "outputs: class indices, for example, are not one-hot rows.",
        "What form do the labels have, and which loss is made for that form?",
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
        "keras.Sequential takes all its layers in a single list, and here a layer ({0}) stands where "
        "the list belongs.",
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
        r"Incompatible shapes|required broadcastable shapes|Dimensions must be equal",
        "The loss or a metric compares what the model gives with its targets, and their shapes do not "
        "broadcast.",
        "Print the shape of a prediction and of its target. Where targets are class indices and the model "
        "gives a number for each class, the loss has to be one that is made for that.",
        r"\.(?:fit|evaluate|train_on_batch|test_on_batch)\(",
    ),
    (
        r"InvalidArgumentError|ValueError",
        r"Incompatible shapes|Cannot broadcast shape|required broadcastable shapes|Dimensions must be equal",
        "Two shapes in that line do not broadcast: compared from the last axis backward, two "
        "sizes differ and neither is 1.",
        "Print both shapes and line them up from the right; a new axis or keepdims=True may help.",
    ),
    (
        r"ValueError",
        r"Tried to convert '\w+' to a tensor and failed\. Error: (?:Dimension|Shape|Cannot convert)",
        "A list stands where a single tensor is taken, and its entries make no tensor: their shapes "
        "differ, or their dtypes.",
        "Is the whole list meant there, or one entry of it at a time?",
    ),
    (
        r"ValueError",
        r"elems must be 1\+ dimensional Tensors, not scalars",
        "tf.map_fn goes along the first axis, and what it got is a single number, without an axis.",
        "Does the docstring allow a single number? A step that works for any shape needs no axis.",
    ),
    (
        r"ValueError",
        r"mask cannot be scalar",
        "A mask in brackets picks elements along an axis, and what it got is a single number, without "
        "an axis.",
        "Does the docstring allow a single number? A step that works for any shape needs no axis.",
    ),
    (
        r"InvalidArgumentError",
        r"seed must have shape \[2\]",
        "TensorFlow's stateless functions take a seed that is a pair of whole numbers, and a single "
        "one stands there.",
        "Put two numbers in brackets, one of them the seed you have.",
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
        r"Only one input size may be -1",
        "A shape for reshape may hold -1 once: that size is worked out from the others.",
        "Write the other sizes as numbers; the shape of the input has them.",
    ),
    (
        r"InvalidArgumentError",
        r"In\[\d\](?: and In\[1\])? ndims must be (?:== 2|>= 2)",
        "A matrix product takes matrices, with two axes, and one of the two has fewer.",
        "Print both shapes. A new axis of size 1 makes a matrix of a vector.",
    ),
    (
        r"ValueError",
        r"matmul: Input operand \d+ (?:has a mismatch|does not have enough dimensions)",
        "In a matrix product the last axis of the first and the last but one of the second must "
        "have the same size.",
        "Print both shapes, and line up the two axes that meet.",
    ),
    (
        r"ValueError",
        r"Shapes (\([^()]*\)) and (\([^()]*\)) are incompatible",
        "Two shapes should be equal in that line, and are not: {0} and {1}.",
        "Print both, and find the axis on which they differ.",
    ),
    (
        r"InvalidArgumentError",
        r"does not index into param shape",
        "tf.gather_nd takes places, with one number for each axis, and one of them lies outside the "
        "tensor.",
        "Print the places and the tensor's shape. The last axis of the places holds one place.",
    ),
    (
        r"UnimplementedError",
        r"Cast (\w+) to (\w+) is not supported",
        "tf.cast can't turn a {0} into a {1}.",
        "tf.strings.to_number makes numbers of text.",
    ),
    (
        r"TypeError",
        r"Cannot convert the argument `type_value`: <(?:built-in )?(?:function|bound method|method)",
        "A function stands where a tensor is taken: it was handed on without being called.",
        "Which value of the function is meant? A call gives one, and a tape has to see that call.",
    ),
    (
        r"TypeError",
        r"Cannot convert the argument `type_value`: (.+) to a TensorFlow DType",
        "{0} is no dtype of TensorFlow.",
        "A dtype is written as tf.float32, or as text: 'float32'. Check the spelling.",
    ),
    (
        r"InvalidArgumentError",
        r"Matrix size-incompatible|In\[0\] mismatch In\[1\]",
        "In a matrix product the last axis of the first and the last but one of the second must "
        "have the same size.",
        "Print both shapes; transpose_b=True transposes the second one.",
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
        r"ValueError",
        r"Invalid reduction dimension (-?\d+) for input with (\d+) dimension",
        "A sum, a mean or a norm should go along axis {0}, and a tensor of rank {1} has no such axis: it "
        "was lost before, or was never there.",
        "Print the shape in front of that line. Axes count from 0.",
    ),
    (
        r"InvalidArgumentError",
        r"indices\[[\d, ]*\] = (-?\d+) is not in \[0, (\d+)\)",
        "A lookup was asked for index {0}, and an index there is at least 0 and below {1}.",
        "Print the indices in front of the lookup. Which of them are below 0, and which are too large?",
    ),
    (
        r"InvalidArgumentError",
        r"Invalid reduction dimension|Tried to expand dim|out of (?:range|bounds)|is not in \[0",
        "An axis or an index lies outside the tensor's shape.",
        "Print the shape: a tensor of rank r has the axes 0 to r - 1, or -r to -1 from the end.",
    ),
    (
        r"TypeError|AttributeError",
        r"'\w*Variable' object (?:does not support item assignment|has no attribute '__setitem__')",
        "A variable does not take Python's `v[i] = ...`, because it changes only by its own methods.",
        "Look at the methods of tf.Variable: those named assign, also on a slice such as v[i], and "
        "those that begin with scatter_.",
    ),
    (
        r"TypeError",
        r"Tensor' object does not support item assignment",
        "A tensor never changes, so its elements cannot be assigned.",
        "Build the new tensor from operations on whole tensors instead.",
    ),
    (
        r"TypeError",
        r"'([\w.]+)' object does not support item assignment",
        "An object of type {0} never changes, so its elements cannot be assigned.",
        "Make a new one, or work with a list.",
    ),
    (
        r"InvalidArgumentError",
        r"Cannot update variable with shape (\[[\d,]*\]) using a Tensor with shape (\[[\d,]*\])",
        "The variable has the shape {0}, and what was to be added has the shape {1}: tf.math.bincount "
        "ends with the largest label it meets, unless minlength says how many entries there are.",
        "How many entries does the variable have? The count needs as many.",
        r"bincount\((?!.*minlength)",
    ),
    (
        r"InvalidArgumentError|ValueError",
        r"Cannot update variable with shape (\[[\d,]*\]) using a Tensor with shape (\[[\d,]*\])"
        r"|Cannot assign value to variable .*variable shape (\([\d, ]*\)), and the assigned value "
        r"shape (\([\d, ]*\))",
        "The variable has the shape {0}, and what was to be put in or added has the shape {1}. A "
        "variable keeps its shape, and nothing is stretched to fit it.",
        "Print the shape of what you pass: which step should give it one entry for each of the "
        "variable's?",
    ),
    (
        r"TypeError",
        r"must be a `tf\.IndexedSlices`",
        "This method takes one tf.IndexedSlices, which holds values and the places they are meant "
        "for, and got something else.",
        "tf.IndexedSlices takes the values first, then the indices.",
    ),
    (
        r"AttributeError",
        r"Tensor' object has no attribute '(assign_\w+|scatter_\w+)'",
        "What brackets take out of a variable, as in `v[i]`, knows `assign`, and no {0}.",
        "Build the new value of that element first, or look for a method of the whole variable.",
        r"\]\s*\.(?:assign|scatter)_",
    ),
    (
        r"AttributeError",
        r"'([\w.]+)' object has no attribute '_id'",
        "The tape works with tensors and variables, and got an object of type {0}. `.numpy()`, "
        "float() and NumPy's functions take a value out of what the tape records.",
        "Go on with tensors inside the tape, up to the gradient. Which line takes the number out?",
    ),
    (
        r"ValueError",
        r"Passed in object .* of type '(\w+)', not tf\.Tensor or tf\.Variable",
        "tape.watch takes a tensor, and got an object of type {0}.",
        "Watch the tensor itself, before anything is computed from it.",
    ),
    (
        r"ValueError",
        r"No gradients provided for any variable",
        "Every gradient is None: the tape found no path from the loss to any of the variables.",
        "Is the loss computed inside the tape, from what the model gives, with TensorFlow's "
        "operations alone? `.numpy()`, predict and NumPy's functions break the way.",
    ),
    (
        r"NotImplementedError",
        r"condition of while loop started as non-Tensor, then changed to Tensor",
        "Python decides over the condition of this `while`, and a tensor over the `break` or `return` "
        "inside it. AutoGraph makes a loop of the graph only of a condition that is a tensor from the "
        "beginning.",
        "What ends the loop may stand in its condition; then it needs no break.",
    ),
    (
        r"RuntimeError",
        r"tf\.gradients is not supported",
        "tf.gradients belongs to TensorFlow 1, where everything ran in a graph.",
        "tf.GradientTape records operations as they run, and gives the gradient afterwards.",
    ),
    (
        r"RuntimeError|NotImplementedError|AttributeError",
        r"Session graph is empty|placeholder\(\) is not compatible|eval is not supported when eager"
        r"|module 'tensorflow' has no attribute '(?:Session|placeholder|get_session"
        r"|global_variables_initializer)'",
        "Sessions, placeholders and eval belong to TensorFlow 1. Since TensorFlow 2 an operation "
        "gives its result at once.",
        "Call the operation, and read its value with `.numpy()`. No session is needed.",
    ),
    (
        r"ImportError",
        r"`?keras\.optimizers\.legacy`? is not supported",
        "Keras 3 has no keras.optimizers.legacy: that was a part of Keras 2.",
        "Take the optimizer of that name from keras.optimizers.",
    ),
    (
        r"ModuleNotFoundError",
        r"No module named '((?:tensorflow\.)?(?:python\.)?keras[\w.]*)'",
        "There is no module {0} in this version. Parts of Keras were reached under names of that "
        "kind in Keras 2 and before.",
        "What the course uses of it is found from `import keras`: keras.layers, keras.optimizers.",
    ),
    (
        r"ModuleNotFoundError",
        r"No module named '([\w.]+)'",
        "There is no module {0} here: it is spelled differently, or that package is not installed.",
        "Nothing but what the notebook's first cells import is needed.",
    ),
    (
        r"ImportError",
        r"cannot import name '(\w+)' from '([\w.]+)'",
        "There is no {0} in {1}: it is spelled differently, or stands in another module.",
        "Look the name up in the documentation.",
    ),
    (
        r"TypeError",
        r"(Tensor|Variable) is unhashable",
        "A tensor or a variable stands where Python needs a key: in a set, or in the brackets of a "
        "dict. Neither can be one.",
        "int(), or `.numpy()` and then int(), makes a number of a tensor of one element; a number "
        "can be a key.",
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
        r"<locals>\.(\w+)\(\) takes (\d+) positional arguments? but (\d+)",
        "{0} is called with another number of arguments than it takes: {2} in place of {1}.",
        "Read what {0} is given by its caller, and what it reads by itself: the docstring or the line that "
        "makes it says so.",
        r"\b<0>\(",
    ),
    (
        r"TypeError",
        r"<locals>\.(\w+)\(\) takes (\d+) positional arguments? but (\d+)",
        "{0}, which stands inside your function, was called with another number of arguments than it "
        "has: {2} in place of {1}. Where TensorFlow calls it, TensorFlow decides what it is given.",
        "A function for the way back, for example, is given the gradient that arrives. Compare the "
        "parameters of {0} with what its caller passes.",
    ),
    (
        r"ValueError",
        r"must have rank at least 2",
        "tape.batch_jacobian is for a batch: its first axis counts examples, and each of them has outputs "
        "of its own. Here x is a single example.",
        "A tape has another method of nearly that name.",
        r"batch_jacobian",
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
        "A tape answers about what ran inside its block, and this tape has had no block.",
        "Open one with tf.GradientTape() as tape, and let the function run inside it. Then ask the tape.",
        r"GradientTape\([^()]*\)\s*\.",
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
        "The target of tape.gradient is None. A function without return gives None, and so does a tape "
        "that finds no path from its target to its source.",
        "Print the target. If it is a gradient, ask first why that one is None.",
    ),
    (
        r"ValueError",
        r"custom_gradient function expected to return (\d+) gradients?, but returned (\d+)",
        "The backward function should return one gradient for each argument of the function under "
        "tf.custom_gradient: {0} here. It returned {1}.",
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
        r"TypeError",
        r"'NoneType'",
        "In a graph that serves any size, `.shape` holds None for a size that is not known while "
        "tracing, and Python cannot compute with it.",
        "tf.shape gives the sizes as a tensor, when the graph runs; tf.range counts up to one.",
        r"\.shape\b",
    ),
    (
        r"AttributeError",
        r"'NoneType' object has no attribute '(?:add|compile|fit)'",
        "A value used there is None. A model's methods add, compile and build change the model and "
        "give None, so `model = model.add(...)` loses it.",
        "Call the method without giving the model's name to what it returns.",
        r"model|Sequential",
    ),
    (
        r"TypeError",
        r"unsupported operand .*'NoneType'",
        "A slope in that line is None: tape.gradient found no path from its target to its source.",
        "Which of the two comes first in tape.gradient? It takes the target, then the source.",
        r"\*\s*(?:slope|gradient|grad)\w*\b|\b(?:slope|gradient|grad)\w*\s*\*",
    ),
    (
        r"TypeError|AttributeError",
        r"'NoneType'",
        "A value used there is None. A function without return gives None, and so does a tape that finds "
        "no path from its target to its source.",
        "Print the values that line uses, one by one. If no line of yours is named, print what your "
        "function gives.",
    ),
    (
        r"ValueError",
        r"None values not supported",
        "The loss compares what the model gives with targets, and there are none: they were not "
        "passed, or are None.",
        "Which argument holds what the model should learn to give?",
        r"\.(?:fit|evaluate|train_on_batch|test_on_batch)\(",
    ),
    (
        r"ValueError|TypeError",
        r"Attempt to convert a value \(None\)|None values not supported",
        "TensorFlow was handed None where it takes a tensor. A function without return gives None, and so "
        "does a tape that finds no path from its target to its source.",
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
        r"`var(?:iable)? (\S+) value` with `tf\.Variable`s is not supported",
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
        r"UnboundLocalError",
        r"cannot access local variable '(\w+)'",
        "A line that assigns to {0} makes it a name of this function alone, and that name has no value "
        "there yet. One of the same spelling outside of the function is out of reach.",
        "`=` gives a name to an object and changes none. Which method changes a variable that was made "
        "outside? Where nothing outside was meant, {0} needs a first value in this function.",
        r"^\s*<0>\s*(?:[-+*/@%]|//|\*\*)?=(?!=)",
    ),
    (
        r"UnboundLocalError|NameError",
        r"cannot access (?:local|free) variable '(\w+)'",
        "{0} gets its value on another line of the same function, and that line had not run yet: it "
        "comes later, or in a branch or a loop that was not entered.",
        "Give {0} its first value before the line that uses it.",
    ),
    (
        r"NameError",
        r"name '(\w+)'",
        "Nothing is called {0} when that line runs: it is spelled differently elsewhere, made on a "
        "later line, or its cell has not run.",
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
        r"'\w*Variable' object has no attribute '(\w+)'",
        "A tf.Variable has nothing called {0}. Its methods that change it begin with assign or scatter_.",
        "Check the spelling, or look for a function of TensorFlow that does it.",
    ),
    (
        r"AttributeError",
        r"object has no attribute '(\w+)'",
        "{0} is read from self, and no line that ran before has put it there.",
        "Where should {0} get its first value: in __init__, or in a method that is called before this "
        "one? Is that method's name spelled right?",
        r"\bself\.(?!model\b)",
    ),
    (
        r"AttributeError",
        r"'(?:[\w.]+\.)?(\w+)' object has no attribute '(\w+)'",
        "The value before the dot is of the type {0}, which has nothing called {1}.",
        "Is it what you take it for, and is {1} spelled right? Print its type.",
    ),
    (
        r"AttributeError",
        r"module '([\w.]+)' has no attribute '(\w+)'",
        "There is no {1} in {0}: it is spelled differently, or stands in another place.",
        "Look the name up in the documentation; other libraries' names are often close, not equal.",
    ),
    (
        r"InaccessibleTensorError|ValueError",
        r"is out of scope|cannot be accessed from here",
        "A tensor was used outside of the graph that it was made in: the small graph of a loop or of a "
        "branch, or that of an earlier trace. Something such as a Python list, an attribute or a nonlocal "
        "name carried it out while tracing.",
        "Results leave a graph by return. From turn to turn of a loop they go in names that were set "
        "before it, or in a tf.TensorArray, and from call to call in a tf.Variable.",
    ),
    (
        r"ValueError",
        r"singleton tf\.Variable|tried to create variables on (?:non-first|a non-first)",
        "The function makes a tf.Variable each time it is traced, and a graph function may make "
        "its variables only once, because a variable outlives the call.",
        "Make the variable before the function, or only where there is none yet.",
    ),
    (
        r"RecursionError",
        r"",
        "The function called itself until Python gave up. In a graph both ways of an `if` on a tensor "
        "are traced, so a function that calls itself in one of them never comes to an end.",
        "Check that it does not use its own name where another function was meant. In a graph a loop "
        "repeats.",
    ),
    (
        r"SystemExit",
        r"",
        "The code asks Python to exit, which would end the notebook's kernel.",
        "Take exit() out, because a function hands its result back with return.",
    ),
    (
        r"StdinNotImplementedError",
        r"^A debugger asks",
        "A debugger was left in, such as pdb.set_trace(): it waits for commands, and nobody is there "
        "to give them when it is checked.",
        "Take out the line that starts it.",
    ),
    (
        r"StdinNotImplementedError",
        r"",
        "The code asks the keyboard, with input() or by a debugger that was left in, and nobody is "
        "there when it is checked.",
        "Use the parameters of the function instead of input(), and take breakpoint() and "
        "pdb.set_trace() out.",
    ),
    (
        r"BdbQuit",
        r"",
        "A debugger was left in the code, and it ended there.",
        "Take breakpoint() and pdb.set_trace() out.",
    ),
    (
        r"ZeroDivisionError",
        r"",
        "Something was divided by zero.",
        "Print the divisor just before that line. Why is it 0?",
    ),
    (
        r"AssertionError",
        r"",
        "An `assert` does not hold.",
        "Print what it compares. Is it true of every input the docstring allows?",
    ),
    (
        r"IndexError",
        r"(tuple|list|string) index out of range",
        "For this input the {0} is too short: it has no entry at the place that is read.",
        "Print its length. Entries count from 0, so the last one is at length - 1.",
    ),
    (
        r"IndexError",
        r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        "The index {0} lies outside axis {1}, which has the size {2}.",
        "Print the index and the shape. Positions count from 0.",
    ),
    (
        r"ValueError",
        r"zip\(\) argument \d+ is (?:shorter|longer) than argument",
        "zip with strict=True goes through several lists side by side, and they have different lengths.",
        "Print the lengths. What should come out where they differ? Compare them first.",
    ),
    (
        r"TypeError",
        r"Expected int\d+, but got (\S+) of type 'float'",
        "A tensor of whole numbers met the float {0}, and a float does not fit its dtype.",
        "tf.cast to tf.float32 makes a tensor that can be computed with floats.",
    ),
    (
        r"ValueError",
        r"Argument `?size`? must be provided if argument `?flow",
        "The array was made for a size of None. While a graph is traced, `.shape` holds None for a length "
        "that is not known yet.",
        "tf.shape gives the sizes as a tensor, when the graph runs.",
    ),
    (
        r"KeyError",
        r"(.+)",
        "A dict has no entry for the key {0}: it is spelled differently, or nothing put it in.",
        "Print the keys the dict has. Is there one for every input that may come?",
    ),
    (
        r"ValueError",
        r"invalid literal for int\(\) with base \d+: (.*)",
        "int() makes a number of a text that holds a whole number and nothing else, and got {0}.",
        "Print the text. Which part of it is the number?",
    ),
    (
        r"ValueError",
        r"could not convert string to float: (.*)",
        "float() makes a number of a text that holds a number and nothing else, and got {0}.",
        "Print the text. Which part of it is the number?",
    ),
    (
        r"ValueError",
        r"(min|max)\(\) (?:arg is an empty sequence|iterable argument is empty)",
        "{0}() had nothing to choose from: for this input, what it was given is empty.",
        "Print it. What should come out when there is nothing of that kind?",
    ),
    (
        r"StatisticsError",
        r"",
        "Python's statistics were asked about no number at all.",
        "Print the list. What should have put numbers into it?",
    ),
    (
        r"TypeError",
        r"unsupported operand type\(s\) for (\S+): .*'(?:function|method|builtin_function_or_method)'",
        "A function stands there, and nothing calls it, so Python cannot compute with it.",
        "A pair of parentheses calls it.",
    ),
    (
        r"TypeError",
        r"unsupported operand type\(s\) for (.+): '([\w.]+)' and '([\w.]+)'",
        "Python has no {0} for an object of type {1} and one of type {2}.",
        "Print both. Which of them is not the number you take it for?",
    ),
    (
        r"TypeError",
        r"'(?:[\w.]+\.)?(\w+)' object is not callable",
        "Parentheses call a function, and what stands before them is of the type {0}.",
        "Look for a name that was given to something else, or for an operator that is missing.",
    ),
    (
        r"TypeError",
        r"'(?:[\w.]+\.)?(\w+)' object is not subscriptable",
        "Brackets take an entry out of something, and what stands before them is of the type {0}, "
        "which has no entries.",
        "Print it. Should it have been called, with parentheses, or made in another way?",
    ),
    (
        r"TypeError",
        r"cannot unpack non-iterable (\w+) object",
        "Several names stand to the left of `=`, and what stands to the right is a single {0}.",
        "Print what stands to the right.",
    ),
    (
        r"ValueError",
        r"(?:too many|not enough) values to unpack",
        "A function that TensorFlow called gave back another number of values than it takes. Under "
        "tf.custom_gradient two things are returned: the value, and a function for the way back.",
        "Count what that function returns.",
        r"^(?!.*(?:=|\bfor\b))\S",
    ),
    (
        r"ValueError",
        r"(?:too many|not enough) values to unpack",
        "More or fewer names stand to the left of `=`, or of `in`, than there are values for them.",
        "Print what stands to the right, and count its entries.",
    ),
    (
        r"TypeError",
        r"'(?:[\w.]+\.)?(\w+)' object is not iterable|Cannot iterate over a (scalar tensor)",
        "A loop goes through the entries of something, and an object of type {0} has none.",
        "Print it. range(n) gives the numbers from 0 to n - 1.",
    ),
    (
        r"TypeError",
        r"object of type '\w*Variable' has no len|(Scalar tensor) has no `len",
        "len() works neither on a variable nor on a scalar tensor.",
        "Its shape says how many entries there are along each axis.",
    ),
    (
        r"TypeError",
        r"object of type '(\w+)' has no len",
        "len() counts the entries of something, and an object of type {0} has none.",
        "Print it, with its type.",
    ),
    (
        r"TypeError",
        r"(list|tuple|string) indices must be integers(?: or slices)?, not SymbolicTensor",
        "Inside tf.function a tensor has no value yet, so Python cannot look up that entry of a {0}: a "
        "list is filled and read while tracing.",
        "A tf.TensorArray is written and read when the graph runs, at places that are tensors.",
    ),
    (
        r"TypeError",
        r"(list|tuple|string) indices must be integers(?: or slices)?, not '?float\b",
        "The entries of a {0} are numbered by whole numbers, and the brackets hold a float. `/` makes "
        "floats, and a `for` through a list of floats gives the floats, not their places.",
        "Print what stands in the brackets. range(len(...)) gives the places, enumerate gives both.",
    ),
    (
        r"TypeError",
        r"(list|tuple|string) indices must be integers(?: or slices)?, not '?([\w.]+)'?",
        "The entries of a {0} are numbered, and the brackets hold an object of type {1}.",
        "Print what stands in the brackets. int() makes a number of a tensor of one element.",
    ),
    (
        r"TypeError",
        r"can only concatenate str \(not \"([\w.]+)\"\) to str|must be str, not (\w+)",
        "A text was to be joined with an object of type {0}.",
        "str() makes text of it, and an f-string puts it into text. Does the task ask for text at all?",
    ),
    (
        r"TypeError",
        r"not supported between instances of .*'(?:function|method|builtin_function_or_method)'",
        "A function stands there, and nothing calls it, so Python cannot compare it.",
        "A pair of parentheses calls it.",
    ),
    (
        r"TypeError",
        r"'(\S+)' not supported between instances of '([\w.]+)' and '([\w.]+)'",
        "Python cannot use {0} to compare an object of type {1} with one of type {2}.",
        "Print both, with their types.",
    ),
    (
        r"ValueError",
        r"could not be broadcast together with shapes (\([\d, ]*\)) (\([\d, ]*\))",
        "NumPy was given arrays of the shapes {0} and {1}, which do not broadcast: compared from the "
        "last axis backward, two sizes differ and neither is 1.",
        "Print both shapes and line them up from the right.",
    ),
    (
        r"FileNotFoundError",
        r"",
        "There is no file of that name.",
        "The course needs no file of yours. If the task names one, print the path you use.",
    ),
)


# How a paragraph begins that only says where an exception came from.
_PREAMBLES = ("Graph execution error", "Detected at node", "  File", "Exception encountered when")


# Of an exception that nobody knows; what to try is in the task's terms where it is told.
UNKNOWN = Explanation(
    "The code stopped before it gave a result.",
    "Call the function yourself in a new cell, with an input of this kind, and read the last "
    "line of the error.",
)


# What a sentence names that is about TensorFlow; of no use to who works with other libraries.
_TENSORFLOW = re.compile(r"\btf\.|TensorFlow|[Kk]eras|[Tt]ensor|[Vv]ariable |\btape\b|\bgraph\b")


def explain(raised: Raised, customs: Customs = _CUSTOMS) -> Explanation:
    """The likeliest reason for an exception; `UNKNOWN` where none is known.

    Args:
        raised: The exception.
        customs: What the course knows of errors besides, and which libraries its learners work with.
    """
    known: tuple[tuple[str, ...], ...] = _KNOWN
    if not customs.knows("tensorflow"):
        known = tuple(row for row in _KNOWN if not _TENSORFLOW.search(row[2] + row[3]))
    for type_pattern, text_pattern, why, try_next, *line_pattern in (*customs.errors, *known):
        found = re.search(text_pattern, raised.text, re.S)
        if not found or not re.fullmatch(type_pattern, raised.type):
            continue
        first = re.escape(found[1] or "") if found.re.groups else ""
        if all(re.search(pattern.replace("<0>", first), raised.line) for pattern in line_pattern):
            # Where a module really lies is of no use to who imported it.
            groups = [
                group.replace("._api.v2", "") for group in found.groups() if group is not None
            ]
            return Explanation(why.format(*groups), try_next.format(*groups))
    return UNKNOWN


def first_sentence(raised: Raised) -> str:
    """The exception in one line, without TensorFlow's internal node names."""
    text = re.sub(r"\x1b\[\d*m", "", raised.text)  # Keras sets its sentence in bold type
    text = re.sub(
        r"( input shape for input) .* with name .*?'\.(?= Expected)", r"\1.", text, flags=re.S
    )
    text = re.sub(r"[\w.<>]*<locals>\.", "", text)  # in which function a function was made
    text = re.sub(r"Detected at node [^\n]*\n<stack traces unavailable>\n", "", text)
    text = re.sub(r"\{\{.*?\}\}|\[Op:\w+\](?: name:.*)?", "", text).strip()
    paragraphs = [part for part in text.split("\n\n") if not part.startswith(_PREAMBLES)]
    text = paragraphs[0].strip() if paragraphs else text
    line = text.splitlines()[0].strip() if text else ""
    return f"{raised.type}: {line[:240]}" if line else raised.type
