"""How wrong numbers relate to the right ones, where one relation holds for all that came out.

It is looked for behind the ideas that a task knows: what it says is a fact, whoever's mistake it is.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from grader.judging.judged_case import Finding

_MOST_DECIMALS = 3  # of numbers that were rounded
_CLOSE = 1e-5  # relative: what float32 keeps


def how_related(findings: Sequence[Finding]) -> tuple[str, str] | None:
    """What all wrong numbers have in common, and what to try; None where nothing is seen.

    Args:
        findings: Those of all cases, right ones among them.
    """
    pairs = [pair for finding in findings for pair in _numbers(finding)]
    if len(pairs) < len(findings):  # of some there are no numbers, or others
        return None
    mine, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    if len(np.unique(right)) < 3 or not np.isfinite(mine).all() or not np.isfinite(right).all():
        return None
    found = (relation(mine, right) for relation in (_factor, _offset, _rounded))
    return next(filter(None, found), None) or _an_input(findings)


def _numbers(finding: Finding) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    mine, right = (getattr(side, "array", None) for side in (finding.seen.result, finding.expected))
    if mine is None or right is None or mine.shape != right.shape:
        return
    if mine.dtype.kind in "biuf" and right.dtype.kind in "biuf":
        yield mine.ravel().astype(float), right.ravel().astype(float)


def _factor(mine: np.ndarray, right: np.ndarray) -> tuple[str, str] | None:
    factor = np.median(mine[right != 0] / right[right != 0])
    if not np.allclose(mine, factor * right, _CLOSE, 1e-6) or abs(factor - 1) < 0.01 or not factor:
        return None
    if abs(factor + 1) < _CLOSE:
        return (
            "Every value has the other sign.",
            "Which two are subtracted in the wrong order, or where does a minus come from?",
        )
    return (
        f"Every value is {factor:.5g} times what it should be.",
        "Where does that factor come from: which number is multiplied or divided by?",
    )


def _offset(mine: np.ndarray, right: np.ndarray) -> tuple[str, str] | None:
    offset = np.median(mine - right)
    scale = max(1.0, float(np.abs(right).max()))
    if not np.allclose(mine, right + offset, 0, _CLOSE * scale) or abs(offset) < 1e-3 * scale:
        return None
    return (
        f"Every value is too {'large' if offset > 0 else 'small'} by {abs(offset):.4g}.",
        "Which step adds that number, or leaves it out?",
    )


def _rounded(mine: np.ndarray, right: np.ndarray) -> tuple[str, str] | None:
    ways: list[tuple[Callable[[np.ndarray], Any], str]] = [(np.trunc, "cut off to a whole number")]
    for decimals in range(_MOST_DECIMALS + 1):
        whole = "a whole number" if not decimals else f"{decimals} decimal{'s' * (decimals > 1)}"
        ways.append((functools.partial(np.round, decimals=decimals), f"rounded to {whole}"))
    for way, said in ways:
        if np.allclose(mine, way(right), _CLOSE, 1e-6):
            return (
                f"Every value is what it should be, {said}.",
                "Which step drops the decimals? `//`, int(), round() and dtypes of whole numbers do.",
            )
    return None


def _an_input(findings: Sequence[Finding]) -> tuple[str, str] | None:
    for name in findings[0].case.inputs:
        values = [finding.case.inputs.get(name) for finding in findings]
        if all(
            isinstance(value, np.ndarray) and _gives(finding, value)
            for value, finding in zip(values, findings, strict=True)
        ):
            return (
                f"What came out are the values of the input `{name}`, as they came in.",
                "What does the docstring say should be made of them?",
            )
    return None


def _gives(finding: Finding, values: np.ndarray) -> bool:
    """Whether these values came out."""
    result = finding.seen.result
    return result is not None and result.array is not None and np.array_equal(values, result.array)
