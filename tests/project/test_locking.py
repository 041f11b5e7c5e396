import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXTRAS = ("lab", "book", "cluster", "dev")


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
