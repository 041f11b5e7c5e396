"""A room of grader/ imports only rooms below it; the pictures know nothing of grading."""

import ast
import re
import subprocess
import sys
import textwrap
from collections import Counter

import pytest

from grader.autograding.running.student_packages import write_packages

# From the ground up.
ROOMS = (
    "session",
    "probing",
    "judging",
    "feedback",
    "kernels",
    "authoring",
    "autograding",
    "teaching",
    "cli",
)
MARKING_ROOMS = (
    "terms",
    "showing",
    "reading",
    "running",
    "marking",
    "recording",
    "classes",
    "nbgrader_plugins",
)
# What a learner's notebook calls: how it looks, what is kept, what is asked, what is checked, and the way on.
FEEDBACK_ROOMS = ("page", "record", "questions", "checking", "reviewing", "course_map")
PICTURE_ROOMS = ("page", "drawing", "reading", "pictures")
# What else a room may import of this repository; without an entry here, the course's facts. Beside
# the rooms stand course.py (the facts), what notebooks name and so stays where it is (startup.py, which
# their first cell runs, and colab.py, what differs there), exercise_script.py (what an assignment's
# script says), assignments.py (that, put together with its tasks) and catalog.py (the courses' tasks).
BESIDES = {
    "course": set(),
    "catalog": {"grader.judging.task", "grader.course"},
    "colab": set(),
    "startup": {"grader.session"},
    "exercise_script": set(),
    "assignments": {
        "grader.judging",
        "grader.probing.questions",
        "grader.course",
        "grader.exercise_script",
    },
    "session": set(),
    "probing": set(),
    "judging": set(),
    "kernels": {"grader.session.tensorflow_import"},
    "authoring": {
        "grader.course",
        "grader.catalog",
        "grader.assignments",
        "grader.exercise_script",
    },
    # It reads the packages as files, for what a submission may import and for a digest.
    "autograding": {"grader.course", "grader.catalog", "grader", "explorables"},
    "teaching": {"grader.course", "grader.catalog", "grader.exercise_script"},
    "feedback": {"grader.course", "grader.catalog", "grader.colab", "explorables.page"},
    "cli": {"grader.course", "grader.catalog"},
}


def imports(path, package):
    """Return the dotted names a module imports, `from a import b` as a.b, relative ones resolved."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def modules(repository, top):
    for path in sorted((repository / top).rglob("*.py")):
        parts = path.relative_to(repository).with_suffix("").parts
        yield path, list(parts[:-1]), list(parts)


def test_a_room_imports_only_rooms_below_it(repository):
    wrong = []
    for path, package, parts in modules(repository, "grader"):
        if len(parts) == 2 and parts[1] == "__init__":
            room, allowed = "grader", set()
        else:
            room = parts[1]
            level = ROOMS.index(room) if room in ROOMS else 0
            allowed = {f"grader.{name}" for name in (*ROOMS[:level], room)}
            if room == "kernels":  # what it imports lies in the memory of every graded kernel
                allowed = {"grader.kernels"}
            allowed |= BESIDES.get(room, {"grader.course"})
        for name in imports(path, package):
            ours = name.split(".")[0] in ("grader", "explorables", "maintenance", "tests")
            if ours and not any(name == able or name.startswith(able + ".") for able in allowed):
                wrong.append(f"{path.relative_to(repository)} ({room}) imports {name}")
    assert wrong == []


def test_every_module_of_the_grader_stands_in_a_known_room(repository):
    known = {*ROOMS, *BESIDES, "__init__"}
    unknown = {parts[1] for _, _, parts in modules(repository, "grader")} - known
    assert unknown == set()


def test_what_a_graded_kernel_gets_of_the_grader_holds_nothing_that_judges(tmp_path):
    write_packages(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"explorables", "grader", "shipping"}
    rooms = {path.name for path in (tmp_path / "grader").iterdir() if path.is_dir()}
    assert rooms == {"session", "probing", "kernels", "feedback"}
    text = "\n".join(path.read_text("utf-8") for path in tmp_path.rglob("*.py"))
    assert "grader.judging" not in text
    assert "grader.catalog" not in text and "grader.course" not in text


def test_the_engine_names_no_course(repository):
    named = [
        f"{path.relative_to(repository)}:{number}: {line.strip()}"
        for path, _, _ in modules(repository, "grader")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if re.search(r"tensorflow[_-]workbook|TensorFlow Workbook", line, re.I)
    ]
    assert named == []


def test_tasks_import_what_asks_and_judges_and_nothing_else_of_the_engine(repository):
    allowed = ("grader.judging", "grader.probing", "grader.assignments", "tensorflow_workbook")
    wrong = [
        f"{path.relative_to(repository)} imports {name}"
        for path, package, parts in modules(repository, "course")
        if parts[-1] != "exercise"  # the text of a notebook: no module
        for name in imports(path, package)
        if name.split(".")[0] in ("grader", "explorables", "maintenance", "tests")
        and not name.startswith(allowed)
    ]
    assert wrong == []


def test_explorables_import_nothing_of_the_grader(repository):
    wrong = [
        f"{path.relative_to(repository)} imports {name}"
        for path, package, _ in modules(repository, "explorables")
        for name in imports(path, package)
        if name.split(".")[0] in ("grader", "maintenance", "tests")
    ]
    assert wrong == []


def test_one_picture_alone_knows_what_serves_a_model(repository):
    theirs = {
        ".".join(package)
        for path, package, _ in modules(repository, "explorables")
        if any(name.split(".")[0] == "shipping" for name in imports(path, package))
    }
    assert theirs == {"explorables.pictures.request"}


def test_what_is_shipped_imports_nothing_else_of_this_repository(repository):
    others = ("explorables", "grader", "maintenance", "tensorflow_workbook", "course", "tests")
    wrong = [
        f"{path.relative_to(repository)} imports {name}"
        for path, package, _ in modules(repository, "shipping")
        for name in imports(path, package)
        if name.split(".")[0] in others
    ]
    assert wrong == []


def test_the_protocol_that_a_server_speaks_needs_numpy_alone(repository):
    allowed = {"numpy", *sys.stdlib_module_names}
    names = imports(repository / "shipping/protocol.py", ["shipping"])
    assert {name.split(".")[0] for name in names} <= allowed


def test_a_room_of_the_pictures_imports_only_rooms_below_it_and_no_picture_another(repository):
    wrong = []
    for path, package, parts in modules(repository, "explorables"):
        if parts == ["explorables", "__init__"]:  # the calls a learner makes
            continue
        room = parts[1]
        below = PICTURE_ROOMS[: PICTURE_ROOMS.index(room)]
        own = ".".join(package[:3] if room == "pictures" else package[:2])
        allowed = {own, *(f"explorables.{name}" for name in below)}
        for name in imports(path, package):
            ours = name.split(".")[0] == "explorables"
            if ours and not any(name == able or name.startswith(able + ".") for able in allowed):
                wrong.append(f"{path.relative_to(repository)} imports {name}")
    assert wrong == []


def test_a_room_of_the_autograder_imports_only_rooms_below_it(repository):
    wrong = []
    for path, package, parts in modules(repository, "grader/autograding"):
        if len(parts) == 3:  # the room's door, and the names that its modules had
            continue
        below = MARKING_ROOMS[: MARKING_ROOMS.index(parts[2]) + 1]
        allowed = [f"grader.autograding.{name}" for name in below]
        for name in imports(path, package):
            inside = name.startswith("grader.autograding")
            if inside and not any(name == able or name.startswith(able + ".") for able in allowed):
                wrong.append(f"{path.relative_to(repository)} imports {name}")
    assert wrong == []


def test_a_room_of_the_feedback_imports_only_rooms_below_it(repository):
    wrong = []
    for path, package, parts in modules(repository, "grader/feedback"):
        if len(parts) == 3:  # the calls a learner makes
            continue
        below = FEEDBACK_ROOMS[: FEEDBACK_ROOMS.index(parts[2]) + 1]
        allowed = [f"grader.feedback.{name}" for name in below]
        for name in imports(path, package):
            inside = name.startswith("grader.feedback")
            if inside and not any(name == able or name.startswith(able + ".") for able in allowed):
                wrong.append(f"{path.relative_to(repository)} imports {name}")
    assert wrong == []


def test_what_runs_submissions_judges_nothing(repository):
    assert [
        f"{path.name} imports {name}"
        for path, package, _ in modules(repository, "grader/autograding/running")
        for name in imports(path, package)
        if name.startswith("grader.judging") and not name.startswith("grader.judging.task")
    ] == []


def test_no_two_modules_of_the_grader_have_one_name(repository):
    names = Counter(path.stem for path, _, _ in modules(repository, "grader"))
    del names["__init__"]
    assert {name for name, count in names.items() if count > 1} == set()


def test_probing_and_judging_need_nothing_but_numpy_and_the_standard_library(repository):
    names = [
        ".".join(parts).removesuffix(".__init__")
        for room in ("session", "probing", "judging")
        for _, _, parts in modules(repository, f"grader/{room}")
        if parts[-1] != "tensorflow_import"
    ]
    if not names:
        pytest.fail("the rooms are empty")
    program = f"""
        import importlib, sys

        class OnlyNumpy:
            def find_spec(self, name, path=None, target=None):
                top = name.partition(".")[0]
                if top not in {{"numpy", "grader", *sys.stdlib_module_names}}:
                    raise ImportError(f"nothing that judges should need {{name}}")

        # What the interpreter's own start-up imported (editable installs do) doesn't count.
        sys.meta_path.insert(0, OnlyNumpy())
        for name in {names!r}:
            importlib.import_module(name)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=repository,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
