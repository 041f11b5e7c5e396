"""What Keras reported while models trained: by run, by epoch and by batch."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

VALIDATION: Final = "val_"  # what Keras puts before a metric's name for the validation data


@dataclass
class Epoch:
    """One epoch of a run.

    Attributes:
        number: counted from 1, as Keras prints it.
        values: what Keras reported at its end, by name (``loss``, ``val_loss``, ...); empty before.
        batches: the numbers of the batches reported, from 0, ascending.
        means: for each metric, after each of these batches, the mean over the epoch so far. That is
            what Keras reports, not the batch's own value.
        reports: what came after batches and is not yet among ``means``: a batch's number, and its
            values by metric. Appending to it is all that a training has to wait for.
    """

    number: int
    values: dict[str, float] = field(default_factory=dict)
    batches: array[int] = field(default_factory=lambda: array("q"))
    means: dict[str, array[float]] = field(default_factory=dict)
    reports: list[tuple[int, Mapping[str, object]]] = field(default_factory=list)

    def take_in(self) -> None:
        """Move what waits in ``reports`` to where it is read from."""
        number = len(self.reports)  # another may be appended meanwhile; it waits for the next time
        if not number:
            return
        reports = self.reports[:number]
        del self.reports[:number]
        # Keras may report from several threads, so neighbors can have changed places.
        reports = sorted(reports, key=lambda report: report[0])
        for name in _numbers(reports[0][1]):
            # A metric first reported in mid-epoch has nothing for the batches before.
            self.means.setdefault(name, array("d", [math.nan]) * len(self.batches))
        for name, column in self.means.items():
            column.extend(_number(values.get(name)) for _, values in reports)
        disordered = bool(self.batches) and reports[0][0] < self.batches[-1]
        self.batches.extend(number for number, _ in reports)
        if disordered:
            order = sorted(range(len(self.batches)), key=self.batches.__getitem__)
            self.batches = array("q", (self.batches[at] for at in order))
            for name, column in self.means.items():
                self.means[name] = array("d", (column[at] for at in order))

    def finish(self, values: Mapping[str, object]) -> None:
        """Take in what was reported at the epoch's end."""
        self.take_in()
        self.values = _numbers(values)


def _number(value: object) -> float:
    return value if isinstance(value, float) else math.nan


def _numbers(values: Mapping[str, object]) -> dict[str, float]:
    """The metrics that are one number; Keras passes on others, such as a value a class, as arrays."""
    return {name: float(value) for name, value in values.items() if isinstance(value, (int, float))}


@dataclass
class Run:
    """One training.

    Attributes:
        name: what the learner calls it.
        planned: the number of its last epoch, if nothing ends it before.
        steps: batches an epoch; None while Keras does not know.
        epochs: in order; the last may be unfinished.
        ended: whether ``fit`` came to its end.
        interrupted: whether an interrupt ended it.
    """

    name: str
    planned: int
    steps: int | None = None
    epochs: list[Epoch] = field(default_factory=list)
    ended: bool = False
    interrupted: bool = False

    @property
    def finished(self) -> list[Epoch]:
        """The epochs whose values Keras has reported."""
        return [epoch for epoch in self.epochs if epoch.values]

    @property
    def metrics(self) -> list[str]:
        """The names of what was reported, without those of validation, the loss first."""
        names: dict[str, None] = {}
        for epoch in self.epochs[:1] + self.epochs[-2:]:
            for name in (*epoch.means, *epoch.values):
                names.setdefault(name.removeprefix(VALIDATION))
        return sorted(names, key=lambda name: name != "loss")

    def series(self, name: str) -> list[tuple[int, float]]:
        """The number of each epoch that has a value of this name, and the value."""
        return [(one.number, one.values[name]) for one in self.epochs if name in one.values]

    @property
    def best(self) -> Epoch | None:
        """The epoch with the lowest validation loss, the first of equals; None without one."""
        name = f"{VALIDATION}loss"
        known = [one for one in self.epochs if math.isfinite(one.values.get(name, math.nan))]
        return min(known, key=lambda one: one.values[name], default=None)

    def batches_of(self, epoch: Epoch) -> int:
        """How many batches the epoch has, as far as one can tell."""
        seen = epoch.batches[-1] + 1 if epoch.batches else 1
        if epoch.values and not self.cut_short(epoch):
            return seen
        others = [one.batches[-1] + 1 for one in self.epochs if one is not epoch and one.batches]
        return max(self.steps or 0, seen, *others)

    def cut_short(self, epoch: Epoch) -> bool:
        """Whether an interrupt ended this epoch before its last batch."""
        seen = epoch.batches[-1] + 1 if epoch.batches else 0
        return self.interrupted and epoch is self.epochs[-1] and seen < (self.steps or seen)


@dataclass
class Runs:
    """Trainings by name, in the order in which their names first came."""

    by_name: dict[str, Run] = field(default_factory=dict)

    def begin(self, name: str | None, epoch: int, planned: int, steps: int | None) -> Run:
        """The run that begins with an epoch.

        A run of the same name is replaced, as when a cell is run again; where the new one begins
        with the very next epoch (``initial_epoch``), it is continued.

        Args:
            name: None for a run without a name, which gets a number.
            epoch: from 0, as Keras counts inside.
            planned: the number of epochs in all.
            steps: batches an epoch; None if unknown.
        """
        if name is None:
            number = 1
            while f"run {number}" in self.by_name:
                number += 1
            if epoch and self._goes_on(f"run {number - 1}", epoch):
                number -= 1
            name = f"run {number}"
        if epoch and self._goes_on(name, epoch):
            run = self.by_name[name]
            run.planned, run.steps, run.ended, run.interrupted = planned, steps, False, False
        else:
            run = self.by_name[name] = Run(name, planned, steps)
        return run

    def _goes_on(self, name: str, epoch: int) -> bool:
        run = self.by_name.get(name)
        return run is not None and bool(run.finished) and run.finished[-1].number == epoch

    def __iter__(self) -> Iterator[Run]:
        """The runs that have something to show, with all that was reported of them."""
        for run in self.by_name.values():
            if run.epochs:
                run.epochs[-1].take_in()
                yield run
