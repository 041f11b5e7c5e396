import os
import re
import shutil
import subprocess
import sys
import textwrap

import pytest

from maintenance import environment


def make(folder, *arguments):
    """Run make in a folder, as a person with this Python would."""
    variables = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=variables, capture_output=True, text=True
    )


@pytest.fixture
def scratch(repository, tmp_path):
    """The Makefile beside a set-up that only counts how often it ran, in a folder of its own."""
    folder = tmp_path / "a folder"
    (folder / "maintenance").mkdir(parents=True)
    shutil.copy(repository / "Makefile", folder)
    for name in ("requirements.lock", "pyproject.toml"):
        (folder / name).write_text("")
    program = f"""
        import os, pathlib, sys
        if "--suits" in sys.argv:
            sys.exit(os.path.exists("unsuitable"))
        root = pathlib.Path.cwd()
        (root / ".venv/bin").mkdir(parents=True, exist_ok=True)
        (root / ".venv/set-up-complete").unlink(missing_ok=True)
        with open("runs", "a") as runs:
            runs.write("x")
        if os.path.exists("broken"):
            sys.exit(1)
        python = root / ".venv/bin/python"
        python.unlink(missing_ok=True)
        python.symlink_to({sys.executable!r})
        (root / ".venv/set-up-complete").write_text(str(root))
    """
    (folder / "maintenance/environment.py").write_text(textwrap.dedent(program))
    return folder


def set_up(folder):
    """Ask for the environment; return how often the set-up has run by now."""
    make(folder, ".venv/set-up-complete")
    return len((folder / "runs").read_text())


def test_make_alone_lists_every_target_with_a_line_of_help(repository):
    text = (repository / "Makefile").read_text()
    targets = set(re.findall(r"(?m)^([a-z-]+):", text)) - {"help"}
    listed = re.findall(r"(?m)^make ([a-z-]+) +\S.*$", make(repository).stdout)
    assert set(listed) == targets
    assert {"lab", "test", "exercises", "address", "bench"} <= targets


def test_a_second_call_does_no_set_up(scratch):
    assert set_up(scratch) == 1
    assert set_up(scratch) == 1


def test_a_new_lock_is_installed(scratch):
    set_up(scratch)
    later = (scratch / ".venv/set-up-complete").stat().st_mtime + 1
    os.utime(scratch / "requirements.lock", (later, later))
    assert set_up(scratch) == 2


def test_an_interrupted_set_up_starts_again(scratch):
    (scratch / "broken").touch()
    assert set_up(scratch) == 1
    (scratch / "broken").unlink()
    assert set_up(scratch) == 2
    assert set_up(scratch) == 2


def test_a_vanished_interpreter_or_a_moved_folder_means_a_new_set_up(scratch):
    set_up(scratch)
    (scratch / ".venv/bin/python").unlink()
    assert set_up(scratch) == 2
    moved = scratch.rename(scratch.with_name("elsewhere"))
    assert set_up(moved) == 3


def test_without_a_suitable_python_make_says_which_ones_it_tried_and_what_to_do(scratch):
    (scratch / "unsuitable").touch()
    done = make(scratch, "test")
    assert done.returncode != 0
    assert "No suitable Python among: python3 python3.13 python3.12 python3.11." in done.stderr
    assert "make PYTHON=/path/to/python3" in done.stderr


def test_this_python_suits():
    assert environment.why_not() == ""


def test_the_set_up_takes_uv_from_the_lock_with_its_hashes():
    entry = environment.locked("uv")
    assert re.match(r"uv==\d+\.\d+", entry)
    assert "--hash=sha256:" in entry


def test_an_environment_stays_if_it_is_complete_where_it_was_made_and_its_python_runs(
    tmp_path, monkeypatch
):
    venv = tmp_path / ".venv"
    programs = environment.bin_folder(venv)
    programs.mkdir(parents=True)
    python = programs / "python"
    python.symlink_to(sys.executable)
    stamp = venv / environment.STAMP.name
    assert not environment.can_stay(venv, only_this=False)
    stamp.write_text(str(environment.ROOT))
    assert environment.can_stay(venv, only_this=False)
    stamp.write_text("elsewhere")
    assert not environment.can_stay(venv, only_this=False)
    stamp.write_text(str(environment.ROOT))
    monkeypatch.setattr(sys, "base_prefix", "another Python")
    assert environment.can_stay(venv, only_this=False)
    assert not environment.can_stay(venv, only_this=True)
    python.unlink()
    assert not environment.can_stay(venv, only_this=False)
