"""What lesson 13 asks the reason of."""

from __future__ import annotations

REASONS = ()
