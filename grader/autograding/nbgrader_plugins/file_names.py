"""Whose file it is, and for which notebook, by the names that learning-management systems give.

They say so in a file's name, or in that of a folder above it:

    Moodle   Ada Lovelace_12345_assignsubmission_file_01-tensors.ipynb
    Canvas   lovelaceada_LATE_12345_67890_01-tensors-1.ipynb
    else     ada_01-tensors.ipynb, or ada/01-tensors.ipynb

What a system wrote stands outside; what is further in is named by the learner, and tells no more than
which notebook it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from nbgrader.api import Gradebook

from grader.autograding.recording.class_marks import Person, people_of

_MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<number>\d{1,20}))?_assignsubmission_[a-z]+(?:_|$)")
_CANVAS = re.compile(
    r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>\d{1,20})_(?P<file>\d{1,20})(?:_|$)"
)
# How Colab calls a copy, in languages that put the words in front.
_COPY = r"(?:(?:copy[ _]of|c[oó]pia[ _]d[ei]|copie[ _]de|kopie[ _]v[ao]n)[ _])*"
# What is added where a name is taken: " (1)", "-1".
_AGAIN = r"(?:[ _]?\(\d{1,2}\)|[ _-]\d{1,2})?"
# What may be somebody's id: it becomes a folder's name, and nbgrader looks for it by a pattern.
_ID = re.compile(r"(?!\.)[\w.@+ -]{1,100}")
_LONGEST = 255  # characters of a name on any disk: an archive may say more
MOODLE, CANVAS, HAND = "Moodle", "Canvas", "hand"
TEAM = "team "  # in front of a team's name, which else might be somebody's id


@dataclass(frozen=True)
class Roster:
    """Students whom the gradebook knows, by what a learning-management system calls them.

    Attributes:
        ids: All of them.
        names: The words of a full name, to the id; not of a name that two have.
        numbers: The system's own id, to the id; not of one that two have.
        named: Those whose name it knows.
    """

    ids: frozenset[str] = frozenset()
    names: Mapping[frozenset[str], str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()

    @classmethod
    def of(cls, book: Gradebook) -> Roster:
        """Those of a gradebook."""
        return cls.of_people(people_of(book).values())

    @classmethod
    def of_people(cls, people: Iterable[Person]) -> Roster:
        """The same of people who were read from one."""
        names: dict[frozenset[str], list[str]] = {}
        numbers: dict[str, list[str]] = {}
        for person in people:
            names.setdefault(_words(person.full_name), []).append(person.id)
            numbers.setdefault(person.number, []).append(person.id)
        return cls(
            frozenset(id for ids in names.values() for id in ids),
            {words: ids[0] for words, ids in names.items() if words and len(ids) == 1},
            {number: ids[0] for number, ids in numbers.items() if number and len(ids) == 1},
            frozenset(id for words, ids in names.items() if words for id in ids),
        )

    def id_like(self, text: str) -> str:
        """The id that is written like this; also in another letter case, or with accents made of
        other characters, where just one is. "" where none is."""
        if text in self.ids:
            return text
        for fold in (_composed, lambda text: _composed(text).casefold()):
            alike = [known for known in self.ids if fold(known) == fold(text)]
            if len(alike) == 1:
                return alike[0]
        return ""

    def id_called(self, name: str) -> str:
        """The id of who has this full name, in whatever order; "" where nobody or more than one has.

        Moodle 4.0 and before put a group's name and a hyphen in front of it.
        """
        parts = name.split("-")
        whole = ("-".join(parts[number:]) for number in range(len(parts)))
        return next((self.names[_words(text)] for text in whole if _words(text) in self.names), "")


@dataclass(frozen=True)
class Owner:
    """Who handed something in, as the outermost name says that tells it.

    Attributes:
        system: `MOODLE`, `CANVAS`, or `HAND` where a person named it.
        name: The name, or the id, as it is written there.
        number: The system's own number of the person; "" where it gives none.
        late: Whether the system says that it came late; None where it says nothing.
        file: The system's own number of the file, which grows with time; 0 where it gives none.
        given: What the system wrote, the file's or folder's whole name; "" where a person named it.
    """

    system: str
    name: str
    number: str = ""
    late: bool | None = None
    file: int = 0
    given: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """What is the same in all that one person handed in, and in nobody else's."""
        return self.system, self.number or _composed(self.name)

    @property
    def own_id(self) -> str:
        """An id that needs no gradebook: the number, or what was written."""
        if self.system == MOODLE and not self.number:
            return f"{TEAM}{self.name}"
        return self.number or self.name


@dataclass(frozen=True)
class Named:
    """What a path says.

    Attributes:
        student: Their id, or "" where it says none.
        notebook: The notebook's name, without its ending.
        exact: Whether the notebook is called as it was handed out.
        passing: Whether the id is one that Moodle gives for one assignment alone.
        owner: Who handed it in; None where no name tells it.
        why_not: Why it says no student, a sentence; "" where it says one.
        within: Where the file lies below what says whose it is; as it was named, where that is the
            file's own name.
    """

    student: str
    notebook: str
    exact: bool = False
    passing: bool = False
    owner: Owner | None = field(default=None, compare=False)
    why_not: str = field(default="", compare=False)
    within: PurePath = field(default=PurePath(), compare=False)


def read_path(path: PurePath, notebooks: Sequence[str], roster: Roster, above: int = 1) -> Named:
    """What the path of a file says, relative to where all are.

    Args:
        path: Such as `Ada Lovelace_12345_assignsubmission_file_/01-tensors.ipynb`.
        notebooks: The names of the notebooks that were handed out, without their ending.
        roster: Who is known.
        above: How many parts of the path may lead to what a system wrote: a download's own folders.
            Further in nothing says whose it is.
    """
    folders = path.parent.parts
    if any(len(part) > _LONGEST for part in path.parts):
        return Named("", path.stem, why_not="Its name is too long for a file's.")
    before, notebook, exact = _split(path.stem, notebooks)
    owner, of_file, within = None, False, path
    for number, part in enumerate((*folders, path.stem)[: above + 1]):
        of_file = number == len(folders)
        if part.count("_assignsubmission_") > 1:  # which of the two did Moodle write?
            why_not = "Two parts of its name look like Moodle's; rename it so that one is left."
            return Named("", notebook or path.stem, why_not=why_not)
        if match := _MOODLE.match(part):
            given = path.name if of_file else part
            owner = Owner(MOODLE, match["name"], match["number"] or "", given=given)
        elif match := _CANVAS.match(part):
            late = True if match["late"] else None
            given = path.name if of_file else part
            owner = Owner(CANVAS, match["name"], match["number"], late, int(match["file"]), given)
        elif of_file and before:
            owner = Owner(HAND, before)
        elif not of_file and roster.id_like(part):
            owner = Owner(HAND, part)
        else:
            continue
        within = PurePath(*path.parts[number + (not of_file) :])
        if of_file and match:
            rest = part[match.end() :]
            notebook, exact = notebook or rest, rest in notebooks
            within = PurePath(_as_imported(rest, path.suffix) + path.suffix)
        break
    if owner is None and len(folders) == 1:
        owner, of_file, within = Owner(HAND, folders[0]), False, PurePath(path.name)
    if owner is None or not of_file:
        exact = path.stem in notebooks
    student, passing, why_not = _student_of(owner, roster)
    return Named(student, notebook or path.stem, exact, passing, owner, why_not, within)


def _as_imported(stem: str, suffix: str) -> str:
    """A module's name without the number that Canvas adds to a file that was handed in again: no
    module that can be imported has a hyphen in its name."""
    return re.sub(r"-\d{1,2}$", "", stem) if suffix == ".py" else stem


def _student_of(owner: Owner | None, roster: Roster) -> tuple[str, bool, str]:
    """The id of an owner, whether Moodle gives it for one assignment alone, and why there is none."""
    if owner is None:
        return "", False, "Its name doesn't say whose it is."
    passing = False
    if owner.system == MOODLE:
        student = roster.id_called(owner.name) if owner.number else ""
        passing = not student
        if passing and owner.own_id in roster.named:
            return "", False, (
                f"Moodle's number {owner.own_id} is the id of somebody else in the gradebook, which "
                f"has nobody called {owner.name}."
            )  # fmt: skip
    elif owner.system == CANVAS:
        student = roster.numbers.get(owner.number, "")
    else:
        student = roster.id_like(owner.name)
    student = student or owner.own_id
    if not _ID.fullmatch(student):
        return "", False, "What stands there as an id can be none."
    return student, passing, ""


def own_id(owner: Owner) -> str:
    """The id of an owner that needs no gradebook; "" where what was written can be none."""
    return owner.own_id if _ID.fullmatch(owner.own_id) else ""


def _split(stem: str, notebooks: Sequence[str]) -> tuple[str, str, bool]:
    """What stands before a notebook's name, that name ("" where it is none of these), and whether
    it stands there as it was handed out."""
    for name in sorted(notebooks, key=len, reverse=True):
        parts = "[ _-]".join(map(re.escape, re.split("[ _-]", name)))
        pattern = rf"(?P<before>(?:.*?[ _-])??){_COPY}(?P<name>{parts}){_AGAIN}"
        if match := re.fullmatch(pattern, stem, re.IGNORECASE):
            return match["before"].strip(" _-"), name, stem == match["before"] + name
    return "", "", False


def _composed(text: str) -> str:
    """A text in the one form of Unicode that names are compared in: a Mac's zip has another."""
    return unicodedata.normalize("NFC", text)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", _composed(name).casefold()))
