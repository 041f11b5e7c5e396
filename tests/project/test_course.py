import os
import subprocess
import sys

import pytest

from grader.course import Course, course, read_course
from tests.published import IN_COLAB, publish

GOOD = """
repository = "https://github.com/a/b"
branch = "main"
package = "a_course"
seed = 1
worked_solutions = true
"""


def test_the_courses_facts_are_read_from_the_package():
    facts = course()
    assert facts.repository.startswith("https://github.com/")
    assert isinstance(facts.seed, int)
    assert facts.worked_solutions in (True, False)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://github.com/a/b", "http://example.org/b", "should read like"),
        ("https://github.com/a/b", "https://github.com/a/b.git", "without '.git'"),
        ("https://github.com/a/b", "https://github.com/a/b/", "without '.git'"),
        ('"main"', '"ma in"', "branch = 'ma in' is no name of a branch"),
        ('"main"', '"ma..in"', "branch = 'ma..in' is no name of a branch"),
        ('"main"', '"main/"', "branch = 'main/' is no name of a branch"),
        ('"main"', "3", "branch = 3 should be of type str"),
        ("seed = 1", "seed = -1", "seed = -1 should be 0 or more"),
        ("seed = 1", "seed = true", "seed = True should be of type int"),
        ("seed = 1\n", "", "seed missing"),
        ("= true", "= no", "cannot be read as TOML"),
        ("seed = 1", "seed = 1\nsede = 2", "sede unknown"),
        ("a_course", "a-course", "package = 'a-course' is nothing Python can import"),
        (
            "seed = 1",
            'seed = 1\ncourse_id = "a course"',
            "course_id = 'a course' should be letters",
        ),
        ("seed = 1", 'seed = 1\nengine = "1.2"', "engine = '1.2' should read like '>=0.1,<0.3'"),
        ("seed = 1", "seed = 1\nformat = 2", "format = 2, and this engine reads 1"),
        (
            "seed = 1",
            'seed = 1\nconvert = "tf constant"',
            "convert = 'tf constant' is no dotted name",
        ),
        ("seed = 1", 'seed = 1\nimports = {np = "a b"}', "imports.np = 'a b' is no dotted name"),
        ("seed = 1", "seed = 1\nimports = 3", "imports = 3 should be of type dict"),
        (
            "seed = 1",
            'seed = 1\nsettings = [{module = "a"}]',
            "each [[settings]] should have module, name, value",
        ),
    ],
)
def test_a_wrong_fact_is_named(old, new, said):
    with pytest.raises(ValueError, match=r"course\.toml") as raised:
        read_course(GOOD.replace(old, new))
    assert said in str(raised.value)


def test_badge_and_install_target_lead_to_the_repository():
    facts = Course("https://github.com/a/b", "dev", 1, True)
    assert facts.badge_markdown("notebooks/01-tensors.ipynb") == (
        "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
        "(https://colab.research.google.com/github/a/b/blob/dev/notebooks/01-tensors.ipynb)"
    )
    assert facts.install_target == "git+https://github.com/a/b@dev"


@pytest.fixture(scope="module")
def published(repository, tmp_path_factory):
    """The package, as a git repository that pip can install from without a network."""
    folder = tmp_path_factory.mktemp("published")
    for name in ("pyproject.toml", "setup.py"):
        (folder / name).write_text((repository / name).read_text())
    (folder / "README.md").write_text("The course.\n")
    for name in ("LICENSE", "LICENSE-TEXT"):
        (folder / name).write_text("A licence.\n")
    (folder / "grader").mkdir()
    for name in ("__init__.py", "course.py"):
        (folder / "grader" / name).write_text((repository / "grader" / name).read_text())
    (folder / "course").mkdir()
    for name in ("__init__.py", "course.toml"):
        (folder / "course" / name).write_text((repository / "course" / name).read_text())
    # Stands in for the module that imports TensorFlow, which is not at hand where pip installs to.
    (folder / "grader/startup.py").write_text("NOTES = ''\n")
    (folder / "explorables").mkdir()
    (folder / "explorables/__init__.py").write_text("")
    (folder / "shipping").mkdir()
    (folder / "shipping/__init__.py").write_text("")
    publish(folder)
    return folder


def run_setup_cell(folder, repository_address, in_colab):
    """Run the set-up cell in a process that has no course installed; return what it printed.

    `folder` is where pip installs to. Without a network, pip must build with what is here.
    """
    cell = course().setup_cell.replace(course().install_target, f"{repository_address}@main")
    assert str(repository_address) in cell
    after = """
try:
    import explorables, grader.course
    print("installed", grader.course.course().seed)
except ModuleNotFoundError as error:
    print("no module", error.name)
"""
    variables = os.environ | {
        "PIP_TARGET": str(folder),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as: no isolation
        "PYTHONPATH": str(folder),
    }
    # -S: without site-packages, where the course is installed for its own tests.
    program = [sys.executable, "-S", "-c", (IN_COLAB if in_colab else "") + cell + after]
    done = subprocess.run(program, cwd=folder, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_in_colab_the_set_up_cell_installs_the_course_and_nothing_else(published, tmp_path):
    said = run_setup_cell(tmp_path, f"git+file://{published}", in_colab=True)
    assert said == f"installed {course().seed}\n"
    installed = {path.name for path in tmp_path.iterdir()}
    assert {name for name in installed if not name.endswith(".dist-info")} <= {
        "grader",
        "explorables",
        "shipping",
        "tensorflow_workbook",
        "bin",
    }
    assert sum(name.endswith(".dist-info") for name in installed) == 1


def test_outside_of_colab_the_set_up_cell_installs_nothing(published, tmp_path):
    said = run_setup_cell(tmp_path, f"git+file://{published}", in_colab=False)
    assert said.startswith("no module")
    assert list(tmp_path.iterdir()) == []


def test_where_the_course_cant_be_installed_the_set_up_cell_says_what_to_do(tmp_path):
    said = run_setup_cell(tmp_path, f"git+file://{tmp_path}/nowhere", in_colab=True)
    assert "The course was not installed." in said
    assert "nowhere" in said


def test_the_set_up_cell_is_short():
    assert len(course().setup_cell.splitlines()) <= 16
