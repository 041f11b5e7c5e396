"""What all workers share is started once, by the first that needs it, and ends with the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from tests import services

SERVICE = """
import os, sys
from pathlib import Path
from tests.services import serve

Path(sys.argv[1], "started").touch(exist_ok=False)
serve({"folder": sys.argv[1], "process": os.getpid()})
Path(sys.argv[1], "ended").touch()
"""
ASKS = """
from tests.services import shared
print(shared("small", "small_service")["process"])
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder for services, with a small one on Python's path."""
    (tmp_path / "small_service.py").write_text(SERVICE)
    path = os.pathsep.join([str(tmp_path), os.environ["PYTHONPATH"]])
    monkeypatch.setenv("PYTHONPATH", path)
    (tmp_path / "services").mkdir()
    return tmp_path / "services"


def test_several_workers_share_one_which_outlives_them_and_ends_with_the_run(folder, monkeypatch):
    with services.running_services(folder) as variables:
        workers = [
            subprocess.Popen(
                [sys.executable, "-c", ASKS],
                env=os.environ | variables,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(3)
        ]
        said = {worker.communicate(timeout=60)[0] for worker in workers}
        assert len(said) == 1
        os.kill(int(said.pop()), 0)
        assert not (folder / "small/ended").exists()
    assert (folder / "small/ended").exists()


def test_it_ends_when_the_run_is_killed(folder):
    program = f"""
        import os, sys, time
        from pathlib import Path
        from tests import services
        with services.running_services(Path({str(folder)!r})) as variables:
            os.environ.update(variables)
            print(services.shared("small", "small_service")["process"], flush=True)
            time.sleep(600)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    ) as run:
        process = int(run.stdout.readline())
        os.kill(run.pid, signal.SIGKILL)
    services._wait_for(process)
    assert (folder / "small/ended").exists()


def test_one_that_does_not_start_is_named_with_its_words(folder, monkeypatch):
    (folder.parent / "small_service.py").write_text("raise SystemExit('no room here')")
    with services.running_services(folder) as variables:
        monkeypatch.setenv(services.FOLDER, variables[services.FOLDER])
        with pytest.raises(RuntimeError, match=r"(?s)service small did not start.*no room here"):
            services.shared("small", "small_service")


def test_a_folder_is_made_once_and_anew_where_that_failed(folder, monkeypatch):
    calls = []

    def make(path):
        calls.append(path)
        (path / "half").touch()
        if len(calls) == 1:
            raise OSError("no room")
        (path / "whole").touch()

    with services.running_services(folder) as variables:
        monkeypatch.setenv(services.FOLDER, variables[services.FOLDER])
        with pytest.raises(OSError, match="no room"):
            services.made_once("course", make)
        made = services.made_once("course", make)
        assert services.made_once("course", make) == made
    assert len(calls) == 2
    assert {path.name for path in made.iterdir()} == {"half", "whole"}
