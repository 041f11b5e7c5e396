import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from maintenance.lock import EXTRAS, locked_versions, moved


@pytest.fixture(scope="module")
def project(repository):
    return tomllib.loads((repository / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def lock(repository):
    """Entries of requirements.lock: (requirement, number of its hashes)."""
    text = (repository / "requirements.lock").read_text()
    lines = re.sub(r"(?m)^\s*#.*\n", "", text).replace("\\\n", " ").splitlines()
    return [(Requirement(re.split(r" --hash", line)[0]), line.count("--hash=")) for line in lines]


def test_the_package_itself_has_no_hard_dependency(project):
    assert project["dependencies"] == []


def test_every_locked_entry_is_one_exact_version_with_hashes(lock):
    assert len(lock) > 100
    for requirement, hashes in lock:
        assert [part.operator for part in requirement.specifier] == ["=="], requirement
        assert hashes >= 1, requirement


def test_the_lock_holds_no_address(repository):
    text = (repository / "requirements.lock").read_text()
    assert "://" not in text
    assert "index-url" not in text


def test_the_lock_leaves_out_what_makes_jupyter_start_seconds_later(lock):
    assert "rfc3987-syntax" not in {canonicalize_name(requirement.name) for requirement, _ in lock}


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_lock_satisfies_every_requirement_of(extra, project, lock):
    versions = {}
    for requirement, _ in lock:
        name = canonicalize_name(requirement.name)
        versions.setdefault(name, []).extend(part.version for part in requirement.specifier)
    for text in project["optional-dependencies"][extra]:
        wanted = Requirement(text)
        locked = versions.get(canonicalize_name(wanted.name), [])
        assert locked, f"{text}: not in requirements.lock; run `make lock`"
        assert all(wanted.specifier.contains(version) for version in locked), text


def test_conda_takes_the_same_python_and_everything_else_from_the_project(repository, project):
    conda = yaml.safe_load((repository / "environment.yml").read_text())
    packages = [item for item in conda["dependencies"] if isinstance(item, str)]
    assert f"python {project['requires-python']}" in packages
    assert {re.split(r"\s", item)[0] for item in packages} == {"python", "pip", "make", "git"}
    assert [item for item in conda["dependencies"] if isinstance(item, dict)] == [
        {"pip": ["--editable .[lab]"]}
    ]


def test_every_python_the_project_allows_is_tested_in_public(repository, project):
    workflow = yaml.safe_load((repository / ".github/workflows/test.yml").read_text())
    allowed = Requirement(f"python{project['requires-python']}").specifier
    minor = [f"3.{number}" for number in range(8, 20) if allowed.contains(f"3.{number}")]
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == minor
    assert "make test" in [step.get("run") for step in workflow["jobs"]["test"]["steps"]]


OLD = """\
# made by
absl-py==2.3.1 \\
    --hash=sha256:aa
ipykernel==7.1.0 ; python_full_version < '3.12' \\
    --hash=sha256:bb
keras==3.15.1 \\
    --hash=sha256:cc
    # via tensorflow
numpy==2.3.0 ; python_full_version < '3.12' \\
    --hash=sha256:dd
numpy==2.4.0 ; python_full_version >= '3.12' \\
    --hash=sha256:ee
six==1.17.0 \\
    --hash=sha256:ff
"""


def test_what_moved_from_one_lock_to_another_is_told_a_line_a_package():
    new = OLD.replace("3.15.1", "3.16.0").replace("2.4.0", "2.4.1").replace("six", "tenacity")
    new = new.replace("sha256:aa", "sha256:00")  # another file of the same version
    assert moved(OLD, OLD) == []
    assert moved(OLD, new) == [
        "keras 3.15.1 -> 3.16.0",
        "numpy 2.3.0 where python_full_version < '3.12', 2.4.0 where python_full_version >= '3.12' -> "
        "2.3.0 where python_full_version < '3.12', 2.4.1 where python_full_version >= '3.12'",
        "six 1.17.0 is gone",
        "tenacity is new: 1.17.0",
    ]


def test_every_entry_of_the_lock_is_read(repository, lock):
    versions = locked_versions((repository / "requirements.lock").read_text())
    assert set(versions) == {requirement.name for requirement, _ in lock}
    for requirement, _ in lock:
        assert str(requirement.specifier).removeprefix("==") in versions[requirement.name]
