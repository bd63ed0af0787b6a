"""Scores that provinces have published, with their sources."""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "data" / "published-scores.json"


def published(table: str) -> dict[str, Any]:
    """Return one published table; its numbers are texts, as printed."""
    found: dict[str, Any] = _tables()[table]
    return found


def decimals(texts: Iterable[str]) -> list[Decimal]:
    """Return printed numbers as exact ones."""
    return [Decimal(text) for text in texts]


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return tables
