"""A room of grader/ imports only rooms below it; the pictures know nothing of grading."""

import ast
import subprocess
import sys
import textwrap

import pytest

# From the ground up.
ROOMS = ("checking", "tasks", "feedback", "kernels", "autograding", "cli")
# What else a room may import of this repository; without an entry here, the course's facts. Beside
# the rooms stand course.py (the facts), colab.py (what differs there), tensorflow_import.py (quiet)
# and startup.py (that, and the devices: what the first cell of a notebook runs).
BESIDES = {
    "course": set(),
    "colab": set(),
    "tensorflow_import": {"grader.checking"},
    "startup": {"grader.checking", "grader.tensorflow_import"},
    "checking": set(),
    "kernels": {"grader.tensorflow_import"},
    # It reads the packages as files, for what a submission may import and for a digest.
    "autograding": {"grader.course", "grader", "explorables"},
    "feedback": {
        "grader.course",
        "grader.colab",
        "explorables.fonts",
        "explorables.host",
        "explorables.live_output",
        "explorables.palette",
    },
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
    known = {*ROOMS, "colab", "course", "startup", "tensorflow_import", "__init__"}
    unknown = {parts[1] for _, _, parts in modules(repository, "grader")} - known
    assert unknown == set()


def test_explorables_import_nothing_of_the_grader(repository):
    wrong = [
        f"{path.relative_to(repository)} imports {name}"
        for path, package, _ in modules(repository, "explorables")
        for name in imports(path, package)
        if name.split(".")[0] in ("grader", "maintenance", "tests")
    ]
    assert wrong == []


def test_checking_needs_nothing_but_numpy_and_the_standard_library(repository):
    names = [
        ".".join(parts).removesuffix(".__init__")
        for _, _, parts in modules(repository, "grader/checking")
    ]
    if not names:
        pytest.fail("grader/checking is empty")
    program = f"""
        import importlib, sys

        class OnlyNumpy:
            def find_spec(self, name, path=None, target=None):
                top = name.partition(".")[0]
                if top not in {{"numpy", "grader", *sys.stdlib_module_names}}:
                    raise ImportError(f"grader.checking should not need {{name}}")

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
