"""Where the nodes of a graph stand: in rows, every edge pointing down, few edges crossing.

The steps are those of Sugiyama, Tagawa and Toda ("Methods for visual understanding of hierarchical
system structures", 1981): give each node a row, put bends into edges that pass a row, order each
row by where its neighbors stand, and then move the nodes towards those neighbors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_GAP: Final = 12.0  # px between two nodes of a row, also where no edge may pass
_BEND: Final = 4.0  # px that an edge takes where it passes a row
_RESERVE: Final = 70.0  # px of each row kept free for edges that pass it
_SWEEPS: Final = 6


@dataclass(frozen=True)
class Placed:
    """A layout.

    Attributes:
        rows: how many rows there are.
        row: of each node, from 0 at the top.
        x: the middle of each node, in pixels from the left.
        bends: for each edge, in the order given, the x of its path at each row it passes.
    """

    rows: int
    row: list[int]
    x: list[float]
    bends: list[list[float]]


def placed(
    widths: Sequence[float],
    edges: Sequence[tuple[int, int]],
    late: Sequence[bool],
    room: float,
) -> Placed:
    """A layout within ``room`` pixels from left to right.

    Args:
        widths: of each node in pixels; nodes come in an order in which edges point forward.
        edges: pairs of nodes, from and to, with from < to.
        late: nodes that stand right above the first node that needs them (constants do).
        room: the width of the picture; a row that would be wider goes on in the next one.
    """
    row = _rows(widths, edges, late, room - _RESERVE)
    rows = max(row, default=-1) + 1
    # Nodes first, then the bends: both stand in rows and push each other aside.
    wide = list(widths)
    where = list(row)
    chains: list[list[int]] = []
    links: list[tuple[int, int]] = []
    for start, end in edges:
        chain = []
        before = start
        for passed in range(row[start] + 1, row[end]):
            chain.append(len(wide))
            wide.append(_BEND)
            where.append(passed)
            links.append((before, chain[-1]))
            before = chain[-1]
        links.append((before, end))
        chains.append(chain)
    x = _across(wide, where, links, rows, room)
    if x:  # in the middle of the page
        left = min(one - width / 2 for one, width in zip(x, wide, strict=True))
        right = max(one + width / 2 for one, width in zip(x, wide, strict=True))
        x = [one + (room - left - right) / 2 for one in x]
    return Placed(rows, row, x[: len(widths)], [[x[one] for one in chain] for chain in chains])


def _rows(
    widths: Sequence[float],
    edges: Sequence[tuple[int, int]],
    late: Sequence[bool],
    room: float,
) -> list[int]:
    """The row of each node: below all it needs, where there is room."""
    sources: list[list[int]] = [[] for _ in widths]
    for start, end in edges:
        sources[end].append(start)
    taken: list[float] = []
    row = [-1] * len(widths)

    def fits(at: int, width: float) -> bool:
        used = taken[at] if at < len(taken) else 0.0
        return used == 0.0 or used + _GAP + width <= room

    def put(node: int, at: int) -> None:
        while len(taken) <= at:
            taken.append(0.0)
        taken[at] += widths[node] + (_GAP if taken[at] else 0.0)
        row[node] = at

    needed = {start for start, _ in edges}
    for node in range(len(widths)):
        if late[node] and node in needed:
            continue  # placed with the first node that needs it
        waiting = list(dict.fromkeys(one for one in sources[node] if row[one] < 0))
        at = max((row[one] + 1 for one in sources[node] if row[one] >= 0), default=0)
        at = max(at, 1 if waiting else 0)
        while True:
            kept = list(taken)
            ok = fits(at, widths[node])
            for one in waiting if ok else ():
                spots = [above for above in range(at - 1, -1, -1) if fits(above, widths[one])]
                if not spots:
                    ok = False
                    break
                put(one, spots[0])
            if ok:
                put(node, at)
                break
            taken[:] = kept
            at += 1
    return row


def _across(
    widths: Sequence[float],
    row: Sequence[int],
    links: Sequence[tuple[int, int]],
    rows: int,
    room: float,
) -> list[float]:
    """The middle of everything that stands in a row."""
    members: list[list[int]] = [[] for _ in range(rows)]
    for one, at in enumerate(row):
        members[at].append(one)
    above: list[list[int]] = [[] for _ in widths]
    below: list[list[int]] = [[] for _ in widths]
    for start, end in links:
        above[end].append(start)
        below[start].append(end)
    x = [0.0] * len(widths)
    for line in members:
        _spread(line, widths, x, [room / 2] * len(line), room)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for line in members if down else reversed(members):
            near = above if down else below
            wish = {one: _mean([x[other] for other in near[one]], x[one]) for one in line}
            line.sort(key=lambda one: wish[one])
            _spread(line, widths, x, [wish[one] for one in line], room)
    for line in members:  # a last look both ways, the order kept
        wishes = [_mean([x[other] for other in (*above[one], *below[one])], x[one]) for one in line]
        _spread(line, widths, x, wishes, room)
    return x


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _spread(
    line: Sequence[int],
    widths: Sequence[float],
    x: list[float],
    wishes: Sequence[float],
    room: float,
) -> None:
    """Put a row's members near their wishes, in their order, without overlap, inside ``room``."""
    if not line:
        return
    wide = sum(widths[one] for one in line)
    # A crowded row moves closer together; only rows of a great many edges come to that.
    gap = min(_GAP, (room - wide) / (len(line) - 1)) if len(line) > 1 else _GAP
    # Blocks of touching members; a block stands at the mean of what its members wish.
    blocks: list[list[float]] = []  # sum of the left edges wished, members, width, first member
    for place, one in enumerate(line):
        blocks.append([wishes[place] - widths[one] / 2, 1.0, widths[one], float(place)])
        while len(blocks) > 1:
            before, last = blocks[-2], blocks[-1]
            if before[0] / before[1] + before[2] + gap <= last[0] / last[1]:
                break
            shift = before[2] + gap
            before[0] += last[0] - last[1] * shift
            before[1] += last[1]
            before[2] = shift + last[2]
            blocks.pop()
    lefts: list[float] = []
    edge = 0.0
    for block in blocks:
        lefts.append(max(block[0] / block[1], edge))
        edge = lefts[-1] + block[2] + gap
    edge = room
    for at in range(len(blocks) - 1, -1, -1):
        lefts[at] = min(lefts[at], edge - blocks[at][2])
        edge = lefts[at] - gap
    for block, left in zip(blocks, lefts, strict=True):
        for place in range(int(block[3]), int(block[3] + block[1])):
            one = line[place]
            x[one] = left + widths[one] / 2
            left += widths[one] + gap
