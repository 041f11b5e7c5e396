"""`grader check-task`, as an author calls it."""

import json
from argparse import Namespace

import pytest

from grader import cli
from grader.authoring import check_task

OPTIONS = {"task": [], "json": False, "quick": False, "show": None}


@pytest.fixture
def call(capsys):
    """A function: run the command on a course; its exit code, output and complaints."""

    def run(course, **options):
        code = check_task.run(Namespace(**{**OPTIONS, **options}), course)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_task_that_is_not_there_ends_with_2_and_the_nearest_names(call, make_course):
    course = make_course().course
    assert call(course, task=["clip_by_nom"]) == (
        2,
        "",
        "grader check-task: There is no task called 'clip_by_nom'. The nearest: clip_by_norm.\n",
    )


def test_what_only_needs_a_look_ends_with_0_and_what_is_refused_with_1(call, make_course):
    code, out, _ = call(make_course().course, task=["clip_by_norm"])
    assert (code, "0 refused, 0 to look at" in out) == (0, True), out
    small = make_course(("gives [1.5, 2.0]", "gives [2.5, 2.0]"))
    code, out, _ = call(small.course)
    where = f"{small.course.package}/clip_by_norm.py:{small.line_of('gives [2.5')}"
    assert code == 1
    assert f"REFUSED {where}  clip_by_norm, example: the Example says" in out
    assert "1 refused, 0 to look at" in out.splitlines()[-1]
    code, out, _ = call(small.course, json=True)
    (notice,) = json.loads(out)
    assert (code, notice["level"], notice["rule"], notice["task"]) == (
        1,
        "REFUSED",
        "example",
        "clip_by_norm",
    )
    assert f"{notice['file']}:{notice['line']}" == where


def test_a_file_in_which_no_answer_stands_yet_is_no_fault(call, make_course):
    small = make_course()
    [answers] = small.course.answer_files()
    answers.write_text('"""Answers to come."""\n', encoding="utf-8")
    code, out, complaints = call(small.course, task=["clip_by_norm"])
    assert (code, complaints) == (0, "")
    assert "clip_by_norm, untried: " in out


def test_the_panel_of_an_idea_is_shown_as_a_learner_reads_it(call, make_course):
    course = make_course().course
    code, out, _ = call(course, task=["clip_by_norm"], show="by_value")
    assert code == 0
    assert out.startswith("Not right yet. clip_by_norm: 0 of 2 points\n")
    assert "Each number is clipped by itself, which turns the vector." in out
    assert call(course, task=["clip_by_norm"], show="solution")[1].startswith("Passed.")
    assert call(course, task=["clip_by_norm"], show="starter")[1].startswith("Not attempted.")
    code, _, said = call(course, task=["clip_by_norm"], show="by_valu")
    assert (code, "The nearest: by_value." in said) == (2, True)
    code, _, said = call(course, show="by_value")
    assert (code, "--show needs the name of one task" in said) == (2, True)


def test_a_broken_module_does_not_stop_its_neighbors(call, make_course):
    small = make_course()
    small.module.with_name("broken.py").write_text("x = 1\ny = x +\n", encoding="utf-8")
    small.module.with_name("stopped.py").write_text("\n\n1 / 0\n", encoding="utf-8")
    code, out, _ = call(small.course, quick=True)
    package = small.course.package
    assert code == 1
    assert (
        f"REFUSED {package}/broken.py:2  broken, module: It can't be imported. SyntaxError" in out
    )
    assert f"REFUSED {package}/stopped.py:3  stopped, module: It can't be imported. ZeroDi" in out
    assert "clip_by_norm: nothing to say" in out


def test_of_a_task_whose_cell_stands_in_a_script_the_scripts_line_is_named(make_course):
    small = make_course().in_a_script(("gives [1.5, 2.0]", "gives [2.5, 2.0]"))
    script = small.module.with_name("exercise.py")
    notices = small.notices(check_task.check_example)
    (notice,) = [notice for notice in notices if notice.rule == "example"]
    assert notice.file == script
    assert notice.line == small.line_of("gives [2.5, 2.0]", script)


def test_a_broken_module_does_not_stop_the_other_tasks_of_its_script(make_course):
    small = make_course().in_a_script()
    script = small.module.with_name("exercise.py")
    more = "\n\n# %% broken [markdown]\n# ## Broken\n\n# %% broken\nbroken = ...\n"
    script.write_text(script.read_text() + more, encoding="utf-8")
    small.module.with_name("broken.py").write_text("x = 1\ny = x +\n", encoding="utf-8")
    tasks = small.tasks
    assert [placed.task.name for placed in tasks.tasks] == ["clip_by_norm"]
    assert [placed.assignment.name for placed in tasks.tasks] == ["01-small"]
    assert ("broken", 2) in [(notice.task, notice.line) for notice in tasks.broken]


def test_the_command_is_found_without_importing_what_marks(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["check-task", "--help"])
    assert ended.value.code == 0
    assert "--quick" in capsys.readouterr().out
