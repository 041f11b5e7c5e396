"""What lesson 11 asks the reason of."""

from __future__ import annotations

REASONS = ()
