"""What came of marking a class, for people: the closing table of `grader autograde`."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from grader.autograding.cleaning import printable
from grader.autograding.one_submission import Marked


def summary(marked: Sequence[Marked], assignment: str) -> str:
    """The closing table."""
    if not marked:
        return f"Nobody has handed in {assignment}."
    ran = [one for one in marked if not one.unchanged and not one.error]
    lines = [f"{assignment}: {len(marked)} submissions, {len(ran)} run now"]
    scored = [one for one in marked if not one.error]
    if scored:
        most = max(one.most for one in scored)
        mean = statistics.mean(one.score for one in scored)
        lines.append(f"  mean       {mean:.2f} of {most:g} points")
    if ran:
        slowest = max(ran, key=lambda one: one.seconds)
        lines.append(f"  slowest    {printable(slowest.student)}, {slowest.seconds:.1f} s")
    for title, chosen in (
        ("by hand", [one for one in scored if one.by_hand]),
        ("repaired", [one for one in scored if one.repairs]),
        ("unreadable", [one for one in scored if one.problems]),
        ("cells failed", [one for one in scored if one.failures]),
        ("not run", [one for one in marked if one.error]),
    ):
        if chosen:
            names = ", ".join(printable(one.student) for one in chosen[:8])
            more = f" and {len(chosen) - 8} more" if len(chosen) > 8 else ""
            lines.append(f"  {title:<12} {len(chosen)}: {names}{more}")
    return "\n".join(lines)
