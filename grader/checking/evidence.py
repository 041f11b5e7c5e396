"""What a probe saw: plain data, never the learner's objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from grader.checking.plain import Plain, pack, unpack

Status = Literal["observed", "missing", "untouched", "unfit"]


@dataclass(frozen=True)
class Raised:
    """An exception: its type's name, its text, and the learner's own line it came from."""

    type: str
    text: str
    line: str = ""


@dataclass(frozen=True)
class Observation:
    """What one case gave: a result or an exception, what was printed, which inputs changed."""

    result: Plain | None = None
    raised: Raised | None = None
    printed: str = ""
    mutated: tuple[str, ...] = ()


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
    """

    status: Status
    found: Plain = Plain("nothing")
    note: str = ""
    observations: tuple[Observation, ...] = ()


def pack_evidence(evidence: Evidence) -> dict[str, Any]:
    """The evidence as JSON's own types."""
    return {
        "status": evidence.status,
        "found": pack(evidence.found),
        "note": evidence.note,
        "observations": [
            {
                "result": pack(seen.result) if seen.result else None,
                "raised": vars(seen.raised) if seen.raised else None,
                "printed": seen.printed,
                "mutated": list(seen.mutated),
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
        observations = tuple(
            Observation(
                result=unpack(seen["result"]) if seen["result"] else None,
                raised=Raised(**{k: str(v) for k, v in seen["raised"].items()})
                if seen["raised"]
                else None,
                printed=str(seen["printed"]),
                mutated=tuple(str(name) for name in seen["mutated"]),
            )
            for seen in packed["observations"]
        )
        found = unpack(packed["found"])
        return Evidence(packed["status"], found, str(packed["note"]), observations)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not packed evidence: {error!r}") from error
