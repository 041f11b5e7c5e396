"""The confined warm parent that all workers share: `python -m tests.autograding.kernels_service FOLDER`."""

from __future__ import annotations

from collections.abc import Mapping

from grader.autograding.running.kernel_pool import Kernels
from grader.kernels.warm import WarmParent
from tests.services import serve, shared


class SharedKernels(Kernels):
    """Kernels of the parent that runs in another process, which also says how they start."""

    def __init__(self) -> None:
        super().__init__()
        facts = shared("confined-parent", "tests.autograding.kernels_service")
        self._address = str(facts["address"])
        self._environment: Mapping[str, str] = facts["environment"]

    def _living_parent(self) -> WarmParent:
        return WarmParent(self._address, None)  # no process of this one: it can't be started again


def main() -> None:
    """Run the parent."""
    with Kernels() as kernels:
        serve({"address": kernels._parent.address, "environment": dict(kernels._environment)})


if __name__ == "__main__":
    main()
