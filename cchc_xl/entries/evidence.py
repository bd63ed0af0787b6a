"""The evidence (tài liệu kiểm chứng) beside a workbook, and what the score sheet claims."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture, State
from cchc_xl.findings import Place
from cchc_xl.form.criteria import Criterion
from cchc_xl.form.model import CRITERIA
from cchc_xl.text.vietnamese import fold, tidy

_SUFFIX = re.compile(
    r"(?<=[\w)\]}])\.(docx?|docm|pdf|xls[xmb]?|pptx?|od[tsp]|rtf|txt|csv|jpe?g|png|gif|bmp|tiff?|heic"
    r"|zip|rar|7z|mp[34]|msg|eml)(?![\w.])",
    re.IGNORECASE,
)
_LONGEST_NAME = 255
_BEFORE_A_NAME = frozenset(" ,;:/([«“\"'")
_BULLET = re.compile(r"^(?:[-–•+*,;:«“\"'\s]|\.\s)+")


class EvidenceFile(NamedTuple):
    """A file: its path below the folder with «/» and composed letters, and as the disk spells it."""

    path: str
    size: int
    source: str

    @property
    def code(self) -> str:
        """Give the folder in which it lies, "" when it lies in none."""
        return self.path.partition("/")[0] if "/" in self.path else ""

    @property
    def name(self) -> str:
        """Give the name without the folders."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Evidence:
    """All files of the folder, by path, and what in it cannot be used: path and reason."""

    files: tuple[EvidenceFile, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _by_code(self) -> dict[str, list[EvidenceFile]]:
        found: dict[str, list[EvidenceFile]] = {}
        for file in self.files:
            found.setdefault(file.code, []).append(file)
        return found

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(fold(file.path) for file in self.files)

    def of(self, code: str) -> tuple[EvidenceFile, ...]:
        """Give the files of a criterion."""
        return tuple(self._by_code.get(code, ()))

    def strays(self, codes: frozenset[str]) -> list[EvidenceFile]:
        """Give the files that lie in no folder of these criteria."""
        return [file for file in self.files if file.code not in codes]

    def absent(self, code: str, text: str) -> Iterator[str]:
        """Give the files that a text names and that are not there.

        A name alone is looked for in the criterion's own folder, one with a folder («1.1.2/a.pdf») in that.
        """
        known = self._paths | {fold(file.name) for file in self.of(code)}
        for phrase in file_phrases(text):
            folded = fold(phrase.replace("\\", "/"))[-_LONGEST_NAME:]
            starts = (i for i in range(len(folded)) if i == 0 or folded[i - 1] in _BEFORE_A_NAME)
            if not any(folded[i:] in known for i in starts):
                yield _BULLET.sub("", re.split(r"[;:,]\s", phrase)[-1])


class Claim(NamedTuple):
    """A row in which staff may name evidence: its points, what the cell says, the files that lie there."""

    criterion: Criterion
    points: Decimal | None
    text: str
    blank: bool
    place: Place
    files: tuple[EvidenceFile, ...]

    @property
    def is_made(self) -> bool:
        """Tell whether points are claimed that ask for evidence; a penalty claims none."""
        return bool(self.criterion.evidence and self.points and self.points > 0)


def claims(picture: Picture, evaluation: Evaluation, evidence: Evidence | None) -> Iterator[Claim]:
    """Give the rows of the score sheet in which staff may name evidence, in their order."""
    for code, criterion in picture.form.criteria.items():
        entry = picture.line(CRITERIA, code).get("tlkc")
        if entry and criterion.rule and criterion.counts(picture.form.switches):
            points, blank = evaluation.number(criterion.name), entry.state is State.EMPTY
            files = evidence.of(code) if evidence else ()
            yield Claim(criterion, points, entry.text, blank, entry.place, files)


def file_phrases(text: str) -> Iterator[str]:
    """Give the words up to each file's suffix on its line, all or the last being its name; no web links."""
    for line in tidy(text).split("\n"):
        start = 0
        for match in _SUFFIX.finditer(line):
            phrase, start = line[start : match.end()], match.end()
            if "://" not in phrase.rpartition(" ")[2]:
                yield _BULLET.sub("", phrase)
