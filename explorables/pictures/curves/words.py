"""What the curves of trainings say, in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from explorables.pictures.curves.runs import VALIDATION, Epoch, Run


def written(value: float) -> str:
    """A value to four digits."""
    return f"{value:.4g}"


def title(metric: str) -> str:
    """A metric as words: ``mean_squared_error`` is mean squared error."""
    return metric.replace("_", " ")


def standing(run: Run) -> str:
    """How far a training is, or how it ended."""
    if not run.epochs:
        return f"{run.name}: no epoch yet."
    last = run.epochs[-1]
    of = f"{last.number} of {run.planned}"
    if not run.ended:
        words = f"{run.name}: epoch {of}"
        if last.batches and not last.values:
            words += f", batch {last.batches[-1] + 1}"
            words += f" of {run.steps}" if run.steps else ""
        return f"{words}."
    if run.interrupted and run.cut_short(last):
        after = f"after batch {last.batches[-1] + 1} of {run.steps}"
        return f"{run.name}: interrupted in epoch {of}, {after}."
    if run.interrupted:
        return f"{run.name}: interrupted after epoch {of}."
    if last.number < run.planned:
        return f"{run.name}: ended by a callback after epoch {of}."
    return f"{run.name}: all {_epochs(last.number)} done."


def _epochs(count: int) -> str:
    return f"{count} epoch{'s' * (count != 1)}"


def description(runs: Sequence[Run], metric: str) -> str:
    """What a picture of these runs shows, with each one's epochs, last and best values."""
    count = len(runs)
    parts = [f"The {title(metric)} of {count} run{'s' * (count != 1)}, epoch by epoch."]
    return " ".join(parts + [_summary(run, metric) for run in runs])


def _summary(run: Run, metric: str) -> str:
    """One run in a sentence."""
    count = len(run.finished)
    if not run.finished:
        return f"{run.name}: 0 of {run.planned} epochs finished."
    last = run.finished[-1]
    if not run.ended:
        words = f"{run.name}: {count} of {run.planned} epochs finished"
    elif run.interrupted or last.number < run.planned:
        words = standing(run).removesuffix(".")
    else:
        words = f"{run.name}: {_epochs(count)}"
    words += f"; at the end {_values(last, metric)}"
    if run.best is not None:
        lowest = written(run.best.values[f"{VALIDATION}loss"])
        return f"{words}; the lowest validation loss {lowest} after epoch {run.best.number}."
    losses = [(value, number) for number, value in run.series("loss") if math.isfinite(value)]
    if losses:
        value, number = min(losses)
        words += f"; the lowest training loss {written(value)} in epoch {number}"
    return f"{words}."


def _values(epoch: Epoch, metric: str) -> str:
    """The values of an epoch."""
    parts = [
        f"{label} {written(epoch.values[name])}"
        for label, name in (("training", metric), ("validation", VALIDATION + metric))
        if name in epoch.values
    ]
    return ", ".join(parts) if parts else f"no {title(metric)}"


def reading(runs: Sequence[Run], metric: str, number: int) -> str:
    """The values of one epoch, from 1; or, for 0, of the best epoch of each run."""
    parts = []
    for run in runs:
        found, at = epoch_read(run, number), ""
        if found and number == 0:
            which = "last" if run.best is None else "lowest validation loss"
            at = f" ({which}, epoch {found.number})"
        if found:
            parts.append(f"{run.name}{at} {_values(found, metric)}")
        else:
            parts.append(
                f"{run.name} has not finished this epoch" if number else f"{run.name} none"
            )
    if not parts:
        return "No run is shown: tick one."
    what = f"Epoch {number}, {title(metric)}" if number else title(metric).capitalize()
    return f"{what}: {'; '.join(parts)}."


def above_table(runs: Sequence[Run], metric: str, number: int) -> str:
    """What the table below many runs shows: their values at an epoch or, for 0, at each run's best."""
    if not runs:
        return reading(runs, metric, number)
    if number:
        return f"{title(metric).capitalize()} after epoch {number}: see the table."
    known = all(run.best is not None for run in runs)
    which = "at its lowest validation loss" if known else "at its best, or else its last, epoch"
    return f"{title(metric).capitalize()} of each run {which}: see the table."


def epoch_read(run: Run, number: int) -> Epoch | None:
    """The epoch of a run that is read out: the one of that number; for 0, its best, or else its last."""
    if number == 0:
        return run.best or (run.finished[-1] if run.finished else None)
    return next((one for one in run.finished if one.number == number), None)


def notes(runs: Sequence[Run], metric: str) -> list[str]:
    """Where a line stops because its values are no numbers any more."""
    found = []
    for run in runs:
        for label, name in (("training", metric), ("validation", VALIDATION + metric)):
            series = run.series(name)
            odd = [(number, value) for number, value in series if not math.isfinite(value)]
            if odd:
                number, value = odd[0]
                where = f"in epoch {number}"
                if len(odd) > 1:
                    to_the_end = len(odd) == sum(one >= number for one, _ in series)
                    where = f"from epoch {number} on" if to_the_end else f"first in epoch {number}"
                found.append(
                    f"{run.name}: the {label} {title(metric)} is {value:g} {where}, which no line "
                    "can show."
                )
                break
    return found
