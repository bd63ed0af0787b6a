"""Load a form from its folder: CSV tables and form.toml become a Form, or a list of mistakes."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cchc_xl import resources
from cchc_xl.errors import CchcError
from cchc_xl.form import lines
from cchc_xl.form.criteria import Criterion, Setting
from cchc_xl.form.form import Form
from cchc_xl.form.model import (
    CRITERIA,
    FIELDS,
    INDICATORS,
    OVERVIEW,
    START,
    SUMMARY,
    TEXTS,
    VARIANTS,
    Band,
    Column,
    Line,
    Meta,
    Option,
    Sheet,
    Unit,
)
from cchc_xl.form.needed import KINDS, find_missing
from cchc_xl.form.outlines import make_outlines
from cchc_xl.form.ranking import make_group, make_ranking
from cchc_xl.form.rows import (
    beside,
    grouped,
    in_force,
    make_check,
    make_column,
    make_criterion,
    make_indicator,
    make_section,
    make_setting,
    make_unit,
    unit_options,
)
from cchc_xl.form.rules import NOT_APPLICABLE
from cchc_xl.form.tables import OPTIONAL, SHARED, TABLES, Fault, Faults, Record, derived, key_of, read_table

TYPES = (
    "text", "long_text", "key", "link", "integer", "year", "decimal", "percent", "number", "code", "date",
    "choice",
)  # fmt: skip


class FormError(CchcError):
    """A form with mistakes; `faults` names them all."""

    def __init__(self, form: str, faults: list[Fault]) -> None:
        told = "\n".join(f"  {fault}" for fault in faults)
        super().__init__("BM02", f"biểu mẫu {form} có {len(faults)} lỗi:\n{told}", "Sửa các dòng đã nêu")
        self.faults = faults


def shipped() -> list[str]:
    """List the keys of the forms that come with the package."""
    return _keys(resources.workbook())


def forms() -> list[str]:
    """List the keys of the forms at hand, the user's own behind those shipped."""
    return list(dict.fromkeys((*shipped(), *_keys(resources.own_forms()))))


def usable() -> Iterator[Form]:
    """Load the forms at hand; one of the user's own that has mistakes is passed over."""
    for key in forms():
        try:
            yield load_form(key)
        except CchcError:
            if key in shipped():
                raise


def folder_of(key: str, beside: Path | None = None) -> Path:
    """Locate a form: first `beside` another one, then the shipped forms, then the user's own."""
    places = [resources.workbook(), resources.own_forms()]
    folders = [place / key for place in ([beside] if beside else []) + places]
    return next((folder for folder in folders if (folder / "form.toml").is_file()), folders[0])


def tables_of(key: str) -> "Tables":
    """Read the tables of a form as they stand, those of its base included."""
    return _Loader(folder_of(key)).tables


def _keys(place: Path) -> list[str]:
    return sorted(path.parent.name for path in place.glob("*/form.toml"))


@cache
def load_form(key: str, unit: str = "") -> Form:
    """Load a form for a unit (its code; by default the first of the form's kind).

    Raises CchcError BM01 for an unknown form or unit, FormError for a form with mistakes in its rows; those
    that only show between rows are found by `read_form`, which `cchc form check` and `cchc build` call.
    """
    if key not in forms():
        raise CchcError("BM01", f"không có biểu mẫu «{key}»", f"Chọn một trong: {', '.join(forms())}")
    loader = _Loader(folder_of(key))
    form = loader.form(unit)
    if loader.faults.found or form is None:
        raise FormError(key, loader.faults.found)
    twins = _SHAPES.setdefault(key, [])
    if twin := next((one for one in twins if one == replace(form, unit=one.unit)), None):
        return twin.for_unit(form.unit)
    twins.append(form)
    return form


_SHAPES: dict[str, list[Form]] = {}
"""Forms as loaded, by key, one for all units whose forms differ in nothing but the unit."""


def read_form(directory: Path, unit: str = "") -> tuple[Form | None, list[Fault]]:
    """Read a form from its folder together with all its mistakes, cross-references included."""
    from cchc_xl.form.check import cross_check

    loader = _Loader(directory)
    form = loader.form(unit)
    if form is not None and not loader.faults.found:
        cross_check(form, loader.tables)
    return form, loader.faults.found


class Tables(NamedTuple):
    """The rows of all tables, by table."""

    directory: Path
    faults: Faults
    rows: Mapping[str, list[Record]]

    def row(self, table: str, key: str) -> Record:
        """Find a row by its whole key or by its first column; the table's head when there is none."""
        for record in self.rows[table]:
            if key in (key_of(table, record), record[TABLES[table][0]]):
                return record
        return Record(f"{table}.csv", 1, {}, self.faults)

    def find(self, table: str, column: str, value: str) -> Record:
        """Find the row in which a column has a value; the table's head when there is none."""
        for record in self.rows[table]:
            if record[column] == value:
                return record
        return Record(f"{table}.csv", 1, {}, self.faults)


_META_TYPES: dict[str, type] = {
    "year": int, "periods": list, "set_maximum": int, "replaces": list, "offered": list, "colours": dict,
    "fillers": dict, "ranking": dict,
}  # fmt: skip


class _Loader:
    """Build a form from its tables, noting mistakes on the way."""

    def __init__(self, directory: Path) -> None:
        self.faults = Faults()
        self.directory = directory
        self.data, rows = self._read(directory, "")
        units = directory.parent / "units.csv"
        if not units.is_file():
            units = resources.workbook() / "units.csv"
        self.tables = Tables(directory, self.faults, {**rows, "units": read_table(units, self.faults)})

    def _read(self, directory: Path, shown: str) -> tuple[dict[str, Any], dict[str, list[Record]]]:
        """Read form.toml and the tables, laid over those of the form's base."""
        data = self._toml(directory / "form.toml", shown)
        for path in sorted(directory.glob("*.csv")):
            if path.stem not in TABLES or path.stem in SHARED:
                top = Record(shown + path.name, 1, {}, self.faults)
                top.fault("", "biểu mẫu không có bảng này", "Sửa tên tệp hoặc xóa tệp")
        base = str(data.get("base", ""))
        tables = {
            name: read_table(
                directory / f"{name}.csv", self.faults, shown=shown, optional=bool(base) or name in OPTIONAL
            )
            for name in TABLES
            if name not in SHARED
        }
        if not base:
            return data, tables
        folder = folder_of(base, directory.parent)
        if not folder.is_dir() or shown.count("/") > 20 or folder == self.directory:
            top = Record(f"{shown}form.toml", 1, {}, self.faults)
            top.fault("base", f"không có biểu mẫu gốc «{base}»", "Ghi khóa của một biểu mẫu khác")
            return data, tables
        base_data, base_tables = self._read(folder, f"../{base}/")
        replaces = data.get("replaces", [])
        return {**base_data, **data}, derived(base_tables, tables, replaces)

    def _toml(self, path: Path, shown: str) -> dict[str, Any]:
        top = Record(shown + path.name, 1, {}, self.faults)
        try:
            with path.open("rb") as file:
                return tomllib.load(file)
        except FileNotFoundError:
            top.fault("", "thiếu tệp", "Tạo form.toml như của một biểu mẫu khác")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            line = re.search(r"line (\d+)", str(error))
            where = Record(top.file, int(line[1]) if line else 1, {}, self.faults)
            where.fault("", "viết sai TOML", 'Chữ đặt trong nháy kép, mỗi dòng một mục: key = "so-2022"')
        return {}

    def rows(self, table: str) -> Iterator[Record]:
        """Give the rows of a table that are in force; a key used twice is a mistake."""
        seen: set[str] = set()
        key_column = TABLES[table][0]
        for record in self.tables.rows[table]:
            if table == "indicators" and not in_force(record, int(self.data["year"])):
                continue
            if record[key_column] in seen or not record[key_column]:
                record.fault(key_column, f"«{record[key_column]}» trống hoặc trùng", "Đặt một tên riêng")
            seen.add(record[key_column])
            yield record

    def form(self, unit_code: str) -> Form | None:
        """Assemble the form; None when its foundations are missing."""
        meta = self._meta()
        if meta is None or self.faults.found:
            return None
        units = {record["code"]: make_unit(record) for record in self.rows("units")}
        unit = self._reporting_unit(meta, units, unit_code)
        settings = {record["key"]: make_setting(record) for record in self.rows("settings")}
        criteria = self._criteria(meta, units, unit)
        bands = tuple(Band(r.number("from"), r["label"], r["source"]) for r in self.rows("bands"))
        lists = self._lists(meta, units, unit, criteria)
        if self.faults.found:
            return None
        owners = {u.symbol: u.code for u in units.values() if u.parent == unit.code and u.existed(meta.year)}
        sheets = self._sheets(meta, lists, criteria, settings, units, owners)
        find_missing(sheets, self.tables)
        if self.faults.found:
            return None
        rows = self.tables.rows
        sections = {record["key"]: make_section(record) for record in self.rows("outline")}
        figures = [record for record in self.rows("indicators") if record["type"] != "heading"]
        return Form(
            meta=meta,
            unit=unit,
            units=units,
            lists=lists,
            sheets=sheets,
            indicators={record["code"]: make_indicator(record) for record in figures},
            checks=tuple(make_check(record) for record in self.rows("checks")),
            criteria=criteria,
            settings=settings,
            bands=bands,
            groups={r["unit"]: make_group(r) for r in self.rows("groups")},
            sections=sections,
            outlines=make_outlines(rows["outlines"], sections),
            texts={record["key"]: record["text"] for record in self.rows("texts")},
            summary={record["key"]: (record["value"], record["of"]) for record in self.rows("summary")},
            retired=grouped((f"{r['table']}.{r['key']}", r["text"]) for r in rows["retired"]),
            migrations=grouped(
                (r["from_version"], (r["sheet"], r["old"], r["new"])) for r in rows["migrations"]
            ),
            defaults={record["key"]: record["default"] for record in self.rows("fields")},
        )

    def _meta(self) -> Meta | None:
        top = Record("form.toml", 1, {}, self.faults)
        if self.faults.found and not {"key", "year"} <= self.data.keys():
            return None
        for key in self.data.keys() - {*Meta._fields}:
            top.fault(key, f"không có mục «{key}»", "Xóa mục này")
        for key in Meta._fields:
            kind = _META_TYPES.get(key, str)
            if key not in self.data and key not in Meta._field_defaults:
                top.fault(key, f"thiếu mục «{key}»", "So với form.toml của một biểu mẫu khác")
            elif not isinstance(self.data.get(key, kind()), kind):
                top.fault(key, f"mục «{key}» sai kiểu", "So với form.toml của một biểu mẫu khác")
        if self.faults.found:
            return None
        tuples = {key: tuple(self.data.get(key, ())) for key in ("periods", "replaces", "offered")}
        ranking = make_ranking(self.data.get("ranking", {}), top)
        return Meta(**{**self.data, **tuples, "ranking": ranking})

    def _reporting_unit(self, meta: Meta, units: Mapping[str, Unit], code: str) -> Unit:
        fitting = {c: u for c, u in units.items() if u.kind == meta.kind_of_unit and u.existed(meta.year)}
        if code and code not in fitting:
            known = ", ".join(fitting)
            raise CchcError(
                "BM01", f"không có đơn vị «{code}» cho biểu mẫu {meta.key} năm {meta.year}", f"Chọn: {known}"
            )
        return fitting[code] if code else next(iter(fitting.values()))

    def _criteria(self, meta: Meta, units: Mapping[str, Unit], unit: Unit) -> dict[str, Criterion]:
        """Make the criteria; the body that appraises one is named by its symbol beside the unit."""
        criteria = {}
        for record in self.tables.rows["criteria"]:
            symbol = record["appraiser"]
            appraiser = beside(units, unit, symbol, meta.year) if symbol else None
            if symbol and appraiser is None:
                record.fault(
                    "appraiser",
                    f"không có cơ quan thẩm định «{symbol}»",
                    "Ghi ký hiệu trong units.csv",
                    "BT12",
                )
            criterion = make_criterion(record, appraiser.code if appraiser else "")
            if criterion and record["code"] in criteria:
                record.fault(
                    "code", f"mã «{record['code']}» trùng dòng trên", "Mỗi dòng một mã riêng", "BT01"
                )
            elif criterion:
                criteria[criterion.code] = criterion
        return criteria

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
        own = (u for u in there if u.parent == unit.code and u.kind in ("phong", "truc_thuoc"))
        lists["phong"] = unit_options(own)
        lists[lines.NOT_APPLICABLE_LIST] = (NOT_APPLICABLE,)
        for criterion in criteria.values():
            if criterion.rule and criterion.rule.options:
                lists[lines.choice_list(criterion)] = criterion.options
        return lists

    def _sheets(
        self,
        meta: Meta,
        lists: Mapping[str, tuple[Option, ...]],
        criteria: Mapping[str, Criterion],
        settings: Mapping[str, Setting],
        units: Mapping[str, Unit],
        owners: lines.Owners,
    ) -> dict[str, Sheet]:
        rows = self.tables.rows
        prescribed: dict[str, Iterator[Line]] = {
            START: lines.start_lines(rows["sheets"], meta.fillers),
            FIELDS: (lines.field_line(self._typed(r, lists)) for r in self.rows("fields")),
            INDICATORS: (lines.figure_line(self._figure(r, lists), owners) for r in self.rows("indicators")),
            TEXTS: (lines.text_line(r, owners) for r in rows["outline"] if r["typed"] == "yes"),
            CRITERIA: lines.score_lines(criteria, settings, units, rows["criteria"], owners),
            OVERVIEW: lines.overview_lines(lists["phong"], criteria),
            VARIANTS: lines.variant_lines(settings),
            SUMMARY: lines.summary_lines(rows["summary"], criteria),
        }
        columns: dict[str, list[Column]] = {}
        for record in rows["columns"]:
            columns.setdefault(record["sheet"], []).append(
                make_column(self._typed(record, lists, (*TYPES, "by_line")))
            )
        sheets = {}
        for record in self.rows("sheets"):
            key, kind = record["key"], record.one_of("kind", KINDS)
            if key not in columns or (KINDS.get(kind) or key) != key:
                fix = "Khai cột trong columns.csv"
                record.fault("key", f"trang «{key}» không có cột nào hoặc sai khóa", fix)
                continue
            sheets[key] = Sheet(
                key,
                record["title"],
                kind,
                record["owner"],
                record["main"],
                int(record.number("capacity")),
                record["intro"],
                record.one_of("hidden", ("", "yes")) == "yes",
                record["carry"],
                record["print_to"],
                tuple(columns[key]),
                tuple(prescribed.get(key, ())),
            )
        return sheets

    def _figure(self, record: Record, lists: Mapping[str, tuple[Option, ...]]) -> Record:
        if record["type"] == "heading":
            return record
        return self._typed(record, lists, ("integer", "decimal", "percent", "code"))

    @staticmethod
    def _typed(
        record: Record, lists: Mapping[str, tuple[Option, ...]], types: tuple[str, ...] = TYPES
    ) -> Record:
        """Give the row back, its type and list looked at."""
        kind = record.one_of("type", types)
        needs_list = kind in ("choice", "code")
        if needs_list and record["list"] not in lists:
            record.fault("list", f"không có danh mục «{record['list']}»", "Khai danh mục trong lists.csv")
        if not needs_list and record["list"]:
            record.fault("list", "chỉ loại choice và code có danh mục", "Xóa ô này hoặc đổi loại")
        return record
