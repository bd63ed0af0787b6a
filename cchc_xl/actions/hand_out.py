"""«Phát biểu mẫu»: a workbook for each division of a department, or for each unit of a province."""

import secrets
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from cchc_xl.collect.ledger import FILE, Ledger
from cchc_xl.collect.merge import handed_out
from cchc_xl.collect.submissions import Issued
from cchc_xl.entries.from_json import Entries, make_picture
from cchc_xl.entries.picture import Picture
from cchc_xl.entries.to_json import entries_of
from cchc_xl.errors import CchcError
from cchc_xl.excel.build import build
from cchc_xl.excel.read import read_workbook
from cchc_xl.files import sha256_of
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form
from cchc_xl.form.model import INDICATORS, START, TEXTS, Line, Sheet, Unit
from cchc_xl.form.part import Share, part_of, with_offered, without_counted, write_share
from cchc_xl.mail.letter import addresses
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import slug


class Prefill(StrEnum):
    """What already stands in a workbook that is handed out."""

    NOTHING = "khong"
    ROWS = "so"
    ALL = "tat-ca"


class Task(NamedTuple):
    """What is handed out: until when, to which address it comes back, to whom (symbol or code: address)."""

    due: date
    reply_to: str = ""
    addresses: Mapping[str, str] = {}
    only: Collection[str] = ()
    prefill: Prefill = Prefill.ROWS


class HandedOut(NamedTuple):
    """The workbooks written, and what belongs to no division, in words."""

    items: tuple[Issued, ...]
    remarks: tuple[str, ...]


def hand_out_parts(path: Path, folder: Path, task: Task, *, overwrite: bool = False) -> HandedOut:
    """Write a workbook for each division of the workbook's unit and note them in the ledger of the folder.

    All are written or none. Raises CchcError PHAT01 for unknown divisions, PHAT02 where files are there
    already, TEP20 for a workbook that is itself a part.
    """
    whole = read_workbook(path).whole()
    codes = _codes(whole.form, "phong", task)
    parts = [_part(whole, phong, task) for phong in codes]
    return HandedOut(_written(parts, folder, task, overwrite=overwrite), tuple(_unassigned(whole)))


def hand_out_units(form: str, period: str, folder: Path, task: Task, *, overwrite: bool = False) -> HandedOut:
    """Write a blank workbook for each of these units, as for divisions; `only` must name them."""
    loaded = load_form(form)
    if not task.only:
        raise CchcError(
            "PHAT01", "chưa nêu phát cho đơn vị nào", "Ghi --only dt_snv,dt_stp hoặc --only dt_ubnd"
        )
    pictures = [make_picture(load_form(form, unit), period, {}) for unit in _codes(loaded, "don_vi", task)]
    return HandedOut(
        _written([_stamped(one, task) for one in pictures], folder, task, overwrite=overwrite), ()
    )


def extend(folder: Path, whose: str, until: date, by: str, reason: str) -> str:
    """Give a division or unit, named by symbol or code, more time; says it in words.

    Raises CchcError PHAT01 for one that nothing was handed out to, PHAT07 without a name, a reason or a later
    day, THU13 for a folder in which nothing was handed out.
    """
    with opened(folder) as ledger:
        units = load_form(ledger.about()["form"]).units
        known = {one.phong or one.unit: one for one in ledger.issued()}
        (code,) = chosen(units, list(known), [whose])
        if not (by.strip() and reason.strip()) or until <= known[code].due:
            fix = f"Ghi người cho gia hạn, lý do, và ngày sau hạn {show_date(known[code].due)}"
            raise CchcError("PHAT07", f"chưa gia hạn được cho {units[code].name}", fix)
        ledger.extend(known[code].unit, known[code].phong, until, by, reason)
    return f"Đã gia hạn cho {units[code].name} đến ngày {show_date(until)}"


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    """Open the ledger of a hand-out; raises CchcError THU13 where nothing was handed out or taken in."""
    known = (folder / FILE).is_file()
    with Ledger.open(folder) if known else nullcontext() as ledger:
        if ledger is None or not ledger.about():
            message = f"«{folder.name}» chưa phát biểu mẫu nào"
            raise CchcError("THU13", message, "Nêu thư mục đã phát biểu mẫu (cchc split X.xlsx -o THƯ-MỤC)")
        yield ledger


def read_addresses(path: Path) -> dict[str, str]:
    """Read a table: symbol or code, then one or more addresses; gives them joined by ", ".

    Raises CchcError PHAT04 for what is no table, THU01 for what is no address.
    """
    try:
        lines = path.read_text("utf-8-sig").replace(";", ",").splitlines()
        start = 1 if lines and "@" not in lines[0] else 0  # the header
        pairs = (line.partition(",") for line in lines[start:])
        given = {whose.strip(): text.strip(" ,") for whose, _, text in pairs}
        return {whose: ", ".join(addresses(text)) for whose, text in given.items() if text}
    except (ValueError, OSError) as error:
        message = f"không đọc được bảng địa chỉ «{path.name}» ({type(error).__name__})"
        fix = "Mỗi dòng ghi ký hiệu phòng, dấu phẩy, địa chỉ thư; lưu dạng CSV UTF-8"
        raise CchcError("PHAT04", message, fix) from None


def _codes(form: Form, options: str, task: Task) -> list[str]:
    known = [option.key for option in form.lists[options]]
    for name in task.addresses:
        chosen(form.units, known, [name])  # an address of nobody is a slip of the pen
    return chosen(form.units, known, task.only)


def chosen(units: Mapping[str, Unit], known: Sequence[str], only: Collection[str]) -> list[str]:
    """Give the codes of those asked for by code, by symbol, or together by the code of the body over them."""
    found = {
        name: [code for code in known if name in (code, units[code].parent)]
        or [code for code in known if units[code].symbol == name]
        for name in only
    }
    for name, codes in found.items():
        if not codes or (len(codes) > 1 and units[codes[0]].parent != name):
            shown = ", ".join(codes or [units[code].symbol or code for code in known])
            told = f"«{name}» là của nhiều đơn vị" if codes else f"không có «{name}»"
            raise CchcError("PHAT01", told, f"Chọn trong: {shown}")
    return list(dict.fromkeys(code for codes in found.values() for code in codes)) or list(known)


def _part(whole: Picture, phong: str, task: Task) -> Picture:
    """Make what a division gets: its rows, its figures of the period before, a start page in its words."""
    form, typed = whole.form, entries_of(whole)
    rows = {
        key: [row for row in given if row.get("phong") == phong] for key, given in typed["registers"].items()
    }
    share = _share(whole, phong, {key for key, given in rows.items() if given})
    part = part_of(form, phong, write_share(share))
    rows = {key: given for key, given in rows.items() if key in share}
    entries: Entries = {
        "registers": rows if task.prefill is not Prefill.NOTHING else {},
        "indicators": dict(_lines(typed["indicators"], part.indicators, ("phong", "previous"), task)),
        "texts": dict(_lines(typed["texts"], part.sheets[TEXTS].line, ("phong",), task)),
    }
    told = {key: _told(part, key, len(entries["registers"].get(key, ()))) for key in share}
    part = replace(part, sheets={**part.sheets, START: _start(part, phong, task, told)})
    stamp = whole.stamp._replace(phong=phong, share=write_share(share))
    return _stamped(replace(make_picture(part, stamp.period, entries), stamp=stamp), task)


def _share(whole: Picture, phong: str, registers: Collection[str]) -> Share:
    """Give the sheets and lines that a workbook says a division answers for."""
    lines = {
        key: tuple(
            row.key for row in whole.rows[key] if "phong" in row.letters and row["phong"].text == phong
        )
        for key in (INDICATORS, TEXTS)
    }
    used = {key for key, rows in whole.rows.items() if rows}
    sheets = whole.form.sheets  # what is hidden until used is kept in one place, not by each division
    own = {key: () for key in registers if sheets[key].owner == "phong" and not sheets[key].hidden}
    return with_offered(whole.form, {**without_counted(whole.form, lines, used), **own})


def _lines(
    typed: Mapping[str, Mapping[str, Any]], kept: Collection[str], columns: Collection[str], task: Task
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what is written into the lines of a part: all, or only some columns."""
    for key, cells in typed.items():
        if key in kept:
            everything = task.prefill is Prefill.ALL
            yield key, {name: value for name, value in cells.items() if everything or name in columns}


def _told(part: Form, key: str, rows: int) -> str:
    sheet = part.sheets[key]
    if sheet.grows:
        known = f"{rows} dòng đã ghi sẵn: xem lại, cập nhật. " if rows else ""
        return f"{known}Phát sinh mới thì ghi tiếp ngay dưới dòng cuối; không có thì để trống."
    asked = sum(1 for line in sheet.lines if line.type and not line.heading)
    return f"{asked} {'chỉ tiêu' if key == INDICATORS else 'mục'} do phòng, đơn vị cung cấp."


def _start(part: Form, phong: str, task: Task, told: Mapping[str, str]) -> Sheet:
    """Give the start page in the words of a division."""
    sheet, name = part.sheets[START], part.options("phong")[phong]
    back = f"{part.unit.name}{f' ({task.reply_to})' if task.reply_to else ''}"
    intro = (
        f"Phần của {name}. Điền xong thì lưu lại và gửi chính tệp này về {back} chậm nhất ngày "
        f"{show_date(task.due)}. {sheet.intro} Không đổi tên trang, không xóa cột."
    )
    filler = part.meta.fillers.get("phong", "")
    lines: Iterable[Line] = (
        line._replace(texts={**line.texts, "noi_dung": told[line.key], "nguoi_dien": filler})
        if line.key in told
        else line
        for line in sheet.lines
    )
    return replace(sheet, intro=intro, lines=tuple(lines))


def _stamped(picture: Picture, task: Task) -> Picture:
    token = secrets.token_hex(8)
    return replace(picture, stamp=picture.stamp._replace(token=token, due=task.due.isoformat()))


def _written(pictures: Sequence[Picture], folder: Path, task: Task, *, overwrite: bool) -> tuple[Issued, ...]:
    """Write all beside the folder's files, note them in the ledger, then move them into place."""
    names = [_file_name(picture) for picture in pictures]
    period = pictures[0].stamp.period
    if task.due < date(int(period[:4]), 1, 1):
        message = f"hạn {show_date(task.due)} trước khi kỳ {period} bắt đầu"
        raise CchcError("PHAT06", message, "Ghi lại ngày hạn, dạng ngày/tháng/năm")
    there = [name for name in names if (folder / name).exists()]
    if there and not overwrite:
        message = f"«{folder.name}» đã có {', '.join(there[:3])}{' …' if len(there) > 3 else ''}"
        fix = "Chọn thư mục khác, hoặc thêm --overwrite để phát lại (bản phát trước không còn dùng được)"
        raise CchcError("PHAT02", message, fix)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".phat-") as beside:
        for picture, name in zip(pictures, names, strict=True):
            build(picture, Path(beside, name))
        blanks = [Path(beside, name) for name in names]
        issued = tuple(_issued(*pair, task) for pair in zip(pictures, blanks, strict=True))
        with Ledger.open(folder) as ledger:
            stamp = pictures[0].stamp
            ledger.describe(form=stamp.form, period=stamp.period)
            if ledger.closed() is not None:
                fix = "Bản gửi sau vẫn nhận được: chấp nhận từng bản kèm lý do; kỳ khác thì chọn thư mục khác"
                raise CchcError("PHAT05", "số liệu của kỳ này đã chốt nên không phát lại", fix)
            for blank in blanks:
                ledger.wrote(handed_out(read_workbook(blank)))
            ledger.issue(issued)  # first: a token that nobody knows would refuse what comes back
        for name in names:
            Path(beside, name).replace(folder / name)
    return issued


def _file_name(picture: Picture) -> str:
    form, stamp = picture.form, picture.stamp
    whose = form.units[stamp.phong or stamp.unit].name
    return f"cchc-{stamp.period.lower()}-{slug(whose).replace('_', '-')}.xlsx"


def _issued(picture: Picture, blank: Path, task: Task) -> Issued:
    stamp = picture.stamp
    code = stamp.phong or stamp.unit
    address = task.addresses.get(code) or task.addresses.get(picture.form.units[code].symbol, "")
    known = blank.name, sha256_of(blank)
    return Issued(stamp.unit, stamp.phong, stamp.token, task.due, None, address, *known)


def _unassigned(whole: Picture) -> Iterator[str]:
    """Tell the rows of registers that no division gets."""
    for key, sheet in whole.form.sheets.items():
        if sheet.grows and sheet.owner == "phong" and "phong" in sheet.column:
            odd = [row.key or str(row.number) for row in whole.filled(key) if not row["phong"].text]
            if odd:
                shown = ", ".join(odd[:8]) + (" …" if len(odd) > 8 else "")
                yield f"trang {sheet.title}: {len(odd)} dòng chưa giao cho ai nên không phát ({shown})"
