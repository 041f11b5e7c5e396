"""What learners download from Colab is collected, marked to exact points and answered with feedback,
and nothing personal that Colab wrote stays in what the course keeps."""

from __future__ import annotations

import copy
import io
import json
import re
import zipfile

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from grader.autograding.reading.personal_data import without_personal_data
from grader.course import ASSISTANT_OFF
from tests.autograding.conftest import Class
from tests.autograding.test_faults import ALL, HURT, NAME, REST, perfect

# What Colab writes of a person, and what a learning-management system calls them.
USER = {"displayName": "Ada Q. Lovelace", "userId": "08154711081547110815"}
FILE_IN_DRIVE = "1aB2cD3eF4gH5iJ6kL7mN8oP9"
PERSONAL = (
    *USER.values(),
    FILE_IN_DRIVE,
    "ABX9TyMQoisLsU05KaoL6OX4lVTJ",
    "photo.jpg",
    "executionInfo",
    "Lovelace",
    "Großmann",
)
STATE = "application/vnd.jupyter.widget-state+json"
INTRINSIC = "application/vnd.google.colaboratory.intrinsic+json"


def saved_by_colab(notebook: NotebookNode, keeps: tuple[str, ...] = ("nbgrader", "tags")) -> str:
    """The text of the file that Colab's "Download .ipynb" gives for a notebook that was worked on.

    Args:
        notebook: With the learner's answers.
        keeps: What Colab keeps of a cell's own metadata.
    """
    cells = []
    for number, cell in enumerate(notebook.cells):
        metadata = {name: cell.metadata[name] for name in keeps if name in cell.metadata}
        metadata |= {"id": f"Td2AcYBN{number:03}-"}
        saved = {
            "cell_type": cell.cell_type,
            "source": cell.source.splitlines(keepends=True),
            "metadata": metadata,
        }
        if cell.cell_type == "code":
            metadata |= {
                "colab": {"base_uri": "https://localhost:8080/", "height": 53},
                "outputId": f"f361055b-b59c-4ae2-c553-{number:012}",
                "executionInfo": {
                    "status": "ok",
                    "timestamp": 1786000000000 + number,
                    "user_tz": -120,
                    "elapsed": 188,
                    "user": USER | {"photoUrl": "https://lh3.googleusercontent.com/photo.jpg"},
                },
            }
            if number % 5 == 0:
                metadata["cellView"] = "form"
            saved |= {"execution_count": number, "outputs": _outputs(number)}
        cells.append(saved)
    whole = {
        "nbformat": 4,
        "nbformat_minor": 0,
        "metadata": {
            "colab": notebook.metadata.get("colab", {})
            | {
                "name": "Copy of 01-tensors.ipynb",
                "provenance": [{"file_id": FILE_IN_DRIVE, "timestamp": 1786000000000}],
                "toc_visible": True,
                "authorship_tag": "ABX9TyMQoisLsU05KaoL6OX4lVTJ",
            },
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python"},
            "accelerator": "GPU",
            "gpuType": "T4",
            "widgets": {
                STATE: {
                    "b1946ac92492d2347c6235b4d2611184": {
                        "model_module": "@jupyter-widgets/controls",
                        "model_name": "VBoxModel",
                        "model_module_version": "1.5.0",
                        "state": {"_dom_classes": [], "children": []},
                    }
                }
            },
        },
        "cells": cells,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _outputs(number: int) -> list[dict]:
    """One of each kind, in turn."""
    result = {
        "output_type": "execute_result",
        "data": {"text/plain": ["'größer als 0'"], INTRINSIC: {"type": "string"}},
        "metadata": {},
        "execution_count": number,
    }
    stream = {"output_type": "stream", "name": "stdout", "text": ["Mounted at /content/drive\n"]}
    view = {"model_id": "b1946ac92492d2347c6235b4d2611184", "version_major": 2, "version_minor": 0}
    shown = {
        "output_type": "display_data",
        "data": {"text/plain": ["VBox()"], "application/vnd.jupyter.widget-view+json": view},
        "metadata": {},
    }
    return [[result], [stream], [shown], []][number % 4]


def wrong(released: NotebookNode) -> NotebookNode:
    """All right but one."""
    notebook = perfect(released)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == f"{HURT}-answer":
            cell.source = f"def {HURT}(matrix):\n    return tf.reduce_mean(matrix)  # größer"
    return notebook


def kept_progress(released: NotebookNode) -> NotebookNode:
    """Where the last cell holds the learner's progress."""
    notebook = perfect(released)
    notebook.cells[-1].source = 'progress("workbook-1 row_means=1x3 1234abcd", keep=True)'
    return notebook


NOTHING_KEPT = ()
# Student to the notebook handed in, what Colab kept of it, and the points.
CLASS = {
    "ada": (perfect, ("nbgrader", "tags"), ALL),
    "12346": (perfect, NOTHING_KEPT, ALL),
    "12348": (wrong, NOTHING_KEPT, REST),
    "grace": (copy.deepcopy, ("nbgrader", "tags"), 0),
    "4002": (kept_progress, NOTHING_KEPT, ALL),
    "ben": (wrong, ("nbgrader", "tags"), REST),
    "4003": (perfect, ("nbgrader", "tags"), ALL),
}


def zipped(files: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def as_downloaded(saved: dict[str, str]) -> dict[str, bytes]:
    """The class's files as the systems give them, each system in its way."""
    file = f"{NAME}.ipynb"
    moodle = {
        f"Ada Lovelace_12345_assignsubmission_file_/{file}": saved["ada"],
        f"Jürgen Großmann_12346_assignsubmission_file_/Kopie_von_{file}": saved["12346"],
        f"Li Wei_12348_assignsubmission_file_{NAME} (1).ipynb": saved["12348"],
    }
    canvas = {
        f"hoppergrace_4001_90001_{file}": saved["grace"],
        "turingalan_LATE_4002_90002_01-tensors-2.ipynb": saved["4002"],
        "lovelacemary_4003_90003_homework.zip": zipped({f"work/Copy_of_{file}": saved["4003"]}),
    }
    return {
        "CS101-Exercise 01-777.zip": zipped(moodle),
        "submissions.zip": zipped(canvas),
        f"ben_{file}": saved["ben"].encode(),
        f"ben_{NAME} (1).ipynb": saved["grace"].encode(),
    }


@pytest.fixture(scope="module")
def collected(tmp_path_factory, repository, kernels):
    """A class whose work was downloaded from Colab, handed in, collected, marked, answered."""
    course = Class.ours(tmp_path_factory.mktemp("from-colab"), repository, kernels, NAME)
    with Gradebook(course.course.database, course.course.course_id) as book:
        book.add_student("ada", first_name="Ada", last_name="Lovelace")
        book.add_student("grace", lms_user_id="4001")
        # Moodle can't tell these two apart.
        book.add_student("li1", first_name="Wei", last_name="Li")
        book.add_student("li2", first_name="Wei", last_name="Li")
    released = course.released(NAME, NAME)
    saved = {
        student: saved_by_colab(make(released), keeps)
        for student, (make, keeps, _) in CLASS.items()
    }
    archive = course.folder / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    for name, content in as_downloaded(saved).items():
        (archive / name).write_bytes(content)
    course.said = " ".join(course.nbgrader("zip_collect", NAME).split())
    course.results = course.mark(NAME, add_students=True)  # some are in no list
    course.nbgrader("generate_feedback", NAME)
    return course


@pytest.mark.parametrize("student", CLASS)
def test_every_notebook_has_its_exact_points(collected, student):
    points = CLASS[student][2]
    assert collected.results[student].score == points, collected.results[student]
    assert sum(collected.scores(student, NAME, NAME).values()) == points
    assert collected.results[student].problems == []


def test_nobody_else_is_there(collected):
    assert collected.results.keys() == CLASS.keys()
    submitted = sorted(path.name for path in (collected.folder / "submitted").iterdir())
    assert submitted == sorted(CLASS)


@pytest.mark.parametrize("student", CLASS)
def test_feedback_is_a_page(collected, student):
    page = (collected.folder / f"feedback/{student}/{NAME}/{NAME}.html").read_text()
    assert f"{CLASS[student][2]:g} of {ALL:g} points</h2>" in page
    assert '<a href="#row_means">3. Row means, as a column</a>' in page
    # It asks no other host for anything: only a link that is followed leads anywhere.
    asks = r"<script|<link|(?:src|data)=[\"']?(?:http|//)|url\(\s*[\"']?(?:http|//)|@import"
    assert not re.search(asks, page)


def test_nothing_personal_stays_in_what_the_course_keeps(collected):
    kept = [collected.folder / "gradebook.db"]
    for part in ("submitted", "autograded", "feedback", ".nbgrader"):
        kept += [path for path in (collected.folder / part).rglob("*") if path.is_file()]
    assert len(kept) > 4 * len(CLASS)
    names = [path for path in kept if any(word in str(path) for word in PERSONAL)]
    assert names == []
    # The instructor wrote Ada's name into the gradebook.
    said = {path: path.read_bytes() for path in kept if path.name != "gradebook.db"}
    # Who handed in, as Moodle and Canvas call them, is recorded for the course's owner alone.
    record = said.pop(collected.folder / f".nbgrader/collected/{NAME}.json")
    owners = {known["owner_name"] for known in json.loads(record)["students"].values()}
    assert {"Ada Lovelace", "Jürgen Großmann", "turingalan"} <= owners
    log = said.pop(collected.folder / ".nbgrader/collecting.log")
    for text in (record, log):
        assert [word for word in PERSONAL[:-2] if word.encode() in text] == []
    page = collected.folder / f"feedback/ada/{NAME}/{NAME}.html"
    assert b"Ada Lovelace (ada)" in said[page]
    said[page] = said[page].replace(b"Ada Lovelace (ada)", b"")
    for word in PERSONAL:
        assert [path for path, content in said.items() if word.encode() in content] == [], word
    assert USER["userId"].encode() not in (collected.folder / "gradebook.db").read_bytes()
    assert "Großmann".encode() not in (collected.folder / "gradebook.db").read_bytes()


def test_what_people_wrote_is_kept_as_they_wrote_it(collected):
    path = collected.folder / f"submitted/12348/{NAME}/{NAME}.ipynb"
    sources = ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]
    released = collected.released(NAME, NAME)
    assert sources == [cell.source for cell in wrong(released).cells]
    assert any("# größer" in source for source in sources)


@pytest.mark.parametrize("student", CLASS)
def test_whether_the_assistant_was_off_is_kept_and_nothing_else_of_colabs(collected, student):
    assert collected.released(NAME, NAME).metadata.colab == ASSISTANT_OFF["colab"]
    for path in (collected.folder / f"submitted/{student}/{NAME}").glob("*.ipynb"):
        assert json.loads(path.read_text())["metadata"]["colab"] == ASSISTANT_OFF["colab"], path


SWITCHES = {
    "off": ({"generative_ai_disabled": True, "name": "x"}, {"generative_ai_disabled": True}),
    "on again": ({"name": "x", "generative_ai_disabled": False}, {"generative_ai_disabled": False}),
    "never set": ({"name": "x"}, None),
    "a name in its place": ({"generative_ai_disabled": "Ada Lovelace"}, None),
    "no table": ("Ada Lovelace", None),
}


@pytest.mark.parametrize(("saved", "kept"), SWITCHES.values(), ids=SWITCHES)
def test_of_what_colab_says_of_a_notebook_the_switch_alone_is_kept(saved, kept):
    raw = json.dumps({"metadata": {"colab": saved}, "cells": []}).encode()
    assert json.loads(without_personal_data(raw))["metadata"].get("colab") == kept


def test_of_two_files_the_one_with_the_exact_name_counts_and_both_are_kept(collected):
    folder = collected.folder / f"submitted/ben/{NAME}"
    assert {path.name for path in folder.iterdir()} == {f"{NAME}.ipynb", f"{NAME} again.ipynb"}
    assert f"ben_{NAME}.ipynb is taken; beside it: " in collected.said


def test_the_command_says_which_numbers_do_not_last(collected):
    assert (
        "Filed under a number that Moodle gives for this assignment alone (2): " in collected.said
    )
    assert "left out" not in collected.said


def test_a_notebook_without_personal_data_stays_as_it_is_byte_for_byte(repository):
    raw = (repository / f"exercises/{NAME}/{NAME}.ipynb").read_bytes()
    assert without_personal_data(raw) == raw


def test_widgets_that_were_saved_with_their_state_stay(repository):
    notebook = {"metadata": {"widgets": {STATE: {"version_major": 2, "state": {"a": {}}}}}}
    raw = json.dumps(notebook).encode()
    assert without_personal_data(raw) == raw


def test_only_what_the_place_wrote_goes_not_what_a_person_wrote():
    said = {
        "metadata": {"colab": {"name": "x"}, "authors": [{"name": "Ada"}], "title": "colab"},
        "cells": [
            {
                "cell_type": "code",
                "metadata": {"id": "a", "executionInfo": {"user": USER}, "nbgrader": {"grade": 1}},
                "source": ["user = {'executionInfo': 'userId'}"],
                "outputs": [
                    {
                        "output_type": "display_data",
                        "metadata": {"colab": {"x": 1}, "isolated": True},
                        "data": {"application/json": {"metadata": {"colab": "mine"}}},
                    }
                ],
            }
        ],
    }
    cleaned = json.loads(without_personal_data(json.dumps(said).encode()))
    cell = cleaned["cells"][0]
    assert cleaned["metadata"] == {"title": "colab"}
    assert cell["metadata"] == {"id": "a", "nbgrader": {"grade": 1}}
    assert cell["source"] == said["cells"][0]["source"]
    assert cell["outputs"][0]["metadata"] == {"isolated": True}
    assert cell["outputs"][0]["data"] == said["cells"][0]["outputs"][0]["data"]


BROKEN = {
    "cut off": lambda text: text[: len(text) // 2],
    "cut off in a name": lambda text: text[: text.index("Lovelace") + 4],
    "a quote in the name": lambda text: text.replace("Ada Q.", 'Ada \\"Q.\\"')[:-9],
    "not UTF-8": lambda text: text.encode("utf-16-be").replace(b"\0", b"") + b"\xff\xfe",
    "nested without end": lambda text: "[" * 100_000 + text,
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_keeps_its_bytes_but_not_who_it_was(repository, damage):
    released = nbformat.read(repository / f"exercises/{NAME}/{NAME}.ipynb", as_version=4)
    raw = damage(saved_by_colab(perfect(released)))
    raw = raw if isinstance(raw, bytes) else raw.encode()
    cleaned = without_personal_data(raw)
    assert not [word for word in PERSONAL[:-3] if word.encode() in cleaned]
    assert b"Lovel" not in cleaned
    assert b"executionInfo" in cleaned and b"row_means" in cleaned
