"""Whose the notebooks of a download are, and what becomes of two owners who seem to be the same student."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from grader.autograding.nbgrader_plugins.downloaded_items import Item, OwnedItem, owners_of
from grader.autograding.nbgrader_plugins.file_names import MOODLE, Owner, Roster, own_id

_UNCLEAR = "Two are called like this, and it is not clear whose it is."


@dataclass(frozen=True)
class SortedOut:
    """The notebooks of a download, by student.

    Attributes:
        students: Id to notebooks, by id.
        unclear: Those that are filed under nobody, with the reason, a sentence, and who may be meant.
        notes: What was decided where two might be the same student, in sentences.
    """

    students: dict[str, list[OwnedItem]] = field(default_factory=dict)
    unclear: list[tuple[Item, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def by_student(notebooks: Sequence[Item], roster: Roster) -> SortedOut:
    """Each student's notebooks; of two owners who seem to be the same student, each under what the
    system itself calls them."""
    made = SortedOut()
    students: dict[str, list[OwnedItem]] = {}
    for notebook in notebooks:
        if isinstance(notebook, OwnedItem) and notebook.named.student:
            students.setdefault(notebook.named.student, []).append(notebook)
        else:
            made.unclear.append((notebook, notebook.named.why_not, ""))
    for student, items in list(students.items()):
        owners = owners_of(items)
        if len(owners) < 2:
            continue
        del students[student]
        made.notes.append(
            f"{student} may be meant by {' and by '.join(map(_written, owners.values()))}: they "
            f"are filed as {' and '.join(own_id(owner) or 'nobody' for owner in owners.values())}"
            ", and neither replaces the other."
        )
        for item in items:
            name = own_id(item.owner)
            taken = owners_of(students.get(name, [])).keys() - {item.owner.key}
            if not name or taken or (name != student and name in roster.named):
                made.unclear.append((item, _UNCLEAR, student))
                continue
            named = replace(item.named, student=name, passing=item.owner.system == MOODLE)
            students.setdefault(name, []).append(replace(item, named=named))
    made.students.update(sorted(students.items()))
    return made


def _written(owner: Owner) -> str:
    number = f" {owner.number}" if owner.number else ""
    return f"{owner.name}{number} ({owner.system})"
