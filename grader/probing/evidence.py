"""What a probe saw: plain data, never the learner's objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from grader.probing.plain import Plain, pack, unpack
from grader.probing.surroundings import KNOWN_WORDS

Status = Literal["observed", "missing", "untouched", "unfit"]
_BY = ("answer", "check")


class Misfit(Exception):
    """Raised by a `drive` for what it cannot ask, such as None where a model is wanted.

    Attributes:
        value: What came back in its place.
    """

    def __init__(self, value: object) -> None:
        super().__init__("the answer gave something of another kind than is asked for")
        self.value = value


@dataclass(frozen=True)
class Raised:
    """An exception, in words.

    Attributes:
        type: The name of its type.
        text: What it says.
        line: The last of the learner's own lines on its way, in whichever cell or file.
        by: `answer`: it came by way of the learner's code, or of calling it. `check`: it came
            from what a `drive` did with a result, where none of the learner's code ran.
    """

    type: str
    text: str
    line: str = ""
    by: str = "answer"


@dataclass(frozen=True)
class Observation:
    """What one case gave: a result or an exception, what was printed, which inputs changed.

    A misfit is a result of another kind than a `drive` can ask.
    """

    result: Plain | None = None
    raised: Raised | None = None
    printed: str = ""
    mutated: tuple[str, ...] = ()
    misfit: bool = False

    @property
    def returned(self) -> Plain:
        """The result of a case that has one.

        Raises:
            ValueError: It has none.
        """
        if self.result is None:
            raise ValueError("this case gave no result")
        return self.result


@dataclass(frozen=True)
class Evidence:
    """What a probe saw of one answer.

    Attributes:
        status: `observed`: there is an observation for every case. `missing`: no such name.
            `untouched`: the exercise as handed out. `unfit`: the name holds something that
            cannot be asked, such as a number where a function belongs.
        found: What the name held.
        note: For `unfit`, what is wrong with it, in words.
        observations: One a case, in the order of the cases.
        settings: How those settings of the libraries are called that the notebook has otherwise
            than answers are asked under.
        code: For a function, a digest of what it does: the same for the code handed out.
    """

    status: Status
    found: Plain = Plain("nothing")
    note: str = ""
    observations: tuple[Observation, ...] = ()
    settings: tuple[str, ...] = ()
    code: str = ""


def pack_evidence(evidence: Evidence) -> dict[str, Any]:
    """The evidence as JSON's own types."""
    return {
        "status": evidence.status,
        "found": pack(evidence.found),
        "note": evidence.note,
        "settings": list(evidence.settings),
        "code": evidence.code,
        "observations": [
            {
                "result": pack(seen.result) if seen.result else None,
                "raised": vars(seen.raised) if seen.raised else None,
                "printed": seen.printed,
                "mutated": list(seen.mutated),
                "misfit": seen.misfit,
            }
            for seen in evidence.observations
        ],
    }


def unpack_evidence(packed: dict[str, Any]) -> Evidence:
    """The reverse of `pack_evidence`.

    Raises:
        ValueError: The data are not what `pack_evidence` writes.
    """
    try:
        if packed["status"] not in ("observed", "missing", "untouched", "unfit"):
            raise ValueError(f"no evidence has the status {packed['status']!r}")
        raised = [seen["raised"] for seen in packed["observations"] if seen["raised"]]
        if any(error.get("by", "answer") not in _BY for error in raised):
            raise ValueError("an exception came by something unknown")
        observations = tuple(
            Observation(
                result=unpack(seen["result"]) if seen["result"] else None,
                raised=Raised(**{k: str(v) for k, v in seen["raised"].items()})
                if seen["raised"]
                else None,
                printed=str(seen["printed"]),
                mutated=tuple(str(name) for name in seen["mutated"]),
                misfit=bool(seen["misfit"]),
            )
            for seen in packed["observations"]
        )
        found, settings = unpack(packed["found"]), tuple(packed["settings"])
        if not KNOWN_WORDS.issuperset(settings):
            raise ValueError("a setting of no known name")
        note, code = str(packed["note"]), str(packed["code"])
        return Evidence(packed["status"], found, note, observations, settings, code)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not packed evidence: {error!r}") from error
