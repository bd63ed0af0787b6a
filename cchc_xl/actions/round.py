"""«Đợt thẩm định»: open a round, split it among the bodies, release, close, publish and reopen it."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cchc_xl import resources
from cchc_xl.actions.one_at_a_time import changing
from cchc_xl.actions.sources import workbooks as workbooks_in
from cchc_xl.collect.appraisal_book import write_appraisal
from cchc_xl.collect.round_book import write_round
from cchc_xl.collect.round_reader import read_round
from cchc_xl.collect.unit_books import UnitBook, opening, read_unit, refuse_others, write_appraised
from cchc_xl.errors import CchcError
from cchc_xl.index import transitions
from cchc_xl.index.round import Act, Round
from cchc_xl.report.minute import differs, minute_context
from cchc_xl.report.notice import SEEN, notice_context
from cchc_xl.word.render import render

MINUTE, NOTICE = "bien-ban-giai-trinh.docx", "thong-bao-tham-dinh.docx"


class SetAside(NamedTuple):
    """A file that was not taken, and why."""

    file: str
    code: str
    reason: str


def set_aside(path: Path, error: CchcError) -> SetAside:
    """Tell why a file was not taken."""
    return SetAside(path.name, error.code, f"{error.message}. {error.fix}")


def open_round(paths: Sequence[Path], out: Path, default: str, act: Act) -> tuple[Round, list[SetAside]]:
    """Lock the self-scores of these workbooks into a new round, or into the one at `out`.

    Files that cannot be used are set aside. Raises CchcError DOT02 where they are of several forms or
    periods, DOT03 for two of one unit, DOT04 and DOT05 where rows have no body, DOT22 with none to use.
    """
    with changing(out):
        books, aside = _read(paths)
        known = read_round(out) if out.exists() else None
        _refuse_mixed(books, known)
        if not books:
            told = "; ".join(f"{one.file}: {one.code}" for one in aside) or "không nêu tệp nào"
            raise CchcError(
                "DOT22", f"không có workbook nào dùng được ({told})", "Nêu workbook của các đơn vị"
            )
        first = books[0].picture
        known = known or Round(first.form, first.stamp.period, {}, {})
        more = [opening(book, default, act) for book in sorted(books, key=lambda book: book.unit)]
        known = transitions.joined(known, more)
        write_round(known, out)
        return known, aside


def _read(paths: Iterable[Path]) -> tuple[list[UnitBook], list[SetAside]]:
    books, aside = [], []
    for path in paths:
        try:
            books.append(read_unit(path))
        except CchcError as error:
            aside.append(set_aside(path, error))
    return books, aside


def _refuse_mixed(books: Sequence[UnitBook], known: Round | None) -> None:
    kinds: dict[tuple[str, str], list[str]] = {}
    if known:
        kinds[known.form.meta.key, known.period] = ["tệp đợt"]
    units: dict[str, str] = {}
    for book in books:
        stamp, name = book.picture.stamp, book.path.name
        kinds.setdefault((stamp.form, stamp.period), []).append(name)
        if book.unit in units:
            message = f"«{units[book.unit]}» và «{name}» cùng là của {book.picture.form.unit.name}"
            raise CchcError("DOT03", message, "Mỗi đơn vị chỉ nêu một workbook")
        units[book.unit] = name
    if len(kinds) > 1:
        told = "; ".join(f"{form} kỳ {period}: {', '.join(names)}" for (form, period), names in kinds.items())
        message = f"các tệp không cùng biểu mẫu và kỳ ({told})"
        raise CchcError("DOT02", message, "Mỗi đợt một biểu mẫu, một kỳ")


def split_round(path: Path, folder: Path) -> list[Path]:
    """Write one file for each body and each appraisal that is under way; tell which."""
    known = read_round(path)
    written = []
    for stage in (1, 2):
        for body in dict.fromkeys(row.body for row in known.rows.values() if row.body):
            rows = sorted(known.asked(body, stage), key=lambda row: [*known.units].index(row.unit))
            if rows:
                out = folder / f"tham-dinh-{stage}-{body}.xlsx"
                write_appraisal(known, body, stage, rows, out)
                written.append(out)
    return written


def release_round(path: Path, folder: Path, workbooks: Path, units: Sequence[str], act: Act) -> list[Path]:
    """Let units see their first appraisal: copies of their workbooks, then the record.

    Without `units`, all that are being appraised for the first time. Raises CchcError DOT06, DOT07, DOT22.
    """
    with changing(path):
        known = read_round(path)
        chosen = _known_units(known, units) or [unit for unit in known.units if known.stage(unit) == 1]
        for unit in chosen:
            known = transitions.released(known, unit, act)
        written = _write_copies(known, chosen, folder, workbooks)
        write_round(known, path)
        return written


def close_round(
    path: Path, act: Act, folder: Path | None = None, workbooks: Path | None = None
) -> list[Path]:
    """Close the round; with folders, final points go into copies of the units' workbooks."""
    with changing(path):
        known = transitions.closed(read_round(path), act)
        written = _write_copies(known, [*known.units], folder, workbooks) if folder and workbooks else []
        write_round(known, path)
        return written


def without_survey(path: Path) -> list[str]:
    """Name the units of a round that have survey rows and not one survey figure."""
    known = read_round(path)
    surveys = {unit: [row.survey for row in known.of(unit) if not row.body] for unit in known.units}
    return [
        known.name(unit) for unit, found in surveys.items() if found and not any(f is not None for f in found)
    ]


def publish_round(path: Path, act: Act) -> None:
    """Mark a closed round as published."""
    with changing(path):
        write_round(transitions.published(read_round(path), act), path)


def reopen_round(path: Path, units: Sequence[str], reason: str, act: Act) -> None:
    """Open closed units again, all by default."""
    with changing(path):
        known = read_round(path)
        write_round(
            transitions.reopened(known, _known_units(known, units) or [*known.units], reason, act), path
        )


def write_minutes(path: Path, folder: Path) -> list[Path]:
    """Write the minute of the explanation meeting of each unit whose released appraisal differs."""
    known = read_round(path)
    units = [unit for unit in _told(known) if known.explains and any(map(differs, known.of(unit)))]
    return [_written(MINUTE, unit, minute_context(known, unit), folder) for unit in units]


def write_notices(path: Path, folder: Path, until: date | None) -> list[Path]:
    """Write the notice of appraisal of each unit that may know its own by now."""
    known = read_round(path)
    return [_written(NOTICE, unit, notice_context(known, unit, until), folder) for unit in _told(known)]


def _told(known: Round) -> list[str]:
    return [unit for unit, standing in known.units.items() if standing.state in SEEN]


def _written(template: str, unit: str, context: dict[str, object], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / template.replace(".docx", f"-{unit}.docx")
    render(resources.templates() / template, context, out)
    return out


def _known_units(known: Round, units: Iterable[str]) -> list[str]:
    chosen = list(dict.fromkeys(units))
    for unit in chosen:
        if unit not in known.units:
            raise CchcError("DOT22", f"đơn vị «{unit}» không có trong đợt", f"Có: {', '.join(known.units)}")
    return chosen


def _write_copies(known: Round, units: Sequence[str], folder: Path, workbooks: Path) -> list[Path]:
    """Find the workbook of each unit, all before the first is written, and write the copies."""
    if folder.resolve() == workbooks.resolve():
        raise CchcError("DOT23", "bản chép sẽ ghi đè workbook gốc", "Chọn thư mục -o khác --workbooks")
    books = _books_of(known, units, workbooks)
    written = []
    for unit in units:
        out = folder / books[unit].path.name
        write_appraised(known, books[unit], out)
        written.append(out)
    return written


def _books_of(known: Round, units: Sequence[str], folder: Path) -> dict[str, UnitBook]:
    """Read the workbooks of these units in a folder, one each; others that lie there do not matter."""
    read, aside = _read(workbooks_in([folder]))
    books: dict[str, UnitBook] = {}
    for book in read:
        try:
            refuse_others(known, book)
        except CchcError as error:
            aside.append(set_aside(book.path, error))
            continue
        if book.unit in books:
            told = f"«{books[book.unit].path.name}» và «{book.path.name}» cùng là của {known.name(book.unit)}"
            raise CchcError("DOT03", told, "Trong thư mục --workbooks, mỗi đơn vị chỉ để một workbook")
        books[book.unit] = book
    lost = [known.name(unit) for unit in units if unit not in books]
    if lost:
        why = "; ".join(f"{one.file}: {one.code} {one.reason}" for one in aside)
        message = f"không có workbook dùng được của {', '.join(lost)} trong «{folder.name}»"
        raise CchcError("DOT22", message + (f" ({why})" if why else ""), "Đặt workbook đơn vị đã gửi vào đó")
    return books
