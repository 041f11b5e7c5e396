"""What another version of a library changes in a lesson ends in a list to read."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from maintenance import changes, notebooks
from maintenance.runs import kept
from maintenance.runs.compare import compare
from maintenance.runs.output_lines import output_lines, says_the_same
from maintenance.runs.papermill_run import Run
from tests.published import publish
from tests.runs.conftest import notebook_of


def run_of(*cells, exit_code=0):
    return Run(nbformat.v4.new_notebook(cells=list(cells)), "", exit_code)


def code(name, source, *outputs, tags=()):
    """A cell that ran: a string is what it printed."""
    made = [
        new_output("stream", text=output) if isinstance(output, str) else output
        for output in outputs
    ]
    return new_code_cell(source, id=name, outputs=made, metadata={"tags": list(tags)})


def prose(name, text):
    return new_markdown_cell(text, id=name)


def printed(text, **options):
    return run_of(code("cell", "show()", text, **options))


def result(**data):
    return new_output(
        "execute_result", data={kind.replace("_", "/"): text for kind, text in data.items()}
    )


RATE = """## The rate

Every optimizer has one. Compile with `"sgd"`, whose rate is 0.01, and the loss
after 500 epochs lay between 2e-5 and 7e-5. We took 500 of them."""


def with_rate(rate, loss):
    return run_of(
        prose("heading", RATE),
        code("compile", 'model.compile("sgd", "mse")\nprint(model.optimizer.learning_rate)', rate),
        code("fit", "print(history[-1])", loss),
        prose("next", "## Saving\n\nA model weighs 0.02 MB."),
    )


def test_another_default_rate_is_found_with_the_sentences_that_name_it():
    old, new = (
        with_rate("0.01\n", "final loss 4.1e-05\n"),
        with_rate("0.02\n", "final loss 1.7e-07\n"),
    )
    rate, loss = compare(old, new)
    assert (rate.cell, rate.old, rate.new) == ("compile", ("0.01",), ("0.02",))
    sentence = 'Compile with `"sgd"`, whose rate is 0.01, and the loss after 500 epochs lay between 2e-5 and 7e-5.'
    assert [(said.cell, said.text) for said in rate.sentences] == [("heading", sentence)]
    assert (loss.cell, loss.old, loss.new) == (
        "fit",
        ("final loss 4.1e-05",),
        ("final loss 1.7e-07",),
    )
    assert [said.text for said in loss.sentences] == [sentence]


def with_callback(error=None):
    outputs = [error] if error else ["stopped after epoch 7\n"]
    return run_of(
        prose("intro", "## Stopping early\n\n`EarlyStopping` watches a loss. So does a person."),
        code("stop", 'patience = keras.callbacks.EarlyStopping("loss", patience=2)', *outputs),
        code(
            "again", "fit(callbacks=[keras.callbacks.EarlyStopping()])", *([] if error else ["7\n"])
        ),
        exit_code=1 if error else 0,
    )


def test_a_callback_that_was_renamed_is_found_with_every_place_that_names_it():
    text = "module 'keras.callbacks' has no attribute 'EarlyStopping'"
    error = new_output("error", ename="AttributeError", evalue=text, traceback=[])
    [change] = compare(with_callback(), with_callback(error))
    assert (change.cell, change.old) == ("stop", ("stopped after epoch 7",))
    assert change.new == (f"AttributeError: {text}",)
    assert [(said.cell, said.text) for said in change.sentences] == [
        ("stop", 'patience = keras.callbacks.EarlyStopping("loss", patience=2)'),
        ("intro", "`EarlyStopping` watches a loss."),
        ("again", "fit(callbacks=[keras.callbacks.EarlyStopping()])"),
    ]


def with_error_text(text):
    return run_of(
        prose(
            "before",
            "## A shape that does not fit\n\nA layer says which inputs are incompatible with the layer.",
        ),
        code("wrong", "short(error)", result(text_plain=text)),
    )


def test_an_errors_other_text_is_found_with_the_sentence_that_quotes_it():
    old = "Input 0 of layer 'dense' is incompatible with the layer: expected axis -1"
    new = "Layer 'dense' expected 3 columns in its input"
    [change] = compare(with_error_text(old), with_error_text(new))
    assert (change.cell, change.old, change.new) == ("wrong", (old,), (new,))
    assert [said.text for said in change.sentences] == [
        "A layer says which inputs are incompatible with the layer."
    ]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("loss 0.5312", "loss 0.5309", True),
        ("loss 0.5312", "loss 0.5512", False),
        ("1437 images", "1438 images", False),
        ("2e-05", "2.01e-05", True),
        ("accuracy 0.97", "precision 0.97", False),
        ("[1.0, 2.0]", "[1.0, 2.0, 3.0]", False),
        ("float32", "float64", False),
        ("1,797 rows", "1,797 rows", True),
    ],
)
def test_words_and_whole_numbers_are_compared_exactly_and_others_with_a_tolerance(old, new, same):
    assert says_the_same(old, new) == same
    assert (compare(printed(old), printed(new)) == []) == same


def test_of_a_cell_that_varies_no_number_and_no_picture_is_compared():
    def race(said):
        page = f'<svg aria-label="{said}"></svg>'
        return run_of(code("cell", "race()", "measured\n", result(text_html=page), tags=["varies"]))

    assert compare(race("XLA is first"), race("too close to call")) == []


def test_of_a_cell_that_varies_the_words_are_compared():
    old, new = "took 12.1 ms, 40 calls", "took 30.7 ms, 90 calls"
    assert compare(printed(old, tags=["varies"]), printed(new, tags=["varies"])) == []
    slow = printed("took 12.1 s, 40 calls", tags=["varies"])
    assert len(compare(printed(old, tags=["varies"]), slow)) == 1


def test_what_a_picture_says_is_compared_and_how_it_is_drawn_is_not():
    def shown(said, color):
        page = f'<style>p {{}}</style><svg aria-label="{said}"><text fill="{color}">42</text></svg>'
        return code("cell", "show()", result(text_html=page, text_plain="VBox(children=())"))

    assert output_lines(shown("t[1] is 4", "red")) == ["t[1] is 4", "42"]
    assert compare(run_of(shown("t[1] is 4", "red")), run_of(shown("t[1] is 4", "blue"))) == []
    [change] = compare(run_of(shown("t[1] is 4", "red")), run_of(shown("t[1] is 5", "red")))
    assert change.new == ("t[1] is 5",)


def test_lines_that_come_and_go_are_told_as_such():
    [more] = compare(printed("one\ntwo"), printed("one\na warning\ntwo"))
    assert (more.old, more.new) == ((), ("a warning",))
    [less] = compare(printed("one\ntwo"), printed("one"))
    assert (less.old, less.new) == (("two",), ())


def test_where_an_object_lies_and_a_folder_of_the_run_are_no_change():
    assert compare(printed("<f at 0x7f12ab34cd>"), printed("<f at 0x7f99ab34cd>")) == []
    assert compare(printed("/tmp/tmpabc1/model"), printed("/tmp/tmpxyz9/model")) == []


def test_the_list_names_notebook_cell_old_and_new_line_and_the_sentences(
    tmp_path, monkeypatch, capsys
):
    path = changes.ROOT / "notebooks/05-x.ipynb"
    old, new = with_rate("0.01\n", "loss 4.1e-05\n"), with_rate("0.02\n", "loss 4.1e-05\n")
    monkeypatch.setattr(changes, "course_notebooks", lambda root: [path])
    monkeypatch.setattr(changes, "other_runs", lambda path: [old])
    monkeypatch.setattr(changes, "kept_runs", lambda paths, root, may_fail: [new])
    monkeypatch.setattr("sys.argv", ["changes"])
    changes.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["notebooks/05-x.ipynb, cell compile", "  - 0.01", "  + 0.02"]
    assert lines[3].startswith('    heading says: Compile with `"sgd"`, whose rate is 0.01')
    assert lines[-1] == "Notebooks compared: 1. Cells that say something else: 1."


def test_with_nothing_to_compare_with_it_says_what_to_do(monkeypatch, capsys):
    path = changes.ROOT / "notebooks/05-x.ipynb"
    monkeypatch.setattr(changes, "course_notebooks", lambda root: [path])
    monkeypatch.setattr(changes, "other_runs", lambda path: [])
    monkeypatch.setattr(changes, "kept_runs", lambda paths, root, may_fail: [run_of()])
    monkeypatch.setattr("sys.argv", ["changes"])
    changes.main()
    assert "change that (`make lock`), and run `make changes` again" in capsys.readouterr().out


@pytest.fixture
def versions(course, monkeypatch):
    """A repository with two versions of a lesson; what its notebooks print is their source, and the
    address of the packages they import. Returns it, and what was executed."""
    publish(course)
    lesson = course / "notebooks/00-x.ipynb"
    notebooks.write(lesson, notebook_of("'the second version'"))
    publish(course)
    executed = []

    def run(path, made, variables, folder):
        executed.append(path)
        notebook = nbformat.read(path, as_version=4)
        packages = variables["PYTHONPATH"].rpartition(":")[2]
        assert path.is_relative_to(packages), "it imports the packages of its own version"
        for cell in notebook.cells:
            cell.outputs = [new_output("stream", text=cell.source)]
        return Run(notebook, "", 0)

    monkeypatch.setattr(kept, "run_papermill", run)
    monkeypatch.setattr(changes, "ROOT", course)
    return course, executed


def test_another_version_is_run_in_a_folder_beside_this_one_once(versions):
    course, executed = versions
    lesson = course / "notebooks/00-x.ipynb"
    for _ in range(2):
        runs = changes.runs_of_revision("HEAD~1", [lesson, course / "notebooks/01-new.ipynb"])
        assert list(runs) == [lesson]
        assert output_lines(runs[lesson].notebook.cells[0])[0] == "import explorables"
    [path] = executed
    assert not path.is_relative_to(course)
    assert not path.exists()
    assert len(changes.git(course, "worktree", "list").splitlines()) == 1


def test_a_revision_that_there_is_not_or_that_asks_for_other_packages_is_told(versions):
    course, executed = versions
    with pytest.raises(ValueError, match="nowhere"):
        changes.runs_of_revision("nowhere", [])
    (course / "requirements.lock").write_text("tensorflow==2.0")
    with pytest.raises(ValueError, match=r"has another requirements\.lock.*`make changes`"):
        changes.runs_of_revision("HEAD~1", [])
    assert executed == []
