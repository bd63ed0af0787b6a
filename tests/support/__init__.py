"""Outside judges of the files this project writes: other engines, a validator, rendered pages."""

from typing import TypeAlias

Cells: TypeAlias = dict[str, dict[str, float | str | bool | None]]
"""{sheet title: {"A1": value}}: numbers and dates are floats, an error is its text, such as "#N/A"."""
