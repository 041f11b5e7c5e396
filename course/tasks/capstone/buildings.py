"""Buildings and the electricity they use: what the capstone is about, drawn from a generator.

Electricity follows the weather (heating below 17 degrees, cooling above 22), the opening hours, the size of the
building and its age; and each building has a habit of its own, which no column tells.
"""

from __future__ import annotations

import numpy as np

COLUMNS = ("building", "hour", "weekday", "temperature", "area", "year", "people", "bill")
BILL = COLUMNS.index("bill")
HOURS = 24  # rows a building


def buildings(
    draw: np.random.Generator, count: int, first: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Hours of some buildings.

    Args:
        draw: What all is drawn from.
        count: How many buildings; each has 24 hours, at random times.
        first: The number of the first; the others follow it.

    Returns:
        float32 of shape (24 count, 8), a row an hour, its columns as in `COLUMNS` (degrees Celsius, square
        meters, the bill in euros), and float32 of shape (24 count,), the kilowatt-hours used in it.
    """
    area = draw.uniform(200, 3000, count)
    year = draw.integers(1950, 2021, count)
    people = area / draw.uniform(12, 40, count)
    habit = np.exp(draw.normal(0, 0.35, count))
    each = np.repeat(np.arange(count), HOURS)
    hour, weekday = draw.integers(0, 24, len(each)), draw.integers(0, 7, len(each))
    temperature = draw.normal(12, 9, len(each))
    leaky = 1.7 - (year[each] - 1950) / 70
    heat = 0.0004 * area[each] * leaky * np.maximum(17 - temperature, 0)
    cool = 0.0006 * area[each] * np.maximum(temperature - 22, 0)
    is_open = (hour >= 7) & (hour < 19) & (weekday < 5)
    work = 0.0008 * area[each] + 0.15 * people[each] * is_open
    kwh = (1 + habit[each] * (heat + cool + work)) * np.exp(draw.normal(0, 0.1, len(each)))
    bill = 0.3 * kwh * np.exp(draw.normal(0, 0.02, len(each)))
    number = first + each
    columns = [number, hour, weekday, temperature, area[each], year[each], people[each], bill]
    return np.stack(columns, axis=1).astype(np.float32), kwh.astype(np.float32)
