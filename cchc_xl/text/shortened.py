"""Show two long texts by what stands around their first difference."""

from itertools import takewhile

_MOST, _BEFORE = 160, 30


def shortened(a: str, b: str) -> tuple[str, str]:
    """Leave of long texts what stands around the first difference, on one line."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    start = max(0, common - _BEFORE) if max(len(a), len(b)) > _MOST else 0

    def cut(text: str) -> str:
        shown = "…" * bool(start) + text[start : start + _MOST] + "…" * (len(text) > start + _MOST)
        return shown.replace("\n", " ⏎ ")

    return cut(a), cut(b)
