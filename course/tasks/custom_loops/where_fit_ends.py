"""Where does a wish belong: in compile, in compute_loss, in train_step, or in a loop of one's own?"""

from __future__ import annotations

from grader.judging.task import Misconception, Task
from grader.probing.questions import Read
from tensorflow_workbook.tasks.fixed_keys import a_case_each, equal_parts, only

_PLACES = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


TASK = Task(
    name="where_fit_ends",
    points=1,
    ask=Read("place"),
    cases=a_case_each(_PLACES),
    parts=equal_parts(_PLACES),
    expected=_PLACES.__getitem__,
    key_is_answer=True,
    misconceptions=(
        Misconception(
            "step_for_an_argument",
            only(clipping="train_step", parts="train_step", precision="train_step"),
            "A train_step of your own can do that. But compile takes it already, as an argument of its own "
            "or as one of the optimizer's, so nothing has to be written.",
            "Look at what an optimizer takes when it is made, and at what compile takes.",
        ),
        Misconception(
            "loop_for_an_argument",
            only(clipping="own loop", parts="own loop", precision="own loop"),
            "A loop of your own can do that, as it can do anything. An argument of compile, or of the "
            "optimizer you give it, does it without a line of your own.",
            "Begin with the least that is enough.",
        ),
        Misconception(
            "loss_for_an_argument",
            only(clipping="compute_loss", parts="compute_loss", precision="compute_loss"),
            "compute_loss gives the number that is minimized. What happens to the gradients afterward, and "
            "what is reported beside the loss, is not its business.",
            "Who gets the gradients, and who is told what to report?",
        ),
        Misconception(
            "argument_for_a_term",
            only(closeness="compile"),
            "A loss given to compile sees y_true and y_pred. This term needs the input x as well.",
            "Which method of a model is handed x, y and y_pred?",
        ),
        Misconception(
            "step_for_a_term",
            only(closeness="train_step"),
            "The gradient of such a term would be right in a train_step of your own. But `evaluate` and the "
            "validation loss would know nothing of it.",
            "Which method do fit and evaluate both call for their loss?",
        ),
        Misconception(
            "loop_for_a_term",
            only(closeness="own loop"),
            "Only the loss has to change here, and fit asks the model for its loss.",
            "Which method of a model works out the loss, for fit and for evaluate?",
        ),
        Misconception(
            "argument_for_a_step",
            only(two_optimizers="compile", skip_bad="compile"),
            "compile takes one optimizer, and it has no argument for this. What has to change here is "
            "what a step does with its gradients.",
            "Which method of a model holds the tape and the update?",
        ),
        Misconception(
            "loss_for_a_step",
            only(two_optimizers="compute_loss", skip_bad="compute_loss"),
            "compute_loss ends where the gradients begin. Here the wish is about what happens to them.",
            "Which method of a model holds the tape and the update?",
        ),
        Misconception(
            "loop_for_a_step",
            only(two_optimizers="own loop", skip_bad="own loop"),
            "A loop of your own can do that, but it gives up callbacks, validation and the progress bar. "
            "Only what happens within one step has to change here.",
            "What may be overridden so that fit still runs the loop around it?",
        ),
        Misconception(
            "step_for_a_loop",
            only(next_batch="train_step", turns="train_step"),
            "train_step is handed its batch. It decides neither which batch comes next nor how many steps "
            "are made.",
            "Who decides what happens between two steps?",
        ),
        Misconception(
            "argument_for_a_loop",
            only(next_batch="compile", turns="compile"),
            "compile says how a step is made. Which rows come next, or who trains how long, is decided "
            "outside the step.",
            "Who decides what happens between two steps?",
        ),
        Misconception(
            "loss_for_a_loop",
            only(next_batch="compute_loss", turns="compute_loss"),
            "compute_loss works on the batch it is handed. The wish is about what happens between two "
            "steps.",
            "Who decides what happens between two steps?",
        ),
    ),
    hints=(
        "Ask what each wish changes: an argument, the loss, what happens to the gradients, or what "
        "happens between two steps.",
        "compile takes an optimizer, a loss that sees y_true and y_pred, and metrics. Optimizers take "
        "clipping and accumulation.",
        "Two wishes each belong to train_step and to a loop of your own, three to compile, one to the loss.",
    ),
)
