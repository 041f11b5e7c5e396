"""The set-up cell in Colab installs this package and nothing else, so that no restart is needed."""

import re

from maintenance.colab import FACTS


def canonical(line: str) -> str:
    name, version = line.split("==")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"


def test_the_environment_is_what_colab_has(installation):
    facts = [line for line in FACTS.read_text().splitlines() if line and line[0] != "#"]
    assert set(map(canonical, installation.before)) == set(map(canonical, facts))


def test_only_the_course_is_new_and_nothing_that_was_there_has_changed(installation):
    new = set(installation.after) - set(installation.before)
    assert [line.split("==")[0] for line in new] == ["tensorflow-workbook"]
    assert set(installation.before) - set(installation.after) == set()


def test_the_course_writes_no_file_among_those_of_other_packages(installation):
    own = re.compile(
        r"(grader|explorables|tensorflow_workbook-[\w.]+\.dist-info)/|\.\./.*/bin/grader$"
    )
    assert len(installation.files) > 50
    assert [file for file in installation.files if not own.match(file)] == []


def test_the_cell_ends_well_and_says_nothing(installation):
    assert (installation.complained, installation.printed) == ("", "")
    assert installation.exit_code == 0
