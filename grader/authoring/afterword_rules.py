"""Refuses a word after the pass that is too long, praises, or names code that no right answer holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.authoring.checked import CheckedTask
from grader.authoring.notices import Notice

_MOST_WORDS = 40  # code counts as one
_CODE = re.compile(r"`([^`]+)`")
_SENTENCE_ENDS = re.compile(r"[.?!](?=\s+\S)")
_PRAISE = re.compile(
    r"\b(?:well done|congratulations|great|perfect|excellent|bravo|good job)\b|!", re.I
)
_OWN = re.compile(r"\byou(?:r|rs)?\b", re.I)


def check_afterword(checked: CheckedTask) -> Iterator[Notice]:
    """The sentence after a pass is one, and each piece of its code stands in an answer that passes.

    Those answers are run: the solution by `check_solution`, collected ones by `check_accepted`.
    """
    text = checked.task.afterword
    if not text:
        return
    line = checked.source.line_of("afterword")
    words = _CODE.sub("code", text)
    if not text.endswith(".") or _SENTENCE_ENDS.search(words):
        yield checked.refuse("afterword", line, "what is said after a pass is one sentence")
    if (count := len(words.split())) > _MOST_WORDS:
        said = f"what is said after a pass has {count} words, and {_MOST_WORDS} are the most"
        yield checked.refuse("afterword", line, said)
    if praise := _PRAISE.search(words):
        said = f"{praise[0]!r}: it speaks of the code, and praises nobody"
        yield checked.refuse("afterword", line, said)
    if own := _OWN.search(words):
        said = f"{own[0]!r}: it has to be true of any right answer, so it speaks of the code"
        yield checked.refuse("afterword", line, said)
    right = [checked.task.solution, *(answer.cell for answer in checked.answers if answer.is_right)]
    for code in _CODE.findall(text):
        if not any(_bare(code) in _bare(cell) for cell in right):
            said = (
                f"`{code}` stands in no answer that passes: collect one that has it "
                "(tests/answers/), so that it is tried"
            )
            yield checked.refuse("afterword", line, said)


def _bare(code: str) -> str:
    """Code without what a formatter changes: spaces, the kind of quotes, a comma at the end."""
    return re.sub(r",(?=[)\]}])", "", re.sub(r"\s+", "", code).replace("'", '"'))
