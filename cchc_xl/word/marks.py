"""Show word by word how a text changed: «có [-08-]{+09+} nhiệm vụ»."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TypeAlias

Words: TypeAlias = "list[tuple[str, str]]"  # each with the blanks before it

_MOST_WORDS = 3000  # a longer text is shown as a whole, before and after
_WORD = re.compile(r"(\s*)(\d+(?:[.,/]\d+)*%?|\w+|\S)")


def _steps(a: str, b: str) -> Iterator[tuple[Words, Words]]:
    """Cut two texts into words that are the same and words that are not, in turn with what is before each."""
    old, new = _WORD.findall(a), _WORD.findall(b)
    if len(old) + len(new) > _MOST_WORDS:
        yield old, new
        return
    matcher = SequenceMatcher(None, [word for _, word in old], [word for _, word in new])
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        yield old[i1:i2], new[j1:j2]


def marked(a: str, b: str, kept: int = _MOST_WORDS) -> str:
    """Show a changed text in one line, with only so many words `kept` beside each mark."""
    shown, steps = "", list(_steps(a, b))
    for number, (old, new) in enumerate(steps):
        if not _differ(old, new):
            before, after = number > 0, number < len(steps) - 1
            shown += _part(new, kept * before, kept * after)
            continue
        shown += (new or old)[0][0]
        shown += f"[-{_joined(old)}-]" if old else ""
        shown += f"{{+{_joined(new)}+}}" if new else ""
    return shown


def _part(words: Words, first: int, last: int) -> str:
    """Give words that are the same, in the middle of a long text only the first and last of them."""
    if len(words) <= first + last:
        return "".join(map("".join, words))
    end = "".join(map("".join, words[len(words) - last :]))
    return "".join(map("".join, words[:first])) + " …"[not first :] + end


def _differ(old: Words, new: Words) -> bool:
    return [word for _, word in old] != [word for _, word in new]


def _joined(words: Words) -> str:
    return "".join(map("".join, words)).strip()


def numbers(a: str, b: str) -> Iterator[tuple[str, str]]:
    """Pair the numbers that are others now; where their count changed, all of the place together."""
    for old, new in _steps(a, b):
        before, after = ([word for _, word in side if word[0].isdecimal()] for side in (old, new))
        if before == after:
            continue
        if len(before) == len(after):
            yield from (pair for pair in zip(before, after, strict=True) if pair[0] != pair[1])
        else:
            yield "; ".join(before), "; ".join(after)
