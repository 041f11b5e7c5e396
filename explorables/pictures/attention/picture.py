"""The picture behind `explorables.attention`: one query's arithmetic, and the weights of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import tensorflow as tf

from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
    Choice,
    Control,
    Dial,
    Explorable,
    Frame,
    Slider,
    Switch,
    Walk,
    only_words,
)
from explorables.pictures.attention.attending import (
    Attended,
    allowed_pairs,
    attend,
    attend_by,
    places,
    projections,
)
from explorables.reading.tensors import NotDrawable, in_short, items, read

_MOST_WORDS: Final = 8
_WRITTEN: Final = 3  # numbers of a vector that fit into a column
_GIVEN, _EXCHANGED, _REVERSED = "as given", "first two exchanged", "reversed"
_ORDERS: Final = (_GIVEN, _EXCHANGED, _REVERSED)
_COLUMNS: Final = (6.0, 92.0, 258.0, 318.0, 378.0, 458.0)
_HEADS: Final = ("word", "key", "q · k", "/ √d", "weight", "value")
_LINE: Final = 24.0
_CELL: Final = 44.0
_BAR: Final = palette.tint(palette.OKABE_ITO["sky blue"], 0.6)


def explore(vectors: object, words: object, layer: object, valid: object) -> Explorable:
    """The picture for a few words, or a sentence why there is none."""
    try:
        picture = _read(vectors, words, layer, valid)
    except NotDrawable as why:
        return only_words(str(why))
    return Explorable(picture.draw, picture.controls, walk=Walk(most=400))


def _read(vectors: object, words: object, layer: object, valid: object) -> _Picture:
    array = read(vectors).array
    if array.ndim == 3 and len(array) == 1:
        array = array[0]
    if array.ndim != 2 or array.dtype.kind not in "iuf" or not np.isfinite(array).all():
        raise NotDrawable(
            "attention draws the vectors of a few words: finite numbers of shape (words, size); this has "
            f"shape {array.shape} and dtype {array.dtype}."
        )
    if not 2 <= len(array) <= _MOST_WORDS or not array.shape[1]:
        raise NotDrawable(
            f"attention draws 2 to {_MOST_WORDS} words; these vectors have shape {array.shape}."
        )
    try:
        named = [str(word) for word in items(words)] if words is not None else []
        real = [bool(one) for one in items(valid)] if valid is not None else [True] * len(array)
    except (TypeError, ValueError):  # an array's row is neither true nor false
        raise NotDrawable("words is a list of texts, and valid a list of truth values.") from None
    named = named or [f"word {place}" for place in range(len(array))]
    if len(named) != len(array) or len(real) != len(array) or not any(real):
        raise NotDrawable(
            f"There are {len(array)} vectors, {len(named)} words and {len(real)} entries of valid, of "
            f"which {sum(real)} are true; each word has one of each, and one entry at least is true."
        )
    array = array.astype(np.float32)
    if layer is not None:
        _check(layer, array)
    return _Picture(array, named, np.array(real), layer)


def _check(layer: object, vectors: np.ndarray) -> None:
    if not isinstance(layer, tf.keras.layers.MultiHeadAttention):
        raise NotDrawable(
            f"layer is a keras.layers.MultiHeadAttention; this is a {type(layer).__name__}."
        )
    try:
        layer(vectors[np.newaxis], vectors[np.newaxis])  # which builds it
    except Exception as error:  # a layer may raise anything where vectors do not fit it
        raise NotDrawable(f"The layer does not take these vectors: {in_short(error)}") from None
    if projections(layer)[0][0].shape[0] != vectors.shape[1]:
        raise NotDrawable("The layer was built for vectors of another size.")


@dataclass(eq=False)
class _Picture:
    vectors: np.ndarray
    words: list[str]
    valid: np.ndarray
    layer: object

    @property
    def controls(self) -> dict[str, Control]:
        controls: dict[str, Control] = {"query": Slider("query", len(self.words) - 1)}
        controls["order"] = Choice("order", _ORDERS, _GIVEN)
        if self.layer is not None:
            heads = projections(self.layer)[0][0].shape[1]
            if heads > 1:
                controls["head"] = Dial("head", tuple(map(str, range(heads))), "0")
        controls["positions"] = Switch("positions")
        controls["causal"] = Switch("causal")
        if not self.valid.all():
            controls["padding"] = Switch("padding mask", True)
        return controls

    def _order(self, order: str) -> list[int]:
        indices = list(range(len(self.words)))
        if order == _EXCHANGED:
            indices[:2] = [1, 0]
        return indices[::-1] if order == _REVERSED else indices

    def _attended(
        self, indices: list[int], positions: bool, causal: bool, padding: bool, head: int
    ) -> Attended:
        vectors = self.vectors[indices]
        if positions:
            vectors = vectors + places(*vectors.shape)
        allowed = allowed_pairs(self.valid[indices], padding, causal)
        if self.layer is None:
            return attend(vectors, allowed)
        return attend_by(self.layer, vectors, allowed, head)

    def draw(
        self,
        query: int,
        order: str,
        positions: bool,
        causal: bool,
        padding: bool = False,
        head: str = "0",
    ) -> Frame:
        """The frame for the word at a place, which is the query."""
        indices = self._order(order)
        seen = self._attended(indices, positions, causal, padding, int(head))
        words = [self.words[index] for index in indices]
        weights = ", ".join(
            f"{word} {weight:.2f}" for word, weight in zip(words, seen.weights[query], strict=True)
        )
        description = (
            f"Attention of {len(words)} words: {', '.join(words)}. The query is {words[query]}. Its "
            f"products with the keys: {_listed(seen.products[query])}; divided by the root of "
            f"{seen.queries.shape[1]}: {_listed(seen.scaled[query])}; weights: {weights}; the values "
            f"added up by weight: {_vector(seen.mixed[query])}."
        )
        reading = self._reading(seen, words, query, indices, positions, causal, padding, int(head))
        body, height = _drawing(seen, words, query)
        masked = not seen.allowed.all()
        code = "tf.nn.softmax(tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5) @ v"
        if masked:
            code = "tf.nn.softmax(tf.where(allowed, q @ tf.transpose(k) / q.shape[-1] ** 0.5, -1e9)) @ v"
        if self.layer is not None:
            mask = "attention_mask=allowed, " if masked else ""
            code = f"layer(x, x, {mask}return_attention_scores=True)"
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            code,
            hint="The slider chooses the word that asks.",
        )

    def _reading(
        self,
        seen: Attended,
        words: list[str],
        query: int,
        indices: list[int],
        positions: bool,
        causal: bool,
        padding: bool,
        head: int,
    ) -> str:
        if not seen.allowed[query].any():
            return f"{words[query]} may look at no word at all."
        best = int(seen.weights[query].argmax())
        words_said = f"{words[query]} looks most at {words[best]}, {seen.weights[query, best]:.2f}."
        if indices != sorted(indices):
            given = self._attended(sorted(indices), positions, causal, padding, head)
            same = np.allclose(given.mixed[indices], seen.mixed, atol=1e-4)
            words_said += (
                " In this order every word gets the same mixture as in the given one."
                if same
                else " In this order the mixtures are others than in the given one."
            )
        return words_said


def _listed(numbers: np.ndarray) -> str:
    return ", ".join(f"{number:.2f}" for number in numbers)


def _vector(numbers: np.ndarray) -> str:
    """A vector in a column; of a long one only its first numbers."""
    if len(numbers) > _WRITTEN:
        return f"[{_listed(numbers[:2])}, …]"
    return f"[{_listed(numbers)}]"


# As a drawing


def _drawing(seen: Attended, words: list[str], query: int) -> tuple[str, float]:
    """The body of the picture and its height."""
    title = f"{_short(words[query], 16)} asks, with the query {_vector(seen.queries[query])}"
    pieces = [svg.text(4, 16, title, size=svg.LARGE, bold=True)]
    top = 44.0
    pieces += [
        svg.text(x, top, words_above, size=svg.SMALL, fill=palette.MUTED)
        for x, words_above in zip(_COLUMNS, _HEADS, strict=True)
    ]
    for row, word in enumerate(words):
        pieces.append(_key(seen, row, query, word, top + 8 + _LINE * row))
    bottom = top + 8 + _LINE * len(words)
    pieces += [
        svg.line(_COLUMNS[4], bottom + 4, WIDTH - 4, bottom + 4, stroke=palette.EDGE),
        svg.text(
            _COLUMNS[5] - 8,
            bottom + 21,
            "weight times value, added up:",
            size=svg.SMALL,
            anchor="end",
        ),
        svg.text(
            _COLUMNS[5],
            bottom + 21,
            _vector(seen.mixed[query]),
            size=svg.SMALL,
            mono=True,
            bold=True,
        ),
    ]
    return "".join([*pieces, _matrix(seen, words, query, bottom + 56)]), bottom + 92 + _LINE * (
        len(words)
    )


def _key(seen: Attended, row: int, query: int, word: str, top: float) -> str:
    """One key in the table: what becomes of it for the query."""
    base, allowed = top + 17, bool(seen.allowed[query, row])
    weight = float(seen.weights[query, row])
    room = _COLUMNS[5] - _COLUMNS[4] - 12
    cells = (
        (_vector(seen.keys[row]), True),
        (f"{seen.products[query, row]:.2f}", True),
        (f"{seen.scaled[query, row]:.2f}" if allowed else "masked", allowed),
    )
    pieces = [
        svg.text(_COLUMNS[0], base, _short(word, 10), size=svg.SMALL, bold=row == query),
        svg.element(
            "rect",
            x=_COLUMNS[4],
            y=top + 3,
            width=max(room * weight, 0.5),
            height=_LINE - 5,
            fill=_BAR,
        ),
        svg.element(
            "rect",
            x=_COLUMNS[4],
            y=top + 3,
            width=room,
            height=_LINE - 5,
            fill="none",
            stroke=palette.EDGE,
        ),
        svg.text(_COLUMNS[4] + 6, base, f"{weight:.2f}", size=svg.SMALL, mono=True, bold=True),
        svg.text(_COLUMNS[5], base, _vector(seen.values[row]), size=svg.SMALL, mono=True),
    ]
    for x, (said, mono) in zip(_COLUMNS[1:4], cells, strict=True):
        pieces.append(svg.text(x, base, said, size=svg.SMALL, mono=mono))
    if not allowed:
        y = top + _LINE / 2
        pieces.append(
            svg.line(_COLUMNS[1], y, _COLUMNS[3] - 8, y, stroke=palette.CONFLICT, stroke_width=1.5)
        )
    return "".join(pieces)


def _matrix(seen: Attended, words: list[str], query: int, top: float) -> str:
    """The weights of all queries, a row each, and what each gets."""
    left = 92.0
    pieces = [
        svg.text(4, top - 6, "All weights: a row for each query", size=svg.SMALL, bold=True),
    ]
    end = left + _CELL * len(words)
    for column, word in enumerate(words):
        pieces.append(
            svg.text(
                left + _CELL * (column + 0.5),
                top + 14,
                _short(word, 5),
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="middle",
            )
        )
    for row, word in enumerate(words):
        y = top + 20 + _LINE * row
        followed = row == query
        pieces.append(svg.text(6, y + 17, _short(word, 10), size=svg.SMALL, bold=followed))
        for column in range(len(words)):
            weight = float(seen.weights[row, column])
            x = left + _CELL * column
            pieces += [
                svg.element(
                    "rect",
                    x=x + 1,
                    y=y + 1,
                    width=_CELL - 2,
                    height=_LINE - 2,
                    fill=palette.tint(palette.OKABE_ITO["sky blue"], round(0.7 * weight, 1)),
                    stroke=palette.INK if followed else palette.EDGE,
                    stroke_width=2 if followed else 1,
                ),
                svg.text(
                    x + _CELL / 2,
                    y + 17,
                    f"{weight:.2f}",
                    size=svg.SMALL,
                    anchor="middle",
                    mono=True,
                    bold=followed,
                ),
            ]
        if len(words) <= 6:
            pieces.append(
                svg.text(
                    end + 10,
                    y + 17,
                    f"gets {_vector(seen.mixed[row])}",
                    size=svg.SMALL,
                    bold=followed,
                )
            )
    return "".join(pieces)


def _short(word: str, most: int) -> str:
    return word if len(word) <= most else word[: most - 1] + "…"
