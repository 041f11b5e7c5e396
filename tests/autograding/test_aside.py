"""What nbgrader would copy along, links and all, is out of its way before it copies."""

import pytest

from grader.autograding.nbgrader_plugins.aside import ASIDE, set_aside, set_aside_before

NAME = "01-tensors"


@pytest.mark.parametrize("step", ["submitted", "autograded"])
def test_links_and_a_time_that_is_none_are_moved_and_named(tmp_path, monkeypatch, step):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / step / "ada" / NAME
    (folder / "__MACOSX").mkdir(parents=True)
    for name in ("marks.png", "._marks.png", "__MACOSX/marks.png"):
        (folder / name).symlink_to(tmp_path / "gradebook.db")
    (folder / "timestamp.txt").write_text("no time")
    (folder / f"{NAME}.ipynb").write_text("{}")
    set_aside(NAME, "*", [str(folder / f"{NAME}.ipynb")])
    left = {path.name for path in folder.rglob("*")}
    assert left == {"__MACOSX", f"{NAME}.ipynb"}
    assert set(set_aside_before(tmp_path / ASIDE / step / "ada" / NAME)) == {
        "`marks.png` is a link or too large, and was set aside.",
        "`._marks.png` is a link or too large, and was set aside.",
        "`__MACOSX/marks.png` is a link or too large, and was set aside.",
        "`timestamp.txt` is no time that can be read, and was set aside.",
    }


def test_a_time_that_nbgrader_reads_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    set_aside(NAME, "*", [str(tmp_path / "ada" / "x.ipynb")])
    assert (tmp_path / "ada" / "timestamp.txt").exists()
