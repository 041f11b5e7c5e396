"""Measure what a person waits for: `python -m maintenance.bench [NAME ...]`.

A table for people, then one line of JSON for programs. A measurement is a function in
MEASUREMENTS that returns milliseconds, one number a repetition; the table shows their median.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence


def import_tensorflow() -> list[float]:
    """`import tensorflow` in a fresh process."""
    code = "import tensorflow"
    milliseconds = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        milliseconds.append(1000 * (time.perf_counter() - start))
    return milliseconds


MEASUREMENTS: dict[str, Callable[[], Sequence[float]]] = {
    "import-tensorflow": import_tensorflow,
}


def main() -> None:
    """Run the measurements named, or all, and print them."""
    names = sys.argv[1:] or list(MEASUREMENTS)
    if unknown := sorted(set(names) - MEASUREMENTS.keys()):
        sys.exit(f"No measurement named {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}.")
    results = {}
    print(f"{'measurement':<28}{'median':>12}{'slowest':>12}{'runs':>6}")
    for name in names:
        taken = list(MEASUREMENTS[name]())
        results[name] = {
            "median_ms": round(statistics.median(taken), 1),
            "slowest_ms": round(max(taken), 1),
            "runs": len(taken),
        }
        print(
            f"{name:<28}{results[name]['median_ms']:>9.1f} ms{max(taken):>9.1f} ms{len(taken):>6}"
        )
    print(json.dumps(results))


if __name__ == "__main__":
    main()
