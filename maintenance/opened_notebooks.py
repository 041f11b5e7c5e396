"""What JupyterLab is handed of a notebook, so that opening one does not change it."""

from __future__ import annotations

from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

LANGUAGE = "language_info"


class ContentsManager(AsyncLargeFileManager):
    """Jupyter's own, which says what language a notebook's kernel speaks before the kernel does.

    JupyterLab writes the kernel's answer, down to the last digit of Python's version, into each
    notebook that it opens. Where that differs from what the file says, the notebook counts as
    changed, and closing it asks whether to save: a lesson that nobody has touched.
    """

    async def get(self, path: str, *arguments: Any, **named: Any) -> dict[str, Any]:
        """Return what the file holds. The file itself stays as it is until somebody saves."""
        model = await super().get(path, *arguments, **named)
        if model["type"] == "notebook" and model["content"] is not None:
            metadata = model["content"]["metadata"]
            if metadata.get("kernelspec", {}).get("name") == "python3":  # this environment's own
                metadata[LANGUAGE] = dict(IPythonKernel.language_info)
        return model
