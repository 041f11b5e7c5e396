"""README.md and docs/ name commands, settings, files and pictures that exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import PurePath

import pytest
from jupyter_client import KernelManager
from nbgrader.apps import NbGrader, NbGraderApp
from nbgrader.exchange.default import Exchange

from grader import cli
from grader.autograding.nbgrader_plugins.autograde import MarkSubmission
from grader.autograding.nbgrader_plugins.file_names import Roster, read_path
from grader.autograding.nbgrader_plugins.zip_collect import NamesOfSystems
from maintenance.pictures import SHOWN, what_there_is
from tests.guides import GUIDES, TEACHERS, name_of
from tests.surroundings import ROOT

TEXTS = {page: page.read_text("utf-8") for page in GUIDES}
HUBS = {"Authenticator", "JupyterHub", "Spawner"}
PICTURE = re.compile(r"!\[([^]]*)\]\((?!http)([^)]*)\)")


def commands(program: str) -> list[str]:
    """Every command line of a program in the texts: in a block, or within a sentence."""
    found = []
    for text in TEXTS.values():
        blocks = re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
        prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
        lines += [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]
        found += [line for line in lines if line.startswith(f"{program} ")]
    return sorted(set(found))


def options(command: str) -> Iterator[str]:
    """What stands behind -- in a command, without its value."""
    for word in shlex.split(command):
        if word.startswith("--"):
            yield word.removeprefix("--").split("=")[0]


@pytest.mark.parametrize("command", commands("nbgrader"))
def test_a_command_of_nbgrader_and_its_options_exist(command):
    app, known = NbGraderApp, set()
    for word in shlex.split(command)[1:]:
        if word in vars(app).get("subcommands", {}):
            app = app.subcommands[word][0]
            for name in (*app.flags, *app.aliases):
                known |= {name} if isinstance(name, str) else set(name)
    assert app is not NbGraderApp, "no such command"
    assert set(options(command)) <= known


@pytest.mark.parametrize("command", commands("grader"))
def test_a_command_of_the_grader_and_its_options_exist(command, capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main([shlex.split(command)[1], "--help"])
    help_text = capsys.readouterr().out
    assert all(f"--{name}" in help_text for name in options(command))


def test_every_target_of_make_exists():
    targets = re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"))
    words = {line.split()[1] for line in commands("make")}
    named = {word for word in words if re.fullmatch("[a-z-]+", word)}
    assert {"lab", "picture"} <= named <= set(targets)


def test_every_setting_exists():
    known = {
        (owner.__name__, name)
        for owner in (
            *NbGrader().all_configurable_classes(),
            Exchange,
            NamesOfSystems,
            MarkSubmission,
            KernelManager,
        )
        for name in owner.class_traits(config=True)
    }
    named = {pair for text in TEXTS.values() for pair in re.findall(r"\bc\.(\w+)\.(\w+)", text)}
    # What jupyterhub_config.py sets is JupyterHub's, which maintenance/hub_trial.py installs and runs.
    named = {(owner, name) for owner, name in named if owner not in HUBS}
    assert {("Exchange", "root"), ("CourseDirectory", "db_url")} <= named <= known


def test_every_picture_is_there_and_says_in_words_what_it_shows():
    shown = set()
    for page, text in TEXTS.items():
        for words, path in PICTURE.findall(text):
            assert len(words.split()) >= 12, path
            shown.add((page.parent / path).resolve())
    assert all(path.is_file() for path in shown)
    taken = {path for path in (ROOT / "docs/pictures").iterdir() if path.name != SHOWN}
    assert taken <= shown


def test_the_pictures_show_the_lessons_and_exercises_there_are():
    taken = (ROOT / "docs/pictures" / SHOWN).read_text("utf-8")
    assert taken == what_there_is(ROOT), "`make picture` takes them anew"


def test_every_link_leads_to_a_file():
    for page, text in TEXTS.items():
        for path in re.findall(r"\]\((?!http|#)([^)#]+)", text):
            assert (page.parent / path).exists(), f"{name_of(page)}: {path}"


def test_every_page_for_teachers_is_linked_from_the_term():
    first, *others = TEACHERS
    linked = re.findall(r"\]\((instructors/[\w-]+\.md)", TEXTS[first])
    assert {page.relative_to(first.parent).as_posix() for page in others} == set(linked)


def test_names_of_downloaded_files_say_whose_they_are_as_the_guide_has_it():
    guide = "\n".join(TEXTS[page] for page in TEACHERS)
    known = frozenset({"ada"}), {frozenset({"ada", "lovelace"}): "ada"}, {"4001": "ada"}
    rows = re.findall(r"(?m)^\| (?:Moodle|Canvas|you) \| `(.*?)` \|", guide)
    assert len(rows) == 4
    for path in rows:
        assert read_path(PurePath(path), ["01-tensors"], Roster(*known)).student == "ada"
    pattern = re.search(r'named_regexp = r"(.*)"', guide)[1]
    found = re.match(pattern, "/extracted/2026-03-01 ada (01-tensors).ipynb")
    assert found.groupdict() == {"student_id": "ada", "file_id": "01-tensors"}
