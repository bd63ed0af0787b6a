"""Time a full workbook to its findings: ours against pandera and against a loop by hand; prints ratios.

300 documents and 17,000 rows in the other registers (what their prepared ranges hold). The loop reads the
file with python-calamine, pandera gets it from pandas.read_excel. Both do the plain checks of each row:
required cells, lists, dates, whole numbers, keys used twice, references to other registers, documents dated
after the report, the shape of symbols, tasks and inspections that contradict themselves. Ours does these and
all the others: structure, formulas, sequences, the words of every text. Needs `pip install -e ".[bench]"`.
"""

import json
import re
import statistics
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas
import pandera.pandas as pandera
from python_calamine import CalamineWorkbook

from cchc_xl.actions.build import samples
from cchc_xl.actions.check import check_file
from cchc_xl.actions.new import new_workbook, read_entries
from cchc_xl.form.load import load_form
from cchc_xl.form.model import Sheet

ROUNDS = 7
SIZES = {
    "van_ban": 300, "nhiem_vu": 2000, "kiem_tra": 1000, "tuyen_truyen": 1000, "tthc": 2000,
    "quy_trinh": 5000, "ho_so": 5000, "kho_khan": 500, "kien_nghi": 500,
}  # fmt: skip
REPORT = date(2021, 12, 20)
SYMBOL = re.compile(r"\d{1,5}/(\d{4}/)?[A-ZĐ][\wĐđ&.]*(-[A-ZĐ][\wĐđ&.]*){0,3}")
REFERENCES = {("kien_nghi", "kho_khan"): "kho_khan", ("quy_trinh", "tthc"): "tthc", ("ho_so", "tthc"): "tthc"}
FORM = load_form("so-2021", "dt_sldtbxh")


def workbook(directory: Path) -> Path:
    """Build the workbook: the sample's rows again and again, with keys and dates of their own."""
    entries = dict(read_entries(samples()[-1]))
    registers = entries["registers"]
    registers["tthc"] = [
        {"ten": "Cấp giấy phép", "cap": "tinh", "muc_do": "mot_phan", "tinh_trang": "ap_dung"}
    ]
    step = {"buoc": 1, "noi_dung": "Tiếp nhận hồ sơ", "cap": "tinh", "don_vi": "Văn phòng Sở", "thoi_gian": 1}
    registers["quy_trinh"] = [step | {"vi_tri": "Chuyên viên"}]
    late = {"loai": "tre_han", "ngay_tre": 1, "ngay_tre_don_vi": 0, "don_vi_tre": "Chi cục Thuế"}
    registers["ho_so"] = [late | {"nguyen_nhan": "co_quan_khac"}]
    for sheet, size in SIZES.items():
        key, rows = FORM.sheets[sheet].columns[0].key, registers[sheet]
        registers[sheet] = [{**rows[i % len(rows)], key: f"{sheet}{i}"} for i in range(size)]
    for i, row in enumerate(registers["van_ban"]):
        day = date(2021, 1, 4) + timedelta(days=i)
        row |= {"loai": "CV", "so_ky_hieu": f"{100 + 7 * i}/SLĐTBXH-VP", "co_quan": "dt_sldtbxh"}
        row |= {"ngay": day.isoformat(), "nhom": "chi_dao", "nam_ap_dung": None}
    counts = dict.fromkeys(("truc_tiep", "ky_truoc", "dung_han", "dang_trong_han", "dang_qua_han"), 0)
    for sheet in ("quy_trinh", "ho_so"):
        for i, row in enumerate(registers[sheet]):
            row["tthc"] = f"tthc{i % 2000}"
    for i, row in enumerate(registers["tthc"]):  # 2 or 3 steps; 1 or 2 late dossiers, each in a row
        several = int(i < 1000)
        row |= {"thoi_han": 2 + several, "ho_so_truc_tuyen": 3}
        settled = {"truoc_han": 2 - several, "qua_han": 1 + several}
        total = {"loai": "tong_hop", "truc_tuyen": 3, **counts, **settled}
        registers["ho_so"][i] = {"ma": f"ho_so{i}", "tthc": f"tthc{i}", **total}
    (directory / "e.json").write_text(json.dumps(entries), "utf-8")
    path = directory / "x.xlsx"
    new_workbook(entries["form"], entries["unit"], entries["period"], path, directory / "e.json")
    return path


def grids(path: Path) -> dict[str, list[list[Any]]]:
    """Read the registers' rows that hold anything."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        key: [row for row in book.get_sheet_by_name(FORM.sheets[key].title).to_python()[4:] if any(row)]
        for key in SIZES
    }


def labels(sheet: Sheet) -> dict[str, frozenset[str]]:
    return {c.key: frozenset(FORM.options(c.list).values()) for c in sheet.columns if c.type == "choice"}


def by_hand(path: Path) -> int:
    """Check with one loop over the rows; gives the number of findings, each with its cell."""
    found: list[tuple[str, str]] = []
    tables = grids(path)
    keys = {key: {row[0] for row in rows} for key, rows in tables.items()}
    for key, rows in tables.items():
        sheet = FORM.sheets[key]
        lists, at = labels(sheet), {column.key: i for i, column in enumerate(sheet.columns)}
        used = Counter(row[0] for row in rows)
        for number, row in enumerate(rows, 5):
            if used[row[0]] > 1:
                found.append(("SO02", f"A{number}"))
            for i, column in enumerate(sheet.columns):
                value, cell = row[i], f"{chr(65 + i)}{number}"
                if value == "":
                    if column.required:
                        found.append(("SO01", cell))
                elif column.type == "choice" and value not in lists[column.key]:
                    found.append(("GT06", cell))
                elif column.type == "date" and not isinstance(value, date):
                    found.append(("GT05", cell))
                elif column.type == "integer" and not (isinstance(value, float) and value >= 0):
                    found.append(("GT01", cell))
                elif (key, column.key) in REFERENCES and value not in keys[REFERENCES[key, column.key]]:
                    found.append(("SO03", cell))
            if key == "van_ban":
                if isinstance(row[at["ngay"]], date) and row[at["ngay"]] > REPORT:
                    found.append(("VB01", f"E{number}"))
                if not SYMBOL.fullmatch(str(row[at["so_ky_hieu"]])):
                    found.append(("VB02", f"D{number}"))
            elif key == "nhiem_vu":
                if row[at["ngay_hoan_thanh"]] != "" and row[at["trang_thai"]] != "Hoàn thành":
                    found.append(("NV01", f"F{number}"))
            elif key == "kiem_tra" and "" not in (row[at["da_xu_ly"]], row[at["van_de"]]):
                found += [("KT01", f"H{number}")] if row[at["da_xu_ly"]] > row[at["van_de"]] else []
    return len(found)


def by_pandera(path: Path) -> int:
    """Check the same with pandera's schemas; gives the number of failure cases."""
    titles = [FORM.sheets[key].title for key in SIZES]
    sheets = pandas.read_excel(path, titles, header=3, dtype=object)
    frames = {
        key: sheets[FORM.sheets[key].title]
        .dropna(how="all")
        .set_axis([column.key for column in FORM.sheets[key].columns], axis=1)
        for key in SIZES
    }
    found = 0
    for key, frame in frames.items():
        try:
            _schema(key, frames).validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            found += len(errors.failure_cases)
    return found


def _schema(key: str, frames: dict[str, pandas.DataFrame]) -> pandera.DataFrameSchema:
    sheet, columns = FORM.sheets[key], {}
    lists = labels(sheet)
    for i, column in enumerate(sheet.columns):
        checks = []
        if column.type == "choice":
            checks.append(pandera.Check.isin(lists[column.key]))
        if column.type == "date":
            checks.append(pandera.Check(lambda v: isinstance(v, date), element_wise=True))
        if column.type == "integer":
            checks.append(pandera.Check(lambda v: isinstance(v, int | float) and v >= 0, element_wise=True))
        if (key, column.key) in REFERENCES:
            checks.append(pandera.Check.isin(set(frames[REFERENCES[key, column.key]].iloc[:, 0])))
        if (key, column.key) == ("van_ban", "ngay"):
            checks.append(pandera.Check(lambda v: v <= REPORT, element_wise=True))
        if (key, column.key) == ("van_ban", "so_ky_hieu"):
            checks.append(pandera.Check.str_matches(SYMBOL))
        columns[column.key] = pandera.Column(None, checks, nullable=not column.required, unique=i == 0)
    whole = []
    if key == "nhiem_vu":
        whole.append(pandera.Check(lambda f: f["ngay_hoan_thanh"].isna() | (f["trang_thai"] == "Hoàn thành")))
    if key == "kiem_tra":
        whole.append(pandera.Check(lambda f: ~(f["da_xu_ly"].astype(float) > f["van_de"].astype(float))))
    return pandera.DataFrameSchema(columns, checks=whole)


def main() -> int:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as directory:
        path = workbook(Path(directory))
        jobs: dict[str, Callable[[Path], object]] = {
            "ours, all checks": check_file,
            "python-calamine and a loop by hand": by_hand,
            "pandas.read_excel and pandera": by_pandera,
        }
        times: dict[str, list[float]] = {name: [] for name in jobs}
        for _ in range(ROUNDS):
            for name, work in jobs.items():
                start = time.perf_counter()
                work(path)
                times[name].append(time.perf_counter() - start)
        base = statistics.median(times["ours, all checks"])
        for name, taken in times.items():
            print(f"{name:40} {statistics.median(taken) / base:6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
