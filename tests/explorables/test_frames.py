"""What the book moves through: every state of a picture that it keeps is the notebook's own."""

import functools
import itertools

import numpy as np
import pytest

import explorables
from explorables.page import frames
from explorables.page.host import (
    FRAMES,
    FRAMES_WANTED,
    Choice,
    Dial,
    Entry,
    Explorable,
    Frame,
    Slider,
    Switch,
    Walk,
)
from tests.explorables.test_host import PICTURES

STATIC = {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}


def states(told):
    """What a page can show, by the positions of its controls: all that `packed` keeps."""
    known = frames.unpacked(told["frames"])
    ranges = [range(len(control["words"])) for control in told["controls"]]
    for positions, number in zip(itertools.product(*ranges), known["states"], strict=True):
        frame = known["frames"][number]
        drawing = "".join(known["parts"][part] for part in frame["drawing"])
        yield positions, (frame["said"], frame["reading"], frame["code"], drawing)


@functools.cache
def gone_through(name):
    """A picture as it was made, its walk, and what the page is told; each worked out once."""
    picture = PICTURES[name]()
    walk = frames.walked(picture._draw, picture._plan, picture._walk)
    return picture, walk, frames.packed(walk)


def said_by(frame):
    said = "" if frame.drawing else frame.description
    return said, frame.reading, frame.code, frame.drawing


@pytest.fixture
def for_the_book(monkeypatch):
    monkeypatch.setenv(FRAMES_WANTED, "yes")


@pytest.mark.parametrize("name", [name for name in PICTURES if name not in ("traces", "boundary")])
def test_a_state_of_the_page_is_what_the_notebook_shows_there(name):
    picture, walk, told = gone_through(name)
    first = {key: control.value for key, control in picture.controls.items()}
    shown = dict(states(told))
    for place, control in enumerate(told["controls"]):  # each input from end to end
        lane = next(lane for lane in walk.lanes if lane.name == control["name"])
        at = [one["start"] for one in told["controls"]]
        for at[place], value in enumerate(lane.values):
            for other in walk.lanes:  # the others where the page begins
                begun = other.values[other.start] if len(other.values) > 1 else first[other.name]
                picture.controls[other.name].value = value if other is lane else begun
            assert shown[tuple(at)] == said_by(picture.frame), (lane.name, value)


@pytest.mark.parametrize("name", PICTURES)
def test_every_input_of_the_page_moves_the_picture_and_every_state_is_kept(name):
    _, _, told = gone_through(name)
    shown = dict(states(told))
    assert -1 not in frames.unpacked(told["frames"])["states"]
    for place, control in enumerate(told["controls"]):
        by_others = {}
        for positions, frame in shown.items():
            others = positions[:place] + positions[place + 1 :]
            by_others.setdefault(others, set()).add(frame[-1])
        assert any(len(drawings) > 1 for drawings in by_others.values()), control["name"]


@pytest.mark.parametrize("name", ["shape", "descent", "windows", "saliency"])
def test_a_picture_has_no_more_states_than_its_walk_allows(name):
    picture, walk, _ = gone_through(name)
    assert len(walk.states) <= picture._walk.most


def test_a_learners_notebook_holds_no_frames(monkeypatch):
    monkeypatch.delenv(FRAMES_WANTED, raising=False)
    assert set(PICTURES["shape"]()._repr_mimebundle_()) == STATIC


def test_a_sentence_that_stands_for_a_picture_has_none(for_the_book):
    assert FRAMES not in explorables.shape(np.zeros((0, 3)))._repr_mimebundle_()


def test_what_the_cell_moved_a_control_to_is_where_the_page_begins(for_the_book):
    picture = explorables.axis(np.arange(12.0).reshape(3, 4))
    picture.controls["axis"].value = "0"
    told = picture._repr_mimebundle_()[FRAMES]
    [axis] = [control for control in told["controls"] if control["name"] == "axis"]
    assert axis["words"][axis["start"]] == "0"


def test_a_slider_beyond_what_another_control_leaves_shows_the_end():
    drawn = []

    def draw(wide, cell):
        last = 4 if wide else 1
        drawn.append((wide, min(cell, last)))
        return Frame("", f"{wide} {min(cell, last)}", last={"cell": last})

    controls = {"wide": Switch("wide"), "cell": Slider("cell", 4)}
    walk = frames.walked(draw, controls, Walk())
    said = [walk.frames[number].description for number in walk.states]
    assert said[:5] == ["False 0", *["False 1"] * 4]
    assert said[5:] == [f"True {cell}" for cell in range(5)]
    assert len(drawn) == len(set(drawn)) == 7
    tops = [frame["tops"] for frame in frames.unpacked(frames.packed(walk)["frames"])["frames"]]
    assert {tuple(top) for top in tops} == {(1, 1), (1, 4)}


def test_a_long_slider_skips_positions_and_keeps_its_ends_and_where_it_begins():
    slider = Slider("cell", 100_000)
    walk = frames.walked(
        lambda cell: Frame("", str(cell)), {"cell": slider}, Walk({"cell": 777}, most=50)
    )
    [lane] = walk.lanes
    assert len(lane.values) == 50 and not lane.whole
    assert {0, 777, 100_000} <= set(lane.values)
    assert lane.values[lane.start] == 777


def test_when_the_time_is_over_what_lies_nearest_to_the_beginning_is_kept(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr(frames.time, "process_time", lambda: float(next(clock)))
    controls = {name: Slider(name, 3) for name in ("one", "other")}
    walk = frames.walked(lambda one, other: Frame("", f"{one} {other}"), controls, Walk())
    kept = [state != frames.NOT_KEPT for state in walk.states]
    assert all(kept[:4]) and all(kept[::4])
    assert not all(kept)


@pytest.mark.parametrize(
    ("walk", "why"),
    [
        (Walk({"color": "red"}), "A walk names 'color'; the controls are kind, rate, shape."),
        (
            Walk({"kind": "none"}),
            "A walk begins with kind = 'none', and goes through 'some', 'all'.",
        ),
        (Walk(positions={"rate": ("7",)}), "A walk sets rate to '7', which it doesn't have."),
    ],
)
def test_a_walk_that_names_what_is_not_there_stops_the_run(for_the_book, walk, why):
    controls = {
        "kind": Choice("kind", ("some", "all"), "all"),
        "rate": Dial("rate", ("1", "2"), "1"),
        "shape": Entry("shape", "3, 1"),
    }
    picture = Explorable(lambda **values: Frame("", str(values)), controls, walk=walk)
    with pytest.raises(ValueError) as refused:
        picture._repr_mimebundle_()
    assert str(refused.value) == why
