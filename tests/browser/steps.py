"""What tests of the page look at, and wait for."""

from pathlib import Path
from typing import Any

import pytest

expect = pytest.importorskip(
    "playwright.sync_api", reason="needs playwright, of the extra 'dev'"
).expect

# What the page waits for may be a disk that other tests keep busy: a correction is written to it.
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)

EXAMPLES = Path(__file__).parents[2] / "examples"

THREE = [
    *((0.05, 0.18), (0.2, 0.03), (0.45, 0.0), (0.7, 0.08), (0.78, 0.25), (0.68, 0.4)),
    *((0.4, 0.48), (0.7, 0.55), (0.85, 0.72), (0.75, 0.92), (0.5, 1.0), (0.2, 0.97), (0.0, 0.85)),
]
"""A stroke that makes a 3, of height 1."""


def wait_for_places(page: Any, count: int) -> None:
    """Until there are exactly so many boxes."""
    expect(page.locator(".box")).to_have_count(count)


def number(page: Any) -> str:
    """What the page says was read, lines apart."""
    return "\n".join(page.locator(".number .line").all_inner_texts())
