"""The fonts of pictures and panels: what each system has, with the same order everywhere."""

from __future__ import annotations

from typing import Final

MONO: Final = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
SANS: Final = "system-ui, 'DejaVu Sans', 'Helvetica Neue', Arial, sans-serif"
