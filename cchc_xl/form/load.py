"""Load a form from workbook/<form>/ and name every mistake in it."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from cchc_xl import resources
from cchc_xl.errors import CchcError
from cchc_xl.form import model
from cchc_xl.form.form import Form
from cchc_xl.form.model import (
    CRITERIA,
    FIELDS,
    INDICATORS,
    START,
    TEXTS,
    Band,
    Column,
    Line,
    Meta,
    Option,
    Sheet,
    Unit,
)
from cchc_xl.form.rows import (
    NOT_APPLICABLE_LIST,
    choice_list,
    make_check,
    make_indicator,
    make_section,
    make_unit,
    score_lines,
    text_line,
    unit_options,
)
from cchc_xl.form.rules import NOT_APPLICABLE, Criterion, RuleError, make_rule
from cchc_xl.form.tables import TABLES, Fault, Faults, Record, read_table

TYPES = (
    "text",
    "long_text",
    "key",
    "integer",
    "year",
    "decimal",
    "percent",
    "number",
    "code",
    "date",
    "choice",
)
KINDS = ("start", "fields", "register", "indicators", "texts", "criteria", "findings")
FIXED_KEYS = {
    "start": START,
    "fields": FIELDS,
    "indicators": INDICATORS,
    "texts": TEXTS,
    "criteria": CRITERIA,
    "findings": model.FINDINGS,
}
NEEDED = {
    START: "trang noi_dung da_nhap so_o so_loi so_canh_bao",
    FIELDS: "ten gia_tri huong_dan",
    INDICATORS: "ma ten don_vi_tinh so_lieu theo_so so_dung ky_truoc ghi_chu nhac phong",
    TEXTS: "ten noi_dung",
    CRITERIA: "ma ten diem_toi_da quy_tac lua_chon so_lieu diem_tu_cham toi_da_tinh",
    model.FINDINGS: "stt muc_do ma trang o noi_dung tim_thay can_co cach_sua giu_nguyen nguoi ngay",
    "nhiem_vu": "ma noi_dung trang_thai ngay_hoan_thanh",
    "van_ban": "khoa nhom loai so_ky_hieu ngay co_quan trich_yeu",
    "kho_khan": "ma noi_dung",
    "kien_nghi": "ma gui_den noi_dung kho_khan",
}
NEEDED_FIELDS = (
    "don_vi ky nam ngay_chot trang_thai so_van_ban ky_hieu dia_danh ngay_ky thang_ky nam_ky trich_yeu can_cu "
    "kinh_gui quyen_ky chuc_vu nguoi_ky noi_nhan luu"
)
"""Sheets, columns and fields by which checks, report and start page know their data."""


class FormError(CchcError):
    """A form with mistakes; `faults` names them all."""

    def __init__(self, form: str, faults: list[Fault]) -> None:
        told = "\n".join(f"  {fault}" for fault in faults)
        super().__init__("BM02", f"biểu mẫu {form} có {len(faults)} lỗi:\n{told}", "Sửa các dòng đã nêu")
        self.faults = faults


def forms() -> list[str]:
    """List the keys of the forms at hand."""
    return sorted(path.parent.name for path in resources.workbook().glob("*/form.toml"))


@cache
def load_form(key: str, unit: str = "") -> Form:
    """Load a form for a unit (its code; by default the first of the form's kind).

    Raises CchcError BM01 for an unknown form or unit, FormError for a form with mistakes.
    """
    if key not in forms():
        raise CchcError("BM01", f"không có biểu mẫu «{key}»", f"Chọn một trong: {', '.join(forms())}")
    form, faults = read_form(resources.workbook() / key, unit)
    if faults or form is None:
        raise FormError(key, faults)
    return form


def read_form(directory: Path, unit: str = "") -> tuple[Form | None, list[Fault]]:
    """Read a form from its folder together with all its mistakes, cross-references included."""
    from cchc_xl.form.check import cross_check

    loader = _Loader(directory)
    form = loader.form(unit)
    if form is not None and not loader.faults.found:
        cross_check(form, loader.tables)
    return form, loader.faults.found


@dataclass
class Tables:
    """The rows of all tables, by table."""

    directory: Path
    faults: Faults
    rows: Mapping[str, list[Record]] = field(default_factory=dict)

    def find(self, table: str, column: str, value: str) -> Record:
        """Find the row in which a column has a value; the table's head when there is none."""
        for record in self.rows[table]:
            if record[column] == value:
                return record
        return Record(f"{table}.csv", 1, {}, self.faults)


class _Loader:
    """Build a form from its tables, noting mistakes on the way."""

    def __init__(self, directory: Path) -> None:
        self.faults = Faults()
        self.directory = directory
        own = {name: read_table(directory / f"{name}.csv", self.faults) for name in TABLES if name != "units"}
        units = read_table(directory.parent / "units.csv", self.faults)
        self.tables = Tables(directory, self.faults, {**own, "units": units})

    def rows(self, table: str, key: str) -> Iterator[Record]:
        """Give the rows of a table; a key used twice is a mistake."""
        seen: set[str] = set()
        for record in self.tables.rows[table]:
            if record[key] in seen or not record[key]:
                record.fault(key, f"«{record[key]}» trống hoặc trùng", "Đặt một tên riêng")
            seen.add(record[key])
            yield record

    def form(self, unit_code: str) -> Form | None:
        """Assemble the form; None when its foundations are missing."""
        meta = self._meta()
        if meta is None or self.faults.found:
            return None
        units = {record["code"]: make_unit(record) for record in self.rows("units", "code")}
        unit = self._reporting_unit(meta, units, unit_code)
        criteria = {c.code: c for r in self.rows("criteria", "code") if (c := self._criterion(r))}
        lists = self._lists(meta, units, unit, criteria)
        if self.faults.found:
            return None
        sheets = self._sheets(lists, criteria)
        self._foundations(sheets)
        if self.faults.found:
            return None
        indicators = {
            record["code"]: make_indicator(record)
            for record in self.rows("indicators", "code")
            if record["type"] != "heading"
        }
        return Form(
            meta=meta,
            unit=unit,
            units=units,
            lists=lists,
            sheets=sheets,
            indicators=indicators,
            checks=tuple(make_check(record) for record in self.rows("checks", "code")),
            criteria=criteria,
            bands=tuple(Band(r.number("from"), r["label"], r["source"]) for r in self.rows("bands", "from")),
            sections={record["key"]: make_section(record) for record in self.rows("outline", "key")},
            texts={record["key"]: record["text"] for record in self.rows("texts", "key")},
            defaults={record["key"]: record["default"] for record in self.rows("fields", "key")},
        )

    def _foundations(self, sheets: Mapping[str, Sheet]) -> None:
        """Note the sheets, columns and fields that the package cannot do without."""
        for key, columns in NEEDED.items():
            record = self.tables.find("sheets", "key", key)
            if key not in sheets:
                record.fault("key", f"thiếu trang «{key}»", "Thêm trang này vào sheets.csv và columns.csv")
                continue
            for column in columns.split():
                if column not in sheets[key].column:
                    record.fault("key", f"trang «{key}» thiếu cột «{column}»", "Thêm cột vào columns.csv")
        for sheet in sheets.values():
            if sheet.main not in sheet.column and sheet.key != START:
                record = self.tables.find("sheets", "key", sheet.key)
                record.fault("main", f"trang không có cột «{sheet.main}»", "Ghi khóa của cột chính")
        for key in NEEDED_FIELDS.split():
            if FIELDS in sheets and key not in sheets[FIELDS].line:
                head = self.tables.find("fields", "key", key)
                head.fault("key", f"thiếu trường «{key}»", "Thêm dòng này vào fields.csv")

    def _meta(self) -> Meta | None:
        path = self.directory / "form.toml"
        top = Record(path.name, 1, {}, self.faults)
        try:
            with path.open("rb") as file:
                data = tomllib.load(file)
            colours = data.pop("colours", {})
            return Meta(**{**data, "periods": tuple(data.get("periods", ()))}, colours=colours)
        except FileNotFoundError:
            top.fault("", "thiếu tệp", "Tạo form.toml như của một biểu mẫu khác")
        except tomllib.TOMLDecodeError as error:
            top.fault("", f"viết sai TOML ({error})", "Sửa dòng đã nêu")
        except TypeError as error:
            top.fault("", f"thiếu hoặc thừa mục ({error})", "So với form.toml của một biểu mẫu khác")
        return None

    def _reporting_unit(self, meta: Meta, units: Mapping[str, Unit], code: str) -> Unit:
        fitting = {c: u for c, u in units.items() if u.kind == meta.kind_of_unit and u.existed(meta.year)}
        if code and code not in fitting:
            known = ", ".join(fitting)
            raise CchcError(
                "BM01", f"không có đơn vị «{code}» cho biểu mẫu {meta.key} năm {meta.year}", f"Chọn: {known}"
            )
        return fitting[code] if code else next(iter(fitting.values()))

    def _lists(
        self, meta: Meta, units: Mapping[str, Unit], unit: Unit, criteria: Mapping[str, Criterion]
    ) -> dict[str, tuple[Option, ...]]:
        lists: dict[str, tuple[Option, ...]] = {}
        for record in self.tables.rows["lists"]:
            option = Option(record["key"], record["label"])
            others = lists.get(record["list"], ())
            if not option.label or option.label.casefold() in {other.label.casefold() for other in others}:
                record.fault(
                    "label", f"«{option.label}» trống hoặc trùng", "Đặt một nhãn riêng trong danh mục"
                )
            lists[record["list"]] = (*others, option)
        there = [u for u in units.values() if u.existed(meta.year)]
        offices = [u for u in there if u.kind not in ("phong", "truc_thuoc")]
        lists["don_vi"] = unit_options(u for u in there if u.kind == meta.kind_of_unit)
        lists["co_quan"] = unit_options(iter(offices))
        lists["phong"] = unit_options(u for u in there if u.parent == unit.code and u not in offices)
        lists[NOT_APPLICABLE_LIST] = (NOT_APPLICABLE,)
        for criterion in criteria.values():
            if criterion.rule and criterion.rule.options:
                lists[choice_list(criterion)] = criterion.options
        return lists

    def _criterion(self, record: Record) -> Criterion | None:
        maximum = record.number("max")
        rule = None
        if record["kind"] != "sum":
            try:
                rule = make_rule(record["kind"], record["params"], maximum)
            except RuleError as error:
                record.fault("params" if record["kind"] else "kind", str(error), "Sửa theo mẫu đã nêu")
                return None
        return Criterion(
            record["code"],
            record["label"],
            maximum,
            record["kind"],
            record["input"],
            rule,
            record["evidence"],
            record["source"],
        )

    def _sheets(
        self, lists: Mapping[str, tuple[Option, ...]], criteria: Mapping[str, Criterion]
    ) -> dict[str, Sheet]:
        lines: dict[str, Callable[[], tuple[Line, ...]]] = {
            START: self._start_lines,
            FIELDS: lambda: tuple(self._field(record, lists) for record in self.rows("fields", "key")),
            INDICATORS: lambda: tuple(
                self._figure(record, lists) for record in self.rows("indicators", "code")
            ),
            TEXTS: lambda: tuple(text_line(r) for r in self.tables.rows["outline"] if r["typed"] == "yes"),
            CRITERIA: lambda: score_lines(criteria),
        }
        columns: dict[str, list[Column]] = {}
        for record in self.tables.rows["columns"]:
            columns.setdefault(record["sheet"], []).append(self._column(record, lists))
        sheets = {}
        for record in self.rows("sheets", "key"):
            key, kind = record["key"], record.one_of("kind", KINDS)
            if key not in columns or FIXED_KEYS.get(kind, key) != key:
                record.fault(
                    "key", f"trang «{key}» không có cột nào hoặc sai khóa", "Khai cột trong columns.csv"
                )
                continue
            sheets[key] = Sheet(
                key,
                record["title"],
                kind,
                record["owner"],
                record["main"],
                int(record.number("capacity")),
                record["intro"],
                tuple(columns[key]),
                lines.get(key, tuple)(),
            )
        return sheets

    def _column(self, record: Record, lists: Mapping[str, tuple[Option, ...]]) -> Column:
        record.one_of("fill", ("fixed", "typed", "computed"))
        record.one_of("required", ("", "yes"))
        self._typed(record, lists, (*TYPES, "by_line"))
        return Column(
            record["key"],
            record["title"],
            record["type"],
            record["list"],
            record["fill"],
            record["required"] == "yes",
            float(record.number("width", Decimal(12))),
            record["example"],
            record["help"],
        )

    @staticmethod
    def _typed(record: Record, lists: Mapping[str, tuple[Option, ...]], types: tuple[str, ...]) -> None:
        kind = record.one_of("type", types)
        needs_list = kind in ("choice", "code")
        if needs_list and record["list"] not in lists:
            record.fault("list", f"không có danh mục «{record['list']}»", "Khai danh mục trong lists.csv")
        if not needs_list and record["list"]:
            record.fault("list", "chỉ loại choice và code có danh mục", "Xóa ô này hoặc đổi loại")

    def _field(self, record: Record, lists: Mapping[str, tuple[Option, ...]]) -> Line:
        self._typed(record, lists, TYPES)
        texts = {"ten": record["label"], "huong_dan": record["help"]}
        return Line(
            record["key"],
            texts,
            record["type"],
            record["list"],
            record["required"],
            record["example"],
            record["help"],
        )

    def _figure(self, record: Record, lists: Mapping[str, tuple[Option, ...]]) -> Line:
        code = record["code"]
        texts = {"ma": code, "ten": record["label"], "don_vi_tinh": record["unit"], "nguon": record["source"]}
        if record["type"] == "heading":
            return Line(code, texts, heading=True, level=1)
        self._typed(record, lists, ("integer", "decimal", "percent", "code"))
        typed = "" if record["formula"] else record["type"]
        return Line(code, texts, typed, record["list"], record["required"], level=code.count(".") + 1)

    def _start_lines(self) -> tuple[Line, ...]:
        own = (START, model.FINDINGS)
        sheets = [r for r in self.tables.rows["sheets"] if r["key"] not in own]
        return (
            Line("ket_luan", {"trang": "Kết luận soát lỗi"}, heading=True, level=1),
            *(Line(r["key"], {"trang": r["title"], "noi_dung": r["intro"]}) for r in sheets),
            Line("diem", {"trang": "Điểm tự chấm", "noi_dung": "Điểm đạt được và điểm tối đa."}, "number"),
        )
