"""Whatever lies in a submission's folder is read as far as it can be, and else named."""

from __future__ import annotations

import copy
import json
import os
import socket

import nbformat
import pytest

from grader.autograding.reading.assignment_cells import AssignmentCells
from grader.autograding.reading.handed_in import left_by_system, look_through, unfit_entries
from grader.autograding.reading.notebook_data import MOST_CELLS, read_notebook
from grader.autograding.reading.repair import MOST_OWN, repair
from grader.autograding.reading.submissions import (
    find_students,
    lay_out,
    misplaced,
    read_submission,
)
from grader.autograding.reading.written_beside import written_beside
from grader.autograding.terms.released import Released

NAME = "01-tensors"
FILE = f"{NAME}.ipynb"
SOURCE = "answer = 'é'"


def cell(kind, source, name="", **about):
    made = nbformat.from_dict({"cell_type": kind, "source": source, "metadata": {}})
    if name:
        made.metadata.nbgrader = {"grade_id": name, "grade": False, "solution": False, **about}
    return made


PLACES = [
    cell("markdown", "Read this.", "text", locked=True),
    cell("code", "import math"),
    cell("code", "answer = ...", "answer", solution=True),
    cell("code", "assert answer", "test", grade=True, points=2.0, locked=True),
    cell("markdown", "YOUR ANSWER", "words", solution=True, grade=True, points=1.0),
]
RELEASED = Released(NAME, NAME, PLACES)
ANSWERS = {"answer": SOURCE, "words": "Because."}


def handed_in() -> dict:
    """What a student hands in, as JSON's own types."""
    cells = copy.deepcopy(PLACES)
    for one in cells:
        one.source = ANSWERS.get(one.metadata.get("nbgrader", {}).get("grade_id"), one.source)
        one.metadata.setdefault("nbgrader", {})
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def with_cells(change) -> bytes:
    notebook = handed_in()
    for one in notebook["cells"]:
        change(one)
    return json.dumps(notebook).encode()


def with_parts(**parts) -> bytes:
    return json.dumps(handed_in() | parts).encode()


def without(part: str) -> bytes:
    return json.dumps({key: value for key, value in handed_in().items() if key != part}).encode()


def of_format_3() -> bytes:
    cells = handed_in()["cells"]
    for one in cells:
        if one["cell_type"] == "code":
            one["input"] = one.pop("source")
    sheets = [{"cells": cells[:2]}, {"cells": cells[2:]}, 5]
    return json.dumps({"nbformat": 3, "metadata": {}, "worksheets": sheets}).encode()


# Files in which every answer is found: their bytes, and what is said of them.
READ = {
    "as handed out": (with_parts(), ""),
    "with a byte order mark": (b"\xef\xbb\xbf" + with_parts(), ""),
    "UTF-16": (json.dumps(handed_in()).encode("utf-16"), "text in UTF-16"),
    "UTF-32": (json.dumps(handed_in()).encode("utf-32"), "text in UTF-32"),
    "a stray byte": (with_parts(metadata={"author": "Ada"}).replace(b"Ada", b"\xff"), "replaced"),
    "no number": (with_parts(metadata={"a": float("nan")}), ""),
    "an endless number": (with_parts().replace(b'"nbformat_minor": 5', b'"x": ' + b"9" * 9000), ""),
    "metadata a list": (with_parts(metadata=[1, 2]), ""),
    "format 3": (of_format_3(), "format 3, and was converted"),
    "format 4 as a text": (with_parts(nbformat="4"), "no stated notebook format"),
    "format true": (with_parts(nbformat=True), "no stated notebook format"),
    "no format": (without("nbformat"), "no stated notebook format"),
    "another kernel": (with_parts(metadata={"kernelspec": {"name": "ir", "language": "R"}}), ""),
    "cell ids that are numbers": (with_cells(lambda one: one.update(id=5)), ""),
    "one cell id for all": (with_cells(lambda one: one.update(id="same")), ""),
    "a cell id like a novel": (with_cells(lambda one: one.update(id="a b\n" * 100)), ""),
    "other kinds": (with_cells(lambda one: one.update(cell_type="slide")), "had become raw"),
    "kinds that are lists": (with_cells(lambda one: one.update(cell_type=[])), "had become raw"),
    "Windows lines": (
        with_cells(lambda one: one.update(source=one["source"].replace("\n", "\r\n"))),
        "",
    ),
    "attachments that are none": (with_cells(lambda one: one.update(attachments={"a": 5})), ""),
    "a picture that is a number": (
        with_cells(lambda one: one.update(attachments={"a": {"image/png": 5}})),
        "",
    ),
    "outputs that are none": (with_cells(lambda one: one.update(outputs=5)), ""),
    "tags": (with_cells(lambda one: one["metadata"].update(tags=["raises-exception"])), ""),
    "points that are a dict": (
        with_cells(lambda one: one["metadata"]["nbgrader"].update(points={})),
        "points of the cell",
    ),
    "points as a text": (
        with_cells(
            lambda one: (
                one["metadata"]["nbgrader"].get("points")
                and one["metadata"]["nbgrader"].update(
                    points=str(one["metadata"]["nbgrader"]["points"])
                )
            )
        ),
        "",
    ),
    "metadata stripped": (with_cells(lambda one: one.update(metadata={})), "stands for it"),
    "metadata that are lists": (with_cells(lambda one: one.update(metadata=[1])), "stands for it"),
    "nbgrader's that are text": (
        with_cells(lambda one: one.update(metadata={"nbgrader": "yes"})),
        "stands for it",
    ),
    "grade ids that are numbers": (
        with_cells(
            lambda one: (
                one["cell_type"] == "code" and one["metadata"]["nbgrader"].update(grade_id=5)
            )
        ),
        "none of this assignment",
    ),
}
# Files in which there is nothing to be read.
UNREADABLE = {
    "nothing": (b" \n", "is empty"),
    "half": (with_parts()[:-40], "is broken"),
    "no JSON": (b"print('hello')", "is broken"),
    "bytes": (bytes(range(256)), "is not text"),
    "null": (b"null", "holds nothing"),
    "a list": (b"[1, 2]", "holds a list"),
    "a text": (b'"cells"', "holds a str"),
    "nested too deeply": (b'{"cells":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too deeply"),
    "very many parts": (b'{"cells": [' + b"[]," * 4_100_000 + b"[]]}", "has more than 4,000,000"),
    "no cells": (with_parts(cells=[]), "has no cells"),
    "cells null": (with_parts(cells=None), "has no cells"),
    "cells a dict": (with_parts(cells={"a": 1}), "has no cells"),
    "cells a number": (with_parts(cells=7), "has no cells"),
    "cells that are no cells": (with_parts(cells=[1, None, "a", [handed_in()]]), "has no cells"),
    "worksheets null": (b'{"nbformat": 3, "worksheets": null}', "has no cells"),
    "a format of the future": (with_parts(nbformat=5), "format 5, which is not known"),
    "an endless format": (b'{"nbformat": 1e999, "cells": [{}]}', "which is not known"),
}


@pytest.mark.parametrize("name", READ)
def test_an_answer_is_found_in_whatever_can_be_read(name):
    raw, said = READ[name]
    notebook, problems = read_notebook(raw, "`x`")
    repaired = repair(notebook, RELEASED)
    found = {
        one.metadata.nbgrader.grade_id: one.source
        for one in repaired.notebook.cells
        if one.metadata.get("nbgrader", {}).get("solution")
    }
    assert found == ANSWERS
    texts = [*problems, *repaired.repairs]
    assert any(said in text for text in texts) if said else texts == []
    nbformat.validate(repaired.notebook)
    nbformat.writes(repaired.notebook).encode()


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_named(name):
    raw, said = UNREADABLE[name]
    notebook, (problem,) = read_notebook(raw, "`x`")
    assert notebook is None
    assert said in problem


def test_of_very_many_cells_the_first_are_kept_and_every_answer():
    notebook = handed_in()
    notebook["cells"][1:1] = [cell("code", str(number)) for number in range(2000)]
    repaired = repair(read_notebook(json.dumps(notebook).encode(), "`x`")[0], RELEASED)
    assert len(repaired.notebook.cells) == MOST_OWN + len(PLACES)
    assert repaired.notebook.cells[-1].source == ANSWERS["words"]
    assert repaired.repairs == ("It had 2000 cells of the student's own; the first 1000 are kept.",)


@pytest.mark.parametrize("source", [5, None, {"a": 1}, [1, 2], "\ud800", "\0", "é" * 10**6])
def test_whatever_is_said_to_be_a_cells_text_can_be_written(source):
    raw = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": source}]}).encode()
    (one,) = read_notebook(raw, "`x`")[0].cells
    one.source.encode()


def test_of_a_notebook_with_very_many_cells_the_first_are_read():
    notebook = handed_in()
    notebook["cells"] += [{"cell_type": "markdown", "source": "a"}] * 200_000
    read, problems = read_notebook(json.dumps(notebook).encode(), "`x`")
    assert len(read.cells) == MOST_CELLS
    assert problems == ["`x` has 200,005 cells; those behind the first 5,000 were left out."]


@pytest.fixture
def folder(tmp_path):
    """Ada's folder for the assignment."""
    made = tmp_path / "ada" / NAME
    made.mkdir(parents=True)
    return made


def read(folder, *others):
    return read_submission(folder.parents[1], "ada", NAME, NAME, others)


NOTEBOOK = with_parts()


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        ([FILE, "scratch.ipynb"], FILE),
        (["anything.ipynb"], "anything.ipynb"),
        (["01-Tensors (1).ipynb", "scratch.ipynb"], "01-Tensors (1).ipynb"),
        (["01-tensors.ipynb.txt"], "01-tensors.ipynb.txt"),
        (["01-tensors.json", "data.json"], "01-tensors.json"),
        (["work/01-tensors.ipynb"], "work/01-tensors.ipynb"),
        ([f"{FILE}/{FILE}"], f"{FILE}/{FILE}"),
        ([FILE, f".ipynb_checkpoints/{NAME}-checkpoint.ipynb"], FILE),
        ([f".ipynb_checkpoints/{NAME}-checkpoint.ipynb"], ""),
        (["a.ipynb", "b.ipynb"], ""),
        (["02-next.ipynb"], ""),
        (["notes.txt"], ""),
    ],
)
def test_the_notebook_is_the_one_of_that_name_or_the_only_one_that_may_be_meant(
    folder, names, taken
):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(NOTEBOOK if name == taken else b"{}")
    found = read(folder, "02-next")
    assert (found.notebook is not None) == bool(taken)
    assert bool(found.problems) == (taken != FILE)
    if taken and taken != FILE:
        assert found.problems == (f"The notebook is called `{taken}`; it was taken for `{FILE}`.",)


def worked_on(*names: str, checks: str = "") -> bytes:
    """A notebook with these cells of the assignment, an answer among them."""
    cells = [nbformat.v4.new_code_cell("mine = 1")]
    for name in names:
        cells.append(nbformat.v4.new_code_cell(f'check("{name}")'))
        if not checks:
            cells[-1].metadata.nbgrader = {"grade_id": name, "grade": True, "solution": False}
    return json.dumps(nbformat.v4.new_notebook(cells=cells)).encode()


RELEASE = AssignmentCells.of(
    [
        cell("code", f'check("{name}")', name, grade=True, points=1)
        for name in ("one", "two", "three")
    ]
)
ALL_CELLS = worked_on("one", "two", "three")
STRIPPED = worked_on("one", "two", "three", checks="only")
SCRATCH = json.dumps(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])).encode()
UNTOUCHED = json.dumps(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('check("one")'), nbformat.v4.new_code_cell('check("two")')])).encode()  # fmt: skip
# The files of a folder, and which of them is the notebook; "" for none.
BY_THEIR_CELLS = {
    "beside a scratch": ({"homework.ipynb": ALL_CELLS, "Untitled.ipynb": SCRATCH}, "homework.ipynb"),
    "its metadata lost": ({"a.ipynb": STRIPPED, "b.ipynb": SCRATCH}, "a.ipynb"),
    "beside a Mac's": ({"homework.ipynb": ALL_CELLS, "._homework.ipynb": b"\0\5"}, "homework.ipynb"),
    "beside junk": ({"h.ipynb": STRIPPED, "Thumbs.db": b"", "desktop.ini": b"", "__MACOSX/._h.ipynb": b""}, "h.ipynb"),
    "beside a piece of it": ({"a.ipynb": ALL_CELLS, "b.ipynb": worked_on("one")}, "a.ipynb"),
    "in another's place": ({FILE: SCRATCH, "b.ipynb": ALL_CELLS}, "b.ipynb"),
    "beside an untouched one": ({FILE: UNTOUCHED, "b.ipynb": ALL_CELLS}, "b.ipynb"),
    "beside a broken one": ({FILE: b"{", "b.ipynb": ALL_CELLS}, "b.ipynb"),
    "two with all": ({"a.ipynb": ALL_CELLS, "b.ipynb": STRIPPED}, ""),
    "two, one of its name": ({"a.ipynb": ALL_CELLS, FILE: STRIPPED}, FILE),
    "two, one much like it": ({"a.ipynb": ALL_CELLS, f"{NAME} (1).ipynb": STRIPPED}, f"{NAME} (1).ipynb"),
    "none": ({"a.ipynb": SCRATCH, "b.ipynb": b"{"}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "taken"), BY_THEIR_CELLS.values(), ids=BY_THEIR_CELLS)
def test_of_several_notebooks_the_one_with_the_assignments_cells_is_taken_and_named(
    folder, files, taken
):
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    found = read_submission(folder.parents[1], "ada", NAME, NAME, (), RELEASE)
    assert (found.notebook is not None) == bool(taken)
    if taken:
        assert len(found.notebook.cells) == 4
    assert [text for text in found.problems if "taken for" in text] == [
        text for text in found.problems if taken != FILE
    ][: bool(taken)]
    assert bool(found.problems) == (taken != FILE)
    assert not any(left_by_system(name) for name, _ in found.files)


LEFT = ("._x.ipynb", ".DS_Store", "THUMBS.DB", "Desktop.ini", "__MACOSX", ".ipynb_checkpoints",
        "a.ipynb:Zone.Identifier", "~$notes.docx", ".~lock.a.csv#", "__pycache__", "$RECYCLE.BIN",
        ".Trash-1000", "ehthumbs_vista.db")  # fmt: skip


def test_what_systems_leave_beside_files_is_known_by_its_name():
    assert [name for name in LEFT if not left_by_system(name)] == []
    for name in (FILE, "Untitled.ipynb", ".env", "thumbs.py", "_x.ipynb", "desktop.ini.py"):
        assert not left_by_system(name)


def test_a_link_is_unfit_whatever_it_is_called_and_however_deep_it_lies(folder):
    deep = "/".join(["d"] * 30)
    names = ("._x", ".DS_Store", "__MACOSX/x", ".ipynb_checkpoints/x.png", f"{deep}/x")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to("/etc/passwd")
    unfit = unfit_entries(folder)
    for path in [path for path in folder.rglob("*") if path.is_symlink()]:
        assert any(path == one or one in path.parents for one in unfit), path


WRONG_PLACES = {
    f"{NAME}/ada/{FILE}": f"`submitted/{NAME}/` holds `ada` and is not read: work lies in "
    f"submitted/STUDENT/{NAME}/.",
    f"ada/01-Tensors/{FILE}": f"`submitted/ada/01-Tensors/` is not read: rename it to {NAME}.",
    f"ada/01_tensors/{FILE}": f"`submitted/ada/01_tensors/` is not read: rename it to {NAME}.",
    f"ada/{FILE}": f"`submitted/ada/{FILE}` is not read: move it into a folder {NAME} beside it.",
}


@pytest.mark.parametrize("path", WRONG_PLACES)
def test_work_that_lies_where_nobody_looks_for_it_is_named(tmp_path, path):
    submitted = tmp_path / "submitted"
    for name in (path, f"grace/{NAME}/{FILE}", f"zoe/02-next/{FILE}"):
        (submitted / name).parent.mkdir(parents=True, exist_ok=True)
        (submitted / name).write_text("")
    assert misplaced(submitted, NAME) == [WRONG_PLACES[path]]
    assert misplaced(tmp_path / "nowhere", NAME) == []


def test_what_is_no_file_is_left_out_and_named(folder):
    (folder / FILE).write_bytes(NOTEBOOK)
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(folder / "socket"))
    found = read(folder)
    assert found.notebook is not None
    assert found.problems == (
        "`pipe` is no file, and was left out.",
        "`socket` is no file, and was left out.",
    )


def test_a_pipe_in_the_notebooks_place_is_not_waited_for(folder):
    os.mkfifo(folder / FILE)
    found = read(folder)
    assert found.notebook is None
    assert found.problems[0] == f"`{FILE}` is no file, and was left out."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(folder):  # pragma: no cover
    for name in (FILE, "data.csv"):
        (folder / name).write_bytes(NOTEBOOK)
        (folder / name).chmod(0)
    found = read(folder)
    assert len([text for text in found.problems if "Permission denied" in text]) == 2


def test_a_folder_in_the_place_of_a_file_is_named(folder):
    for name in (FILE, "timestamp.txt"):
        (folder / name).mkdir()
    found = read(folder)
    assert found.notebook is None
    assert found.problems == (
        f"There is no `{FILE}`.",
        f"`{FILE}` is a folder, and says nothing.",
        "`timestamp.txt` is a folder, and says nothing.",
    )


def test_a_file_that_goes_while_it_is_read_is_named(folder, monkeypatch):
    (folder / FILE).write_bytes(NOTEBOOK)
    (folder / "data.csv").write_bytes(b"1")

    def look_and_lose(*arguments):
        seen = look_through(*arguments)
        (folder / "data.csv").unlink(missing_ok=True)
        return seen

    monkeypatch.setattr("grader.autograding.reading.submissions.look_through", look_and_lose)
    found = read(folder)
    assert found.notebook is not None
    assert found.problems == ("`data.csv` cannot be read: No such file or directory.",)


def test_of_too_many_files_and_too_large_ones_the_rest_is_kept_and_those_are_counted(
    folder, monkeypatch
):
    monkeypatch.setattr("grader.autograding.reading.handed_in.MOST_COUNT", 10)
    monkeypatch.setattr("grader.autograding.reading.handed_in.MOST_FILES", 1000)
    (folder / FILE).write_bytes(NOTEBOOK)
    (folder / "a-large.bin").write_bytes(bytes(2000))
    (folder / "helper.py").write_text("x = 1")
    (folder / "data").mkdir()
    for number in range(20):
        (folder / f"data/{number:02}.txt").write_text("x")
    found = read(folder)
    kept = [name for name, _ in found.files]
    assert kept[0] == "helper.py"
    assert len(kept) == 10
    assert found.problems == (
        "`a-large.bin` and 11 more would be too much beside it, and was left out.",
    )
    assert len(unfit_entries(folder)) == 12


def test_folders_without_end_are_not_followed(folder):
    (folder / FILE).write_bytes(NOTEBOOK)
    deep = folder
    for _ in range(300):
        deep = deep / "d"
        deep.mkdir()
    found = read(folder)
    assert found.notebook is not None
    assert "lies too deep" in found.problems[0]


def test_many_problems_are_few_sentences(folder):
    for number in range(100):
        (folder / f"link{number:02}").symlink_to("/etc/passwd")
    found = read(folder)
    assert len(found.problems) == 21
    assert found.problems[-1] == "And 81 more of such problems."


@pytest.mark.parametrize(
    "name",
    ["a`<img src=x onerror=alert(1)>.txt", "a\nb.txt", "\x1b[31mred.txt", os.fsdecode(b"\xff.txt")],
)
def test_a_name_is_shown_as_code_and_moves_nothing(folder, name):
    (folder / FILE).write_bytes(NOTEBOOK)
    (folder / name).symlink_to("/etc/passwd")
    (problem,) = read(folder).problems
    shown = problem.split("`")
    assert len(shown) == 3
    assert problem.isprintable()
    problem.encode()


@pytest.mark.parametrize(
    "text",
    [
        b"yesterday",
        b"9" * 300,
        b"0001-01-01 00:00:00 +1400",
        b"\xff\xfe",
        b"2015-02-02 15:58:23 /etc/passwd",
        b"2015-02-02 15:58:23 ../../../../etc/passwd",
        b"2015-02-02 15:58:23 UTC\n<script>",
    ],
)
def test_a_time_that_is_none_is_left_out_and_named(folder, text):
    """nbgrader stops at it."""
    (folder / FILE).write_bytes(NOTEBOOK)
    (folder / "timestamp.txt").write_bytes(text)
    found = read(folder)
    assert found.notebook is not None
    assert found.timestamp == ""
    assert "which is no time" in found.problems[0]


@pytest.mark.parametrize(
    "text",
    ["", "2015-02-02 15:58:23.948203 America/Los_Angeles", "2026-11-22 10:00:00 UTC", "2026-11-22"],
)
def test_a_time_as_nbgrader_writes_it_is_kept(folder, text):
    (folder / FILE).write_bytes(NOTEBOOK)
    (folder / "timestamp.txt").write_text(text)
    found = read(folder)
    assert (found.timestamp, found.problems) == (text, ())


def test_a_students_file_gives_way_to_the_courses(tmp_path):
    theirs = [(name, tmp_path / name) for name in ("data", "own.txt", "set/x", "help.py/a/b")]
    ours = [(name, tmp_path / "of-the-course") for name in ("data/1.csv", "help.py", "set/x")]
    files, problems = lay_out(theirs, ours)
    assert set(files) == {"data/1.csv", "help.py", "set/x", "own.txt"}
    assert files["set/x"] == tmp_path / "of-the-course"
    assert [text.split("`")[1] for text in problems] == ["data", "help.py/a/b"]


def test_only_folders_are_students(tmp_path):
    for name in ("ada", "-rf", "a b", ".hidden"):
        (tmp_path / name / NAME).mkdir(parents=True)
    (tmp_path / "file").write_text("")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "of-a-file").mkdir()
    (tmp_path / "of-a-file" / NAME).write_text("")
    (tmp_path / "ring").symlink_to("ring")
    (tmp_path / "ring-inside").mkdir()
    (tmp_path / "ring-inside" / NAME).symlink_to(NAME)
    assert find_students(tmp_path, NAME) == ["-rf", "a b", "ada", "ring", "ring-inside"]
    for student in ("ring", "ring-inside"):
        said = read_submission(tmp_path, student, NAME, NAME).problems
        assert said == ("The folder is a link, and was not followed.",)


TEST = "assert answer"
BESIDE = {
    "above": (f"import os\n\n{TEST}", "import os"),
    "below": (f"{TEST}\nanswer = 2", "answer = 2"),
    "on both sides": (f"x = 1\n{TEST}\ny = 2", "x = 1\ny = 2"),
    "a magic": (f"%matplotlib inline\n{TEST}", "%matplotlib inline"),
    "half a function": (f"def f(x:\n    return x\n{TEST}", "def f(x:\n    return x"),
    "with hidden tests known": (f"import os\n{TEST}  # as handed out", "import os"),
    "its own text changed too": ("import os\nassert answer == 5", "import os\nassert answer == 5"),
    "its own text indented": (f"if True:\n    {TEST}", ""),
    "nothing but a comment": (f"# why?\n{TEST}", ""),
    "nothing": (TEST, ""),
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_a_student_wrote_into_a_locked_cell_runs_right_before_it(name):
    text, own = BESIDE[name]
    notebook = nbformat.from_dict(handed_in())
    notebook.cells[3].source = text
    handed_out = {"test": f"{TEST}  # as handed out"}
    repaired = repair(notebook, Released(NAME, NAME, PLACES, handed_out=handed_out))
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in repaired.notebook.cells]
    place = names.index("test")
    assert repaired.notebook.cells[place].source == TEST
    before = repaired.notebook.cells[place - 1]
    if own:
        assert (before.source, repaired.own[before["id"]]) == (own, "")
        assert any("runs right before it" in text for text in repaired.repairs)
    else:
        assert names[place - 1] == "answer"
        assert not any("runs right before it" in text for text in repaired.repairs)


@pytest.mark.parametrize("call", ["check('mean')", 'check( "mean" );', 'check("mean")  # again'])
def test_the_call_of_a_check_in_another_way_is_nobodys_own_code(call):
    assert written_beside(f"import os\n{call}", 'check("mean")') == "import os"
