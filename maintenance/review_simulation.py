"""Learners who go through the course and review it, by a published model of forgetting.

`python -m maintenance.review_simulation` writes what came out into docs/review.md, and its pictures. The
cards are the course's own, and what decides what is asked is the code that a learner's notebook runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from explorables.page import palette
from grader.catalog import assignments
from grader.feedback.record.kept_answers import Answer, question_key
from grader.feedback.record.review_dates import Seen
from grader.feedback.reviewing.cards import Card, cards_for
from grader.feedback.reviewing.schedule import after, due_day
from grader.feedback.reviewing.sitting import due_cards, sitting
from maintenance.forgetting import DAY, Activation, HalfLife, Memory, drawn_difficulty

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs/review.md"
PICTURES: Final = ROOT / "docs/pictures"

LEARNERS: Final = 20
BEGIN: Final = date(2027, 1, 4)  # day 0
WEEK: Final = 7  # days from a lesson to the next
EXAM: Final = WEEK * (len(assignments()) + 2)  # the day of an exam about all lessons
AWAY: Final = range(EXAM, EXAM + 30)  # the days of somebody who was away
LAST: Final = EXAM + 90  # the last day that is looked at
WRONG_PREDICTIONS: Final = 3  # of a lesson, which come back
_LEARNING: Final = (
    0,
    300,
    900,
)  # seconds at which a lesson deals with a thing: it is read, tried, checked
_GUESSED: Final = 0.25  # one of four choices
_OPENS: Final = 0.8  # of the days, a learner opens a review

NO_REVIEW: Final = "No review"
ONE_HOUR: Final = "Cramming, an hour"
AS_LONG: Final = "Cramming, as long as the reviews took"
STOPPED: Final = "Reviews until the exam"
GOES_ON: Final = "Reviews that go on"

# What somebody remembers of a card they have not met yet.
NewMemory = Callable[[np.random.Generator], Memory]
# Which cards somebody deals with on a day, in order: from the day, the cards they have and their dates.
Habit = Callable[[int, Sequence[Card], dict[str, Seen], np.random.Generator], list[Card]]


@dataclass(frozen=True)
class Course:
    """What happened to the learners, day by day; the mean over them where nothing else is said.

    Attributes:
        asked: How many cards they were asked.
        seconds: How long that took, about; the longest of any learner.
        seconds_each: The same, for the mean of the learners.
        due: How many cards were due in the morning.
        coming_due: How many had this day as theirs; the most of any learner.
        recalled: The share of what was taught by then that they would recall at its end.
    """

    asked: np.ndarray
    seconds: np.ndarray
    seconds_each: np.ndarray
    due: np.ndarray
    coming_due: np.ndarray
    recalled: np.ndarray


def cards_of_the_course() -> list[Card]:
    """The course's cards, with some predictions that went wrong for each lesson."""
    every = assignments()
    tasks = {
        task.name: {"best": 1.0, "attempts": 1} for assignment in every for task in assignment.tasks
    }
    answers = {
        question_key(f"{assignment.name} {number}", ()): Answer(
            "a",
            "b",
            question=f"{assignment.name} {number}",
            options=("a", "b", "c"),
            lesson=assignment.name,
        )
        for assignment in every
        for number in range(WRONG_PREDICTIONS)
    }
    return cards_for(every, tasks, answers, {})


def half_lives(luck: np.random.Generator) -> Memory:
    """The first model of `forgetting`."""
    return HalfLife(drawn_difficulty(luck))


def activations(luck: np.random.Generator) -> Memory:
    """The second model of `forgetting`."""
    return Activation()


MODELS: Final[dict[str, NewMemory]] = {
    "the half-life model": half_lives,
    "the activation model": activations,
}


def simulate(
    habit: Habit, model: NewMemory = half_lives, learners: int = LEARNERS, last: int = LAST
) -> Course:
    """Let learners take a lesson a week and do what their habit says, each with luck of their own."""
    lucks = [np.random.default_rng([2027, number]) for number in range(learners)]
    runs = [_one_learner(habit, model, luck, last) for luck in lucks]
    asked, seconds, due, coming, recalled = (np.array(part) for part in zip(*runs, strict=True))
    return Course(
        asked.mean(axis=0),
        seconds.max(axis=0),
        seconds.mean(axis=0),
        due.mean(axis=0),
        coming.max(axis=0),
        recalled.mean(axis=0),
    )


def _one_learner(
    habit: Habit, model: NewMemory, luck: np.random.Generator, last: int
) -> tuple[list[float], ...]:
    lessons = [assignment.name for assignment in assignments()]
    to_learn = cards_of_the_course()
    have: list[Card] = []
    memories: dict[str, Memory] = {}
    dates: dict[str, Seen] = {}
    days: list[tuple[float, ...]] = []
    for day in range(last + 1):
        today = BEGIN + timedelta(days=day)
        due = len(due_cards(have, dates, today))
        coming = sum(due_day(card.name, card.seen(dates) or Seen(today)) == today for card in have)
        asked = habit(day, have, dates, luck)
        clock = 0.0
        for card in asked:
            clock += card.seconds
            now = DAY * day + clock
            memory = memories[card.name]
            knows = bool(luck.random() < memory.recalled(now))
            is_right = knows or bool(luck.random() < _GUESSED)
            dates[card.name] = after(card.name, card.seen(dates), is_right, today)
            memory.practice(now, knows)
        lesson, rest = divmod(day, WEEK)
        if rest == 0 and lesson < len(lessons):
            for card in to_learn:
                if card.lesson == lessons[lesson]:
                    have.append(card)
                    memories[card.name] = model(luck)
                    for second in _LEARNING:
                        memories[card.name].practice(DAY * day + clock + second, False)
                    dates[card.name] = Seen(today)
        night = DAY * (day + 1) - 1
        recalled = float(np.mean([memory.recalled(night) for memory in memories.values()]))
        days.append((len(asked), sum(card.seconds for card in asked), due, coming, recalled))
    return tuple(list(part) for part in zip(*days, strict=True))


def _reviews(
    day: int, have: Sequence[Card], dates: dict[str, Seen], luck: np.random.Generator
) -> list[Card]:
    opens = luck.random() < _OPENS
    return sitting(have, dates, BEGIN + timedelta(days=day)) if opens else []


def never(
    day: int, have: Sequence[Card], dates: dict[str, Seen], luck: np.random.Generator
) -> list[Card]:
    """Nobody asks them anything."""
    return []


def reviews(
    day: int, have: Sequence[Card], dates: dict[str, Seen], luck: np.random.Generator
) -> list[Card]:
    """They open a review on four days of five, and do what it asks once."""
    return _reviews(day, have, dates, luck)


def reviews_until_the_exam(
    day: int, have: Sequence[Card], dates: dict[str, Seen], luck: np.random.Generator
) -> list[Card]:
    """The same, and no more after the exam."""
    return _reviews(day, have, dates, luck) if day < EXAM else []


def goes_away(
    day: int, have: Sequence[Card], dates: dict[str, Seen], luck: np.random.Generator
) -> list[Card]:
    """They review, are away for a month, and come back."""
    return [] if day in AWAY else _reviews(day, have, dates, luck)


def crams(seconds: float) -> Habit:
    """They answer questions for so many seconds on the day before the exam, all cards in turn."""

    def habit(
        day: int, have: Sequence[Card], dates: dict[str, Seen], luck: np.random.Generator
    ) -> list[Card]:
        if day != EXAM - 1:
            return []
        asked: list[Card] = []
        spent = 0.0
        while spent < seconds:
            for place in luck.permutation(len(have)):
                if spent < seconds:
                    asked.append(have[place])
                    spent += have[place].seconds
        return asked

    return habit


@dataclass(frozen=True)
class Findings:
    """What the learners of each habit went through.

    Attributes:
        minutes: How long one reviewed until the exam, in all; the crammer has as long.
        review: Those who go on after the exam.
        away: Those who are away for a month from the exam on.
        remembered: By model, and there by habit, in the order shown.
    """

    minutes: float
    review: Course
    away: Course
    remembered: dict[str, dict[str, Course]]


def find(learners: int = LEARNERS) -> Findings:
    """Let everybody do what they do, by both models."""
    remembered: dict[str, dict[str, Course]] = {}
    minutes = 0.0
    for name, model in MODELS.items():
        stopped = simulate(reviews_until_the_exam, model, learners)
        seconds = float(stopped.seconds_each.sum())
        minutes = minutes or seconds / 60
        remembered[name] = {
            NO_REVIEW: simulate(never, model, learners),
            ONE_HOUR: simulate(crams(3600), model, learners),
            AS_LONG: simulate(crams(seconds), model, learners),
            STOPPED: stopped,
            GOES_ON: simulate(reviews, model, learners),
        }
    first = next(iter(MODELS))
    away = simulate(goes_away, MODELS[first], learners)
    return Findings(minutes, remembered[first][GOES_ON], away, remembered)


def days_until_caught_up(course: Course, back: int, at_most: float = 10) -> int:
    """Days from coming back until, on the mean, no more is due than one sitting may ask.

    Raises:
        LookupError: That is not reached.
    """
    for day in range(back, len(course.due)):
        if course.due[day] <= at_most:
            return day - back
    raise LookupError(f"{course.due[-1]:.1f} cards are still due on the last day")


_SHOWN: Final = (EXAM, EXAM + 1, EXAM + 30, EXAM + 60)  # days


def printed(found: Findings) -> str:
    """The findings as Markdown, which docs/review.md holds between its two marks."""
    review, away = found.review, found.away
    back = AWAY.stop
    lines = [
        f"{LEARNERS} learners, {len(cards_of_the_course())} cards, a lesson a week, a review on four days of five.",
        "",
        f"- **Spread.** The busiest day of any learner brought {review.coming_due.max():.0f} cards that had it as "
        "their date.",
        f"- **Five minutes.** The longest sitting took {review.seconds.max() / 60:.0f} minutes; the mean of a day is "
        f"{review.asked.mean():.1f} questions.",
        f"- **A month away** (days {AWAY.start} to {AWAY.stop - 1}). On the day of coming back, "
        f"{away.due[back]:.0f} cards are due. No sitting takes more than {away.seconds.max() / 60:.0f} minutes, and after "
        f"{days_until_caught_up(away, back)} days no more is due than one sitting asks.",
        "",
        f"What they would recall of the course, with an exam on day {EXAM}. Who crams has, on the day before, an hour or "
        f"as long as the others spent in all ({found.minutes / 60:.1f} hours).",
    ]
    for name, habits in found.remembered.items():
        lines += [
            "",
            f"| By {name} | exam | a day later | 30 days later | 60 days later |",
            "|---|---|---|---|---|",
            *(
                f"| {habit} | "
                + " | ".join(f"{100 * course.recalled[day]:.0f}%" for day in _SHOWN)
                + " |"
                for habit, course in habits.items()
            ),
        ]
    return "\n".join(lines)


# Color-blind safe, and told apart by their lines as well.
_LINES: Final = {
    NO_REVIEW: (palette.MUTED, ":"),
    ONE_HOUR: (palette.OKABE_ITO["orange"], "-."),
    AS_LONG: (palette.OKABE_ITO["vermillion"], "--"),
    STOPPED: (palette.OKABE_ITO["sky blue"], (0, (5, 1))),
    GOES_ON: (palette.OKABE_ITO["blue"], "-"),
}


def draw(found: Findings, folder: Path) -> None:
    """Draw the cards that are due from day to day, and what is remembered over time."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    style = {
        "svg.hashsalt": "review",
        "svg.fonttype": "none",
        "font.size": 11,
        "font.family": "sans-serif",
    }
    with pyplot.rc_context(style):
        figure, (above, below) = pyplot.subplots(
            2, 1, figsize=(8, 5.4), sharex=True, layout="constrained"
        )
        _draw_days(above, found.review, "Ordinary use")
        _draw_days(below, found.away, f"A month away, from day {AWAY.start} to day {AWAY.stop - 1}")
        below.axvspan(AWAY.start, AWAY.stop, color="#E6E6E6", zorder=0)
        below.set_xlabel("day of the course")
        above.legend(loc="upper right", frameon=False)
        _save(
            figure,
            folder / "review-due.svg",
            "Cards that are due and cards that are asked, day by day",
        )
        figure, sides = pyplot.subplots(1, 2, figsize=(9, 4), sharey=True, layout="constrained")
        for side, (name, habits) in zip(sides, found.remembered.items(), strict=True):
            for habit, course in habits.items():
                color, line = _LINES[habit]
                side.plot(100 * course.recalled, color=color, linestyle=line, label=habit)
            side.axvline(EXAM, color=palette.EDGE, linewidth=1)
            side.annotate(
                "exam", (EXAM, 96), xytext=(4, 0), textcoords="offset points", color=palette.MUTED
            )
            side.set(title=f"By {name}", xlabel="day of the course", ylim=(0, 100))
            side.spines[["top", "right"]].set_visible(False)
        sides[0].set_ylabel("would be recalled (%)")
        figure.legend(
            *sides[0].get_legend_handles_labels(),
            loc="outside lower center",
            ncols=3,
            frameon=False,
        )
        _save(
            figure,
            folder / "review-remembered.svg",
            "What would be recalled, day by day, by habit and model",
        )


def _draw_days(axes: Any, course: Course, title: str) -> None:
    axes.step(
        range(len(course.due)),
        course.due,
        where="mid",
        color=palette.OKABE_ITO["vermillion"],
        label="due in the morning",
    )
    axes.fill_between(
        range(len(course.asked)),
        course.asked,
        step="mid",
        color=palette.OKABE_ITO["blue"],
        linewidth=0,
        label="asked",
    )
    axes.set(title=title, ylabel="cards", ylim=(0, len(cards_of_the_course())))
    axes.spines[["top", "right"]].set_visible(False)


def _save(figure: Any, file: Path, title: str) -> None:
    from matplotlib import pyplot

    figure.savefig(file, metadata={"Date": None, "Title": title})
    pyplot.close(figure)
    lines = [line.rstrip() for line in file.read_text(encoding="utf-8").splitlines()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


BEGIN_MARK: Final = "<!-- printed by python -m maintenance.review_simulation -->"
END_MARK: Final = "<!-- end of what is printed -->"


def with_findings(page: str, words: str) -> str:
    """The page with these findings between its marks.

    Raises:
        ValueError: The page has not both marks once.
    """
    before, _, rest = page.partition(BEGIN_MARK)
    _, _, after_it = rest.partition(END_MARK)
    if page.count(BEGIN_MARK) != 1 or page.count(END_MARK) != 1:
        raise ValueError(f"{PAGE}: the findings stand between {BEGIN_MARK!r} and {END_MARK!r}.")
    return f"{before}{BEGIN_MARK}\n{words}\n{END_MARK}{after_it}"


def main() -> None:
    """Write the findings into docs/review.md, and draw its pictures."""
    found = find()
    PAGE.write_text(
        with_findings(PAGE.read_text(encoding="utf-8"), printed(found)), encoding="utf-8"
    )
    draw(found, PICTURES)
    print(printed(found))


if __name__ == "__main__":
    main()
