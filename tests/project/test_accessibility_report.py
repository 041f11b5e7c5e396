"""The accessibility report has every criterion, in the terms of its form, and names tests that there are."""

import ast
import re
from pathlib import Path

import pytest

# Of WCAG 2.2 (https://www.w3.org/TR/WCAG22/), without 4.1.1, which 2.2 removed.
A = """
1.1.1 Non-text Content
1.2.1 Audio-only and Video-only (Prerecorded)
1.2.2 Captions (Prerecorded)
1.2.3 Audio Description or Media Alternative (Prerecorded)
1.3.1 Info and Relationships
1.3.2 Meaningful Sequence
1.3.3 Sensory Characteristics
1.4.1 Use of Color
1.4.2 Audio Control
2.1.1 Keyboard
2.1.2 No Keyboard Trap
2.1.4 Character Key Shortcuts
2.2.1 Timing Adjustable
2.2.2 Pause, Stop, Hide
2.3.1 Three Flashes or Below Threshold
2.4.1 Bypass Blocks
2.4.2 Page Titled
2.4.3 Focus Order
2.4.4 Link Purpose (In Context)
2.5.1 Pointer Gestures
2.5.2 Pointer Cancellation
2.5.3 Label in Name
2.5.4 Motion Actuation
3.1.1 Language of Page
3.2.1 On Focus
3.2.2 On Input
3.2.6 Consistent Help
3.3.1 Error Identification
3.3.2 Labels or Instructions
3.3.7 Redundant Entry
4.1.2 Name, Role, Value
"""
AA = """
1.2.4 Captions (Live)
1.2.5 Audio Description (Prerecorded)
1.3.4 Orientation
1.3.5 Identify Input Purpose
1.4.3 Contrast (Minimum)
1.4.4 Resize Text
1.4.5 Images of Text
1.4.10 Reflow
1.4.11 Non-text Contrast
1.4.12 Text Spacing
1.4.13 Content on Hover or Focus
2.4.5 Multiple Ways
2.4.6 Headings and Labels
2.4.7 Focus Visible
2.4.11 Focus Not Obscured (Minimum)
2.5.7 Dragging Movements
2.5.8 Target Size (Minimum)
3.1.2 Language of Parts
3.2.3 Consistent Navigation
3.2.4 Consistent Identification
3.3.3 Error Suggestion
3.3.4 Error Prevention (Legal, Financial, Data)
3.3.8 Accessible Authentication (Minimum)
4.1.3 Status Messages
"""
CRITERIA = {"Level A": A.strip().splitlines(), "Level AA": AA.strip().splitlines()}
TERMS = {"Supports", "Partially Supports", "Does Not Support", "Not Applicable"}
EXAMINED = "Examined:"  # begins what was looked at where no test holds a line


@pytest.fixture(scope="module")
def report(repository):
    return (repository / "docs/accessibility.md").read_text(encoding="utf-8")


def rows(report, level):
    """The rows of the table of a level, as lists of their cells."""
    part = re.split(r"^## ", report.partition(f"\n## {level}\n")[2], maxsplit=1, flags=re.M)[0]
    table = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table[2:]]


def test_every_criterion_of_levels_a_and_aa_stands_once_and_in_order(report):
    assert {level: len(names) for level, names in CRITERIA.items()} == {
        "Level A": 31,
        "Level AA": 24,
    }
    for level, names in CRITERIA.items():
        assert [name for name, *_ in rows(report, level)] == names


@pytest.mark.parametrize("level", CRITERIA)
def test_every_line_has_the_terms_of_the_form_and_says_what_it_rests_on(report, level):
    for name, book, notebook, remarks in rows(report, level):
        assert {book, notebook} <= TERMS, name
        assert remarks, name
        if {book, notebook} != {"Not Applicable"}:
            assert "::test_" in remarks or EXAMINED in remarks, name


def test_every_test_that_the_report_names_is_there(report, repository):
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", report))
    assert named
    assert report.count("::test_") >= len(named)
    known = {path: functions(repository / path) for path, _ in named}
    assert sorted(f"{path}::{test}" for path, test in named if test not in known[path]) == []
    assert "::" not in re.sub(r"`tests/[\w/]+\.py::\w+`", "", report)  # none in another form


def functions(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
