"""What `grader autograde` and `grader report` tell a teacher of a class: who, what, and why."""

from __future__ import annotations

import csv
import re
import shutil

import nbformat
from sqlalchemy import event

from grader.autograding.classes.report import FINDINGS, finding_in_words
from grader.autograding.classes.roll import MARKED, NOTHING, Entry, Roll
from grader.autograding.classes.summary import summary
from grader.autograding.recording.class_marks import Person, StudentMarks, class_marks_of
from grader.autograding.recording.collected import Skipped, add_collected
from grader.autograding.recording.gradebook_rows import entry_of, write_marks
from grader.autograding.recording.ledger import Ledger
from grader.autograding.terms.results import UNREADABLE, Mark, Marked, Work
from tests.autograding.made_class import earning
from tests.autograding.test_faults import NAME
from tests.surroundings import ROOT

HALF = {"row_means": earning(1), "scale_pixels": earning(2)}  # 3 points


def test_the_marks_that_are_told_are_those_of_the_gradebook(made, capsys):
    made.add("ada", "Lovelace")
    made.hands_in("ada", HALF)
    assert "mean       3.00 of 20 points\n" in made.autograde(capsys)
    with made.gradebook() as book:
        book.find_grade("distances", NAME, NAME, "ada").manual_score = 1.5
        book.db.commit()
    ada = made.as_json(capsys)["ada"]
    assert (ada["score"], ada["automatic"], ada["penalty"]) == (4.5, 3, 0)
    assert "mean       4.50 of 20 points (3.00 by the automatic checks alone)" in made.autograde(
        capsys
    )
    _, report, _ = made.command(capsys, "report", NAME)
    assert "mean       4.50 of 20 points" in report


def test_what_waits_for_a_person_is_what_formgrader_says(made, capsys):
    made.hands_in("ada", HALF)
    assert "wait for you" not in made.autograde(capsys)
    with made.gradebook() as book:
        book.find_grade("distances", NAME, NAME, "ada").needs_manual_grade = True
        book.db.commit()
    assert "wait for you 1: ada" in made.autograde(capsys)
    assert made.as_json(capsys)["ada"]["by_hand"] == 1


def test_a_student_who_was_taken_out_does_not_come_back(made, capsys):
    for student in ("eve", "ada"):
        made.add(student, "Moore")
        made.hands_in(student, HALF)
    assert "2 submissions" in made.autograde(capsys)
    with made.gradebook() as book:
        book.remove_student("eve")
    said = made.autograde(capsys)
    assert "1 submission" in said
    assert "eve has handed in and is not in the class list" in said
    assert "nbgrader db student add eve" in said
    assert _students(made) == {"ada"}
    _, report, _ = made.command(capsys, "report", NAME)
    assert report.startswith(f"{NAME}: 1 submission")
    assert made.as_json(capsys)["eve"]["status"] == "not in the class list"
    # Added again, they are marked again.
    made.add("eve", "Moore")
    assert "2 submissions" in made.autograde(capsys)


def test_the_last_student_who_was_taken_out_does_not_come_back_either(made, capsys):
    made.hands_in("eve", HALF)
    made.autograde(capsys)
    with made.gradebook() as book:
        book.remove_student("eve")
    assert "eve has handed in and is not in the class list" in made.autograde(capsys)
    assert _students(made) == set()


def test_nobody_is_added_to_a_class_list_unless_that_is_asked_for(made, capsys):
    made.add("ada")  # an id is enough for a list
    made.hands_in("ada")
    made.hands_in("adda", HALF)
    code, said, err = made.command(capsys, "autograde", NAME)
    assert code == 0
    assert "adda has handed in and is not in the class list" in said
    assert "adda" in err
    assert _students(made) == {"ada"}
    assert not (made.course.autograded / "adda").exists()
    made.autograde(capsys, "--add-students")
    assert _students(made) == {"ada", "adda"}


def test_where_there_is_no_class_list_whoever_hands_in_is_added_also_later(made, capsys):
    for student in ("ada", "ben"):
        made.hands_in(student)
        made.autograde(capsys)
    assert _students(made) == {"ada", "ben"}
    # From an earlier version, which wrote down nobody.
    (made.folder / ".nbgrader/class-list.json").unlink()
    made.hands_in("cyn")
    made.autograde(capsys)
    assert _students(made) == {"ada", "ben", "cyn"}


def test_whoever_marking_adds_is_no_class_list_however_it_comes_to_add_them(made, capsys):
    made.hands_in("ada")
    made.autograde(capsys)
    released = made.released(NAME, NAME)
    with Ledger(made.course, NAME) as ledger:
        ledger.record(Work(Marked("ben"), "digest", notebooks={NAME: (released, ())}))
    made.hands_in("cyn")
    made.autograde(capsys)
    assert _students(made) == {"ada", "ben", "cyn"}


def test_an_assignment_that_is_removed_and_made_again_makes_no_class_list(made, capsys):
    made.hands_in("ada")
    made.autograde(capsys)
    with made.gradebook() as book:
        book.remove_assignment(NAME)
    made.generate(NAME)
    made.hands_in("ben")
    made.autograde(capsys)
    assert _students(made) == {"ada", "ben"}


def test_in_a_new_gradebook_an_imported_list_is_one(made, capsys):
    made.hands_in("ada")
    made.autograde(capsys)
    (made.folder / "gradebook.db").unlink()
    made.generate(NAME)
    made.add("ada")
    made.add("ben")
    made.hands_in("cyn")
    assert "cyn has handed in and is not in the class list" in made.autograde(capsys)
    assert _students(made) == {"ada", "ben"}


def _students(made) -> set[str]:
    with made.gradebook() as book:
        return {student.id for student in book.students}


def test_who_handed_in_nothing_or_no_notebook_is_named_and_told_from_nothing_right(made, capsys):
    for student, name in (("s1", "Abel"), ("s2", "Huber"), ("s3", "Weber"), ("s4", "Lang")):
        made.add(student, name)
    made.hands_in("s1")
    (made.course.submitted / "s3" / NAME).mkdir(parents=True)
    pdf = Skipped("downloaded/01-tensors/archive/c.zip:lang_4_5_homework.pdf", "It is a PDF.", "s4")
    add_collected(made.folder, NAME, {}, [pdf], "downloaded/01-tensors/archive/c.zip")
    said = made.autograde(capsys)
    assert "1 submission" in said
    named = "s2 Huber, s3 Weber (a folder without a notebook), s4 Lang (c.zip:lang_4_5_homework.pdf"
    assert f"not handed in 3: {named}" in " ".join(said.split())
    told = {student: one["status"] for student, one in made.as_json(capsys).items()}
    states = {"s1": "marked", "s2": "not handed in", "s3": "no notebook", "s4": "not handed in"}
    assert told == states
    table = _exported(made, capsys)
    assert {row["student_id"]: row["status"] for row in table} == states
    assert [row["score"] for row in table] == ["0.0"] * 4


def _exported(made, capsys) -> list[dict[str, str]]:
    made.nbgrader("export")
    with (made.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_export_lets_no_spreadsheet_take_a_name_for_a_formula(made, capsys):
    made.add("ada", "=1+1")
    made.hands_in("ada", HALF)
    made.autograde(capsys)
    [ada] = _exported(made, capsys)
    assert (ada["last_name"], ada["score"]) == ("'=1+1", "3.0")


def test_the_export_quotes_what_holds_a_comma(made, capsys):
    made.add("ada", "Lovelace, Countess")
    made.hands_in("ada", HALF)
    made.autograde(capsys)
    [ada] = _exported(made, capsys)
    assert (ada["last_name"], ada["score"], ada["late"]) == ("Lovelace, Countess", "3.0", "")


def test_a_notebook_of_another_name_is_not_called_unreadable_and_one_that_is_broken_is(
    made, capsys
):
    path = made.hands_in("ann", HALF)
    path.rename(path.with_name("Homework.ipynb"))
    made.hand_in("bob", NAME, NAME, b"{broken")
    said = made.autograde(capsys)
    assert "unreadable   1: bob" in said
    assert "found otherwise 1: ann" in said
    _, report, _ = made.command(capsys, "report", NAME)
    assert report.startswith(f"{NAME}: 2 submissions")
    assert "unreadable 1: bob" in report


def test_the_report_says_in_sentences_what_came_out_and_who_tried_counts_as_one_who_tried(
    made, capsys
):
    made.hands_in("ann", {"row_means": earning(0, "# makes nothing")})
    made.hands_in("ben")
    made.autograde(capsys)
    _, report, _ = made.command(capsys, "report", NAME)
    row = next(line for line in report.splitlines() if line.split()[:1] == ["row_means"])
    assert row.split()[1:4] == ["0", "1", "1"]  # passed, not tried, wrong
    assert "1 x wrote an answer that made nothing of the name asked for" in report
    assert "missing.tried" not in report


def test_what_students_wrote_to_the_teacher_is_listed_and_flagged_once(made, capsys):
    notebook = made.answered(HALF)
    notebook.cells.insert(
        3, nbformat.v4.new_markdown_cell("## A word\n\nDear teacher, please look at this.")
    )
    notebook.cells.insert(3, nbformat.v4.new_markdown_cell("## My part"))
    made.add("cyn", "Huber")
    made.hand_in("cyn", NAME, NAME, notebook)
    made.add("dan", "Lang")
    made.hands_in("dan", {"row_means": earning(1, "# Could you look at this? I am not sure.")})
    made.add("eli", "Moor")
    made.hands_in("eli", {"row_means": earning(1, "# the mean of each row, checked by hand")})
    assert "wrote to you 2: cyn Huber, dan Lang" in made.autograde(capsys)
    told = made.as_json(capsys)
    assert told["cyn"]["letters"] == ["## A word Dear teacher, please look at this."]
    assert told["dan"]["letters"] == ["Could you look at this? I am not sure."]
    assert told["eli"]["letters"] == []
    assert _flagged(made) == {"cyn", "dan"}
    with made.gradebook() as book:  # a person has read it
        book.find_submission_notebook(NAME, NAME, "cyn").flagged = False
        book.db.commit()
    made.autograde(capsys, "--force")
    assert _flagged(made) == {"dan"}


def _flagged(made) -> set[str]:
    with made.gradebook() as book:
        found = book.notebook_submissions(NAME, NAME)
        return {notebook.student.id for notebook in found if notebook.flagged}


def test_a_mark_by_hand_asks_for_a_new_look_only_where_something_else_would_be_marked(made, capsys):
    made.hands_in("ada", HALF)
    made.autograde(capsys)
    with made.gradebook() as book:
        for task in ("row_means", "distances"):
            grade = book.find_grade(task, NAME, NAME, "ada")
            grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    made.autograde(capsys, "--force")
    assert _waiting(made) == set()
    made.hands_in("ada", {**HALF, "distances": "# another answer, and nothing earned"})
    made.autograde(capsys)
    assert _waiting(made) == {"distances"}
    made.hands_in("ada", {**HALF, "row_means": earning(2)})
    made.autograde(capsys)
    assert _waiting(made) == {"distances", "row_means"}


def _waiting(made) -> set[str]:
    with made.gradebook() as book:
        grades = book.find_submission_notebook(NAME, NAME, "ada").grades
        return {grade.name for grade in grades if grade.needs_manual_grade}


def test_why_something_ran_again_is_said_and_whose_mark_changed(made, capsys):
    made.add("ada", "Lovelace")
    made.add("ben", "Abel")
    made.hands_in("ada", HALF)
    assert made.autograde(capsys).startswith(f"{NAME}: 1 submission, 1 run now\n")
    assert "0 run now\n" in made.autograde(capsys)
    made.hands_in("ada", {**HALF, "row_means": earning(2)})
    said = made.autograde(capsys)
    assert "1 run now: it was handed in anew" in said
    assert "changed marks 1: ada Lovelace 3 to 4" in said
    assert "1 run now: told by --force" in made.autograde(capsys, "--force")
    said = made.autograde(capsys, "--timeout", "20")
    assert "1 run now: the limits are others" in said
    assert "changed marks" not in said
    made.hands_in("ben", HALF)
    assert "2 run now: 1, the limits are others; 1, new" in made.autograde(capsys)


def test_the_summary_says_what_to_do_next_and_fits_a_screen_for_a_class_of_forty():
    everything = Marked(
        "",
        seconds=5.0,
        repairs=["repaired"],
        problems=["noted"],
        failures=["failed"],
        letters=["Dear teacher"],
        earlier=["from an earlier version"],
        reason="the course has changed",
        penalty_failure="the plug-in stopped",
    )
    before = {f"s{number:03}": StudentMarks("", 3.0, is_marked=True) for number in range(40)}
    entries = [
        Entry(
            Person(student, "Anna", f"Bartholomew{number}"),
            NOTHING if number % 5 == 0 else UNREADABLE if number % 5 == 1 else MARKED,
            number % 2 == 0,
            90000.0,
            StudentMarks("", 5.0, 5.0, 1.0, 1, True),
            everything,
        )
        for number, student in enumerate(before)
    ]
    roll = Roll(NAME, tuple(entries), 20.0, True, (Skipped("x.pdf", "It is a PDF."),) * 9)
    lines = summary(
        roll, before, ["The gradebook's version is not that of exercises/."]
    ).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 100
    assert any("`nbgrader generate_feedback --force 01-tensors`" in line for line in lines[-3:])
    assert "look at what is flagged in Formgrader" in " ".join(lines[-3:])


def test_the_marks_of_a_class_are_read_in_as_many_queries_whatever_its_size(made):
    def queries(students: range) -> int:
        with made.gradebook() as book:
            for number in students:
                entry = entry_of(book, NAME, f"s{number}")
                write_marks(
                    book, entry, NAME, nbformat.v4.new_notebook(), [Mark("row_means", 1, 2)]
                )
            book.db.commit()
            asked = []
            event.listen(book.engine, "before_cursor_execute", lambda *_: asked.append(1))
            assert class_marks_of(book, NAME).marks["s0"].score == 1
            return len(asked)

    few = queries(range(2))
    assert few < 10
    assert queries(range(2, 12)) == few


def test_every_finding_of_a_judge_has_a_sentence_in_the_report():
    judging = ROOT / "grader/judging"
    text = "\n".join(path.read_text("utf-8") for path in judging.glob("*.py"))
    keys = set(re.findall(r"\bDifference\(\s*\"(\w+)\"", text))
    assert {"nothing", "shape", "values"} <= keys <= set(FINDINGS)
    assert finding_in_words("raised.TypeError") == "stopped with a TypeError"
    assert finding_in_words("raised.AttributeError") == "stopped with an AttributeError"


def test_a_submission_that_was_taken_away_is_named_and_its_mark_stays(made, capsys):
    for student in ("ada", "ben"):
        made.hands_in(student, HALF)
    made.autograde(capsys)
    shutil.rmtree(made.course.submitted / "ben")
    said = made.autograde(capsys)
    assert "1 submission" in said
    assert "marked, now gone from submitted/ 1: ben" in said
    _, report, _ = made.command(capsys, "report", NAME)
    assert report.startswith(f"{NAME}: 1 submission")
