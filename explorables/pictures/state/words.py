"""What `explorables.state` says: what a line did to names and to objects, and how all is after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorables.pictures.state.objects import Sight
from explorables.pictures.state.run import Moment, Step, Story
from explorables.reading.signatures import shortened


@dataclass(frozen=True)
class Effects:
    """What one line did.

    Attributes:
        bound: names that now stand for something, new ones and moved ones.
        left: the number of the object that a moved or deleted name stood for, by the name.
        made: numbers of objects that were not there before.
        changed: numbers of objects that were there, and hold something else now.
        lost: numbers of objects that no name leads to any more.
    """

    bound: tuple[str, ...]
    left: dict[str, int]
    made: tuple[int, ...]
    changed: tuple[int, ...]
    lost: tuple[int, ...]


def effects(before: Moment, after: Moment) -> Effects:
    """What differs between two moments."""
    bound = tuple(name for name, number in after.names.items() if before.names.get(name) != number)
    left = {
        name: number for name, number in before.names.items() if after.names.get(name) != number
    }
    return Effects(
        bound,
        left,
        tuple(number for number in after.sights if number not in before.sights),
        tuple(
            number
            for number, sight in after.sights.items()
            if number in before.sights and before.sights[number].mark != sight.mark
        ),
        tuple(number for number in before.sights if number not in after.sights),
    )


def mark(done: Effects, step: Step) -> str:
    """What a line did, in a few words beside it."""
    if step.error:
        return "stops with an error"
    parts = []
    if done.changed:
        parts.append(f"changes {_objects(done.changed)}")
    if done.bound:
        fresh = any(step.after.names[name] in done.made for name in done.bound)
        moved = any(name in done.left for name in done.bound)
        what = "moves a name" if moved else "a name"
        if fresh and parts:
            parts.append("makes another")
        elif fresh:
            parts.append(f"{what} to a new object" if moved else f"{what} for a new object")
        else:
            parts.append(what if parts else f"only {what}")
    elif done.left:
        parts.append("one name fewer")
    return ", ".join(parts) or "changes nothing"


def step_in_words(story: Story, place: int) -> str:
    """What a step did, in sentences."""
    step, before = story.steps[place], story.before(place)
    done = effects(before, step.after)
    parts = [f"Line {step.line}."]
    for number in done.changed:
        parts.append(_change(before.sights[number], step.after, number))
    for name in done.bound:
        parts.append(_binding(name, done, before, step.after))
    for name, number in done.left.items():
        if name not in step.after.names:
            parts.append(f"The name {name} is gone. {_rest(number, done, step.after)}")
    if step.error:
        parts.append(f"It stops with {step.error}")
    elif not (done.bound or done.left or done.changed):
        parts.append("No name and no object changed.")
        if step.line in story.loose and not step.printed:
            parts.append("What the line worked out was given no name, so it is gone.")
    if step.printed:
        parts.append(f"It prints {shortened(' '.join(step.printed.split()), 80)}")
    if story.cut and place == len(story.steps) - 1:
        parts.append(f"The lines go on; after {len(story.steps)} steps they were stopped here.")
    return " ".join(parts)


def _change(was: Sight, after: Moment, number: int) -> str:
    now, names = after.sights[number], after.names_of(number)
    words = f"Object {number} itself changes, from {was.value} to {now.value}"
    if len(names) > 1:
        return f"{words}: {_listed(names)} are names for it, so all of them show it."
    return f"{words}."


def _binding(name: str, done: Effects, before: Moment, after: Moment) -> str:
    number = after.names[name]
    what = f"object {number}, {_article(after.sights[number].kind)}"
    others = [one for one in after.names_of(number) if one != name]
    if number in done.made:
        new = f"a new object: {what}"
        words = f"The name {name} is given to {new}."
        if name in done.left:
            words = f"The name {name} is taken from object {done.left[name]} and given to {new}."
    elif others:
        words = f"{name} becomes another name for {what}: an alias of {_listed(others)}."
        words += " No object was made, and none was copied."
    else:
        words = f"{name} becomes a name for {what}, which was there before."
    if name in done.left:
        words += f" {_rest(done.left[name], done, after)}"
    return words


def _rest(number: int, done: Effects, after: Moment) -> str:
    """What becomes of an object that a name was taken from."""
    if number in done.lost:
        return f"No name leads to object {number} any more."
    names = after.names_of(number)
    kept = "" if number in done.changed else " stays as it was, and"
    return f"Object {number}{kept} is still {_listed(names) if names else 'inside another'}."


def moment_in_words(moment: Moment) -> str:
    """All names and objects of a moment."""
    if not moment.sights:
        return "There is no name yet, and no object."
    parts = []
    for number, sight in sorted(moment.sights.items()):
        names = moment.names_of(number)
        who = _listed(names) if names else "no name of its own"
        about = f" ({sight.about})" if sight.about else ""
        value = f", {sight.value}" if sight.value else ""
        parts.append(f"object {number}, {who}: {sight.kind}{about}{value}")
    return "; ".join(parts) + "."


def _article(kind: str) -> str:
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


def _objects(numbers: Sequence[int]) -> str:
    word = "object" if len(numbers) == 1 else "objects"
    return f"{word} {', '.join(map(str, numbers))}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
