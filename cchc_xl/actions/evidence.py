"""«Tài liệu kiểm chứng»: what proves the points claimed, what is missing, in which mail it goes out."""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cchc_xl.actions.check import Checked, check_picture
from cchc_xl.actions.evidence_folder import read_evidence
from cchc_xl.actions.evidence_parts import Part, plan, room, write_part
from cchc_xl.entries.checks.evidence import MISSING_CODES
from cchc_xl.entries.evidence import Claim, Evidence, EvidenceFile, claims
from cchc_xl.errors import CchcError
from cchc_xl.excel.read import read_workbook
from cchc_xl.excel.table_book import Link, TableSheet, write_tables
from cchc_xl.findings import Finding, Place
from cchc_xl.form.criteria import FOLDER
from cchc_xl.form.model import Column
from cchc_xl.text.numbers import plain, show_number

LIST_NAME = "danh-muc-tlkc.xlsx"
_TITLE = "Danh mục tài liệu kiểm chứng"
_COLUMNS = tuple(
    Column(key, title, kind, fill="fixed", width=width)
    for key, title, kind, width in (
        ("ma", "Mã", "text", 8),
        ("ten", "Tiêu chí", "long_text", 32),
        ("diem", "Điểm tự chấm", "number", 9),
        ("tlkc", "Tài liệu đã nêu", "long_text", 32),
        ("tep", f"Tệp trong thư mục {FOLDER}", "long_text", 36),
        ("dung_luong", "Dung lượng", "text", 11),
        ("phan", "Phần gửi", "text", 11),
        ("thieu", "Còn thiếu", "long_text", 30),
    )
)


@dataclass(frozen=True)
class EvidenceList:
    """The claims of a checked workbook that ask for evidence or name some, and how their files go out.

    `missing` tells by cell what is absent.
    """

    checked: Checked
    claims: tuple[Claim, ...]
    missing: Mapping[Place, tuple[str, ...]]
    parts: tuple[Part, ...]
    too_large: tuple[EvidenceFile, ...]

    @property
    def notes(self) -> list[Finding]:
        """Give what else is to be said of the folder."""
        return [f for f in self.checked.findings if f.code.startswith("TC") and f.code not in MISSING_CODES]

    @property
    def part_of(self) -> dict[str, str]:
        """Map the path of a file to the part in which it goes out."""
        return {file.path: part.name for part in self.parts for file in part.files}

    def to_json(self) -> dict[str, object]:
        """Give the object that `cchc evidence --json` prints; points are texts, sizes are bytes."""
        part_of = self.part_of
        return {
            "file": self.checked.picture.file,
            "criteria": [
                {
                    "code": one.criterion.code,
                    "name": one.criterion.label,
                    "asked": one.criterion.evidence,
                    "score": None if one.points is None else plain(one.points),
                    "documents": one.text,
                    "files": [
                        {"path": file.path, "size": file.size, "part": part_of.get(file.path)}
                        for file in one.files
                    ],
                    "missing": list(self.missing.get(one.place, ())),
                }
                for one in self.claims
            ],
            "parts": [{"file": part.name, "size": part.size} for part in self.parts],
            "too_large": [{"path": file.path, "size": file.size} for file in self.too_large],
            "notes": [{"code": f.code, "message": f.message, "found": f.found} for f in self.notes],
        }


def list_evidence(workbook: Path, limit: Decimal) -> EvidenceList:
    """Check a workbook against the folder beside it; no folder is an empty one.

    `limit` is a mail's size in MB. Raises CchcError for a workbook that cannot be read and, TLKC02, for
    a limit out of range.
    """
    most, picture = room(limit), read_workbook(workbook)
    evidence = read_evidence(workbook) or Evidence()
    checked = check_picture(picture, (), evidence)
    every = claims(picture, checked.evaluation, evidence)
    rows = tuple(one for one in every if one.criterion.evidence or one.files or not one.blank)
    missing: dict[Place, tuple[str, ...]] = {}
    for finding in checked.findings:
        if finding.code in MISSING_CODES and not finding.accepted:
            for place in finding.cells:
                missing[place] = (*missing.get(place, ()), _told(finding))
    parts, too_large = plan((file for one in rows for file in one.files), most)
    return EvidenceList(checked, rows, missing, tuple(parts), tuple(too_large))


def write_evidence(listed: EvidenceList, workbook: Path, out: Path) -> list[Path]:
    """Write the printable list and the zip parts; all are made beside and then moved into place.

    Returns parts of an earlier run that are no longer wanted and still lie there. Raises CchcError TLKC03
    and, TLKC04, for a folder that would become evidence itself.
    """
    root = workbook.parent / FOLDER
    if out.resolve().is_relative_to(root.resolve()):
        raise CchcError("TLKC04", f"thư mục kết quả nằm trong {FOLDER}", "Ghi -o một thư mục khác")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".tlkc-") as made:
        for part in listed.parts:
            write_part(root, part, Path(made) / part.name)
        write_tables(Path(made) / LIST_NAME, _TITLE, [_table(listed, root, out)], {}, {"loai": "tlkc"})
        written = [path.replace(out / path.name) for path in sorted(Path(made).iterdir())]
    return sorted(path for path in out.glob("tlkc-*.zip") if path not in written)


def show_size(size: int) -> str:
    """Print a number of bytes as people read it."""
    for unit, least in (("MB", 1_000_000), ("KB", 1_000)):
        if size >= least:
            return f"{show_number(Decimal(size) / least, 1)} {unit}"
    return f"{size} byte"


def _told(finding: Finding) -> str:
    detail = f": {finding.found} (cần có: {finding.expected})" if finding.found else ""
    return finding.message + detail


def _table(listed: EvidenceList, root: Path, out: Path) -> TableSheet:
    picture = listed.checked.picture
    files = [file for one in listed.claims for file in one.files]
    count = f"{len(files)} tệp, {show_size(sum(file.size for file in files))}, {len(listed.parts)} phần gửi"
    intro = f"{picture.form.unit.name}; kỳ báo cáo {picture.stamp.period}; {count}; tiêu chí: "
    rows = tuple(_rows(listed, _way(root, out)))
    return TableSheet("tlkc", _TITLE, intro + picture.form.meta.criteria_note, _COLUMNS, rows)


def _rows(listed: EvidenceList, way: str) -> Iterator[dict[str, object]]:
    """Give a row for each file, and one for a criterion without any; what is common stands in the first."""
    part_of = listed.part_of
    for one in listed.claims:
        head = {
            "ten": one.criterion.label,
            "diem": one.points,
            "tlkc": one.text or None,
            "thieu": "\n".join(listed.missing.get(one.place, ())) or None,
        }
        for file in one.files or (None,):
            row: dict[str, object] = {"ma": one.criterion.code, **head}
            if file:
                target = f"{way}/{file.source}" if way else ""
                shown = file.path.removeprefix(f"{one.criterion.code}/")
                row["tep"] = Link(_escaped(target), shown) if target else shown
                row["dung_luong"] = show_size(file.size)
                row["phan"] = part_of.get(file.path, "gửi riêng")
            yield row
            head = {}


def _way(root: Path, out: Path) -> str:
    """Give the relative way from the list to the folder, "" between two drives of Windows."""
    try:
        return Path(os.path.relpath(root.resolve(), out.resolve())).as_posix()
    except ValueError:
        return ""


def _escaped(path: str) -> str:
    """Escape what a link may not hold; letters with diacritics stay as they are, as Excel leaves them."""
    return re.sub(r'[%#"<>\[\]^`{} ]', lambda sign: f"%{ord(sign[0]):02x}", path)
