"""Which container answers on the host's port 8501?"""

from __future__ import annotations

from grader.judging.task import Misconception, Task
from grader.probing.questions import Read
from tensorflow_workbook.tasks.fixed_keys import a_case_each, equal_parts, only

_ANSWERS = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "wrong port",
}


TASK = Task(
    name="serves",
    points=1,
    ask=Read("outcome"),
    cases=a_case_each(_ANSWERS),
    parts=equal_parts(_ANSWERS),
    expected=_ANSWERS.__getitem__,
    key_is_answer=True,
    misconceptions=(
        Misconception(
            "exposed_means_served",
            only(trains="answers"),
            "EXPOSE starts nothing. What a container does is its CMD, and when that ends, the container does.",
            "Which program does this container run, and does anything in it wait for requests?",
        ),
        Misconception(
            "training_seen_as_unpublished",
            only(trains="not published", unpublished="no server"),
            "-p publishes a port of the container, and CMD says whether a program listens there. You have "
            "taken one for the other.",
            "Look at the docker run line for the first, and at CMD for the second.",
        ),
        Misconception(
            "exposed_means_published",
            only(unpublished="answers"),
            "EXPOSE is a note for whoever reads the Dockerfile. It opens no port of the host.",
            "What on the docker run line would connect a port of the host with one of the container?",
        ),
        Misconception(
            "must_be_exposed",
            only(unexposed="not published"),
            "Without EXPOSE a port can be published all the same: -p is all it takes.",
            "What does EXPOSE do when the container starts?",
        ),
        Misconception(
            "must_be_exposed_inside",
            only(unexposed="inside only"),
            "EXPOSE decides nothing about who may connect: the address does on which the server listens, "
            "and then -p.",
            "What does EXPOSE do when the container starts?",
        ),
        Misconception(
            "loopback_is_the_host",
            only(loopback="answers"),
            "127.0.0.1 in a container is the container itself. What comes through a published port comes from "
            "outside.",
            "On which address does the server have to listen, so that the host can reach it?",
        ),
        Misconception(
            "loopback_seen_as_unpublished",
            only(loopback="not published"),
            "The port is published: -p stands on the docker run line. But nobody listens on the address at "
            "which the connection arrives.",
            "For whom is 127.0.0.1 the address, in a container?",
        ),
        Misconception(
            "loopback_seen_as_no_server",
            only(loopback="no server"),
            "serve.py runs here and waits for requests. They just do not reach the address at which it waits.",
            "For whom is 127.0.0.1 the address, in a container?",
        ),
        Misconception(
            "port_translated",
            only(other_port="answers"),
            "-p connects the host's port with the one behind the colon. Another one of the container is not "
            "looked for.",
            "Compare the number behind the colon with the port on which the server listens.",
        ),
        Misconception(
            "other_port_seen_as_unpublished",
            only(other_port="not published"),
            "A port of the container is published here. Is it the one on which its server listens?",
            "Compare the number behind the colon with the port on which the server listens.",
        ),
        Misconception(
            "other_port_seen_as_no_server",
            only(other_port="no server"),
            "serve.py runs here and waits for requests, at a port of its own choice.",
            "Compare the number behind the colon with the port on which the server listens.",
        ),
        Misconception(
            "capitalized",
            lambda item: _ANSWERS[item].capitalize(),
            "The task writes all of its answers in small letters, and this one begins with a capital. To Python, "
            "those are two texts.",
            "Copy the words from the task, between quotation marks.",
        ),
        Misconception(
            "served_seen_as_unpublished",
            only(serves="not published", unexposed="wrong port"),
            "A program listens on 8501 at every address, and -p connects the host's 8501 with it.",
            "Read -p from left to right: host, then container.",
        ),
    ),
    hints=(
        "Three questions for each: does a program wait for requests, on which address and port, and does -p "
        "lead there?",
        "0.0.0.0 is every address of the container, 127.0.0.1 only its own. -p 8501:8501 is the host's port, "
        "then the container's.",
        "Two of the six answer. Of the other four, no two fail for the same reason.",
    ),
)
