"""Colab's runtimes are exact versions, each tested in public; where a Python is missing, that is said."""

import os
import re
import subprocess
import sys
import zipfile

import pytest
import yaml

from maintenance import colab
from maintenance.colab_runtimes import ROOTS as ROOT_PACKAGES
from maintenance.colab_runtimes import UnknownRuntimeError, canonical, runtime, runtimes, versions

NAMES = [one.name for one in runtimes()]


@pytest.mark.parametrize(
    ("options", "ci", "status"), [([], "", 0), ([], "true", 1), (["--find"], "", 1)]
)
def test_without_its_python_colab_is_loudly_not_tested_and_in_ci_that_is_a_failure(
    options, ci, status, repository
):
    done = run(repository, "maintenance.colab", *options, COLAB_PYTHON="/nowhere/python", CI=ci)
    assert f"COLAB'S VERSIONS ARE NOT TESTED (runtime {NAMES[-1]})" in done.stderr
    assert f"COLAB_PYTHON=/path/to/python make test-colab RUNTIME={NAMES[-1]}" in done.stderr
    assert ("This is CI, where that is a failure." in done.stderr) == bool(ci)
    assert done.returncode == status


def run(folder, module, *words, **variables):
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )


def test_a_python_of_another_version_is_not_taken(tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 3.8\n")
    python.chmod(0o755)
    monkeypatch.setenv("COLAB_PYTHON", str(python))
    assert colab.find_python("3.13") == ""
    python.write_text("#!/bin/sh\necho 3.13\n")
    assert colab.find_python("3.13") == str(python)


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_are_exact_versions_each_named_once(name):
    text = runtime(name).facts.read_text()
    facts = [line for line in text.splitlines() if line and line[0] != "#"]
    assert [line for line in facts if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    names = [canonical(line.split("==")[0]) for line in facts]
    assert len(names) == len(set(names))
    assert {"tensorflow", "keras", "numpy", "ipywidgets", "pytest"} <= runtime(name).packages.keys()
    assert "http" not in text


def test_the_newest_is_meant_where_none_is_named():
    assert runtime() == runtimes()[-1]
    assert (runtime("2025.07").python_version, runtime("2026.08").python_version) == (
        "3.11",
        "3.13",
    )


def test_an_unknown_runtime_is_answered_with_those_there_are(repository):
    with pytest.raises(UnknownRuntimeError, match=r"2025\.07, 2025\.10"):
        runtime("2024.01")
    done = run(repository, "maintenance.colab", "--runtime", "2024.01")
    assert done.stderr == (
        f"There are no facts of a runtime '2024.01'; there are {', '.join(NAMES)}.\n"
    )
    assert done.returncode == 1


def test_all_of_them_are_taken_one_after_the_other(repository):
    words = ("--runtime", "all", "--find")
    done = run(repository, "maintenance.colab", *words, COLAB_PYTHON="/nowhere/python", CI="")
    assert done.stdout.splitlines() == [f"Colab's runtime {name}: not tested" for name in NAMES]
    assert done.returncode == 1


def test_every_runtime_is_tested_in_public_with_its_own_python(repository):
    workflow = yaml.safe_load((repository / ".github/workflows/test.yml").read_text())
    job = workflow["jobs"]["colab"]
    tested = {one["runtime"]: one["python"] for one in job["strategy"]["matrix"]["include"]}
    assert tested == {one.name: one.python_version for one in runtimes()}
    assert "make test-colab RUNTIME=${{ matrix.runtime }}" in [s.get("run") for s in job["steps"]]


def test_the_page_on_colab_names_every_runtime_with_what_it_has(repository):
    text = (repository / "docs/colab.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (\d{4}\.\d\d) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", text)
    assert rows == [
        (
            one.name,
            one.python_version,
            one.packages["tensorflow"].rpartition(".")[0],
            one.packages["keras"].rpartition(".")[0],
        )
        for one in runtimes()
    ]


ROOTS = [root for group in ROOT_PACKAGES.values() for root in group]


@pytest.fixture
def index(tmp_path):
    """A folder of packages to ask what they need: keras needs two, of which Colab has one."""
    folder = tmp_path / "index"
    folder.mkdir()
    needs = {name: () for name in (*ROOTS, "ml_dtypes", "jedi", "pandas")}
    needs["keras"] = ("ml-dtypes", "jedi")
    for name, needed in needs.items():
        stem = f"{name.replace('-', '_')}-1.5"
        lines = [f"Name: {name}", "Version: 1.5", *(f"Requires-Dist: {one}" for one in needed)]
        with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(
                f"{stem}.dist-info/METADATA", "\n".join(["Metadata-Version: 2.1", *lines])
            )
            wheel.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{stem}.dist-info/RECORD", "")
    return folder


def take(repository, index, listed):
    (index / "list.txt").write_text("\n".join(listed))
    program = (
        "import sys; from maintenance.colab_runtimes import facts_of\n"
        "try: print(facts_of('2030.01', open(sys.argv[1]).read(), '3.13', 'as told'))\n"
        "except ValueError as error: sys.exit(str(error))"
    )
    return subprocess.run(
        [sys.executable, "-c", program, index / "list.txt"],
        cwd=repository,
        env=os.environ | {"UV_NO_INDEX": "1", "UV_FIND_LINKS": str(index)},
        capture_output=True,
        text=True,
    )


def test_of_a_new_list_what_the_course_needs_is_taken_and_nothing_else(repository, index):
    listed = [f"{name}==1.5" for name in (*ROOTS, "ml_dtypes", "pandas")]
    done = take(repository, index, [*listed, "google-colab @ file:///colab", ""])
    assert versions(done.stdout) == dict.fromkeys([*ROOTS, "ml-dtypes"], "1.5"), done.stderr
    assert "\n# Python 3.13\n" in done.stdout and "(`pip freeze`), as told." in done.stdout


def test_a_list_that_is_none_is_refused_with_a_sentence(repository, index):
    done = take(repository, index, ["Package Version", "keras 1.5"])
    assert done.stderr.startswith("The list has no tensorflow, keras, numpy")
    assert "is it what `pip freeze` printed?" in done.stderr
    done = take(repository, index, [f"{name}==9.9" for name in ROOTS])
    assert done.stderr.startswith("uv could not tell what they need:")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("soon", "--from", "x", "--python", "3.13"), "'soon' is no name of a runtime"),
        (("2030.01", "--from", "x", "--python", "new"), "--python new should read like 3.13"),
        (("2030.01", "--from", "/nowhere/x", "--python", "3.13"), "Nothing was taken in."),
    ],
)
def test_what_cannot_be_taken_in_is_said(repository, words, said):
    done = run(repository, "maintenance.colab_runtimes", *words)
    assert said in done.stderr and done.returncode == 1
    assert [one.name for one in runtimes()] == NAMES
