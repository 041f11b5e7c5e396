"""Times, sizes and lists in words, for what is said in a drawing and of it."""

from __future__ import annotations


def in_time(seconds: float, digits: int = 3) -> str:
    """A time with its unit: ``12.3 µs``, ``1.2 ms``, ``3 s``; no line breaks between them."""
    for factor, unit in ((1e6, "µs"), (1e3, "ms"), (1.0, "s")):
        value = float(f"{seconds * factor:.{digits}g}")
        if value < 1000 or unit == "s":
            break
    return f"{value:,.{digits}g}\u00a0{unit}" if value < 1000 else f"{value:,.0f}\u00a0{unit}"


def about(size: float) -> str:
    """A size between two measured ones, to two digits."""
    return f"{float(f'{size:.2g}'):,.10g}"


def listed(words: list[str]) -> str:
    """Words as a list in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
