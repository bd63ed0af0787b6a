"""Logs of one-stop systems for tests: tables in memory, files, procedures."""

import csv
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

from cchc_xl.dossiers.log import read_log
from cchc_xl.dossiers.reading import Table

HEADER = (
    "STT", "Mã hồ sơ", "Mã TTHC", "Họ tên người nộp", "Hình thức nộp", "Ngày tiếp nhận", "Ngày hẹn trả",
    "Ngày trả",
)  # fmt: skip
PROCEDURES = pd.DataFrame(
    [
        ("Cấp giấy phép lao động", "Việc làm", "tinh", "toan_trinh", 5.0),
        ("Xác nhận người có công", "Người có công", "tinh", "mot_phan", 10.0),
        ("Trợ cấp xã hội hằng tháng", "Bảo trợ xã hội", "xa", "khong", 7.0),
    ],
    columns=["ten", "linh_vuc", "cap", "muc_do", "thoi_han"],
    index=["1.000001", "1.000002", "1.000003"],
)


def row(number, *, tthc="1.000001", kenh="Trực tiếp", nhan="2021-11-01", hen="2021-11-10", tra="2021-11-08"):
    """A row under HEADER; days are ISO, "" for none, and go as real days."""
    moments = (datetime.fromisoformat(day) if day else "" for day in (nhan, hen, tra))
    return [number, f"H20-{number:05}", tthc, f"Nguyễn Văn Bí Mật {number}", kenh, *map(_bare, moments)]


def _bare(moment):
    return moment.date() if moment and moment == datetime(moment.year, moment.month, moment.day) else moment


def read(rows, header=HEADER, procedures=PROCEDURES, above=()):
    """Read a log held in memory."""
    return read_log([Table("Sổ", [*above, list(header), *rows])], "so.xlsx", procedures)


def told(log):
    """The cells of each finding, by code."""
    found = {}
    for finding in log.findings:
        found.setdefault(finding.code, set()).update(place.cell for place in finding.places)
    return found


def save(path: Path, rows, header=HEADER, errors=(), merged=()) -> Path:
    """Write a log to .xlsx or .csv; `errors` are cells that hold #N/A, `merged` ranges with their text."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows([header, *(map(_typed, one) for one in rows)])
        return path
    book = xlsxwriter.Workbook(str(path))
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet = book.add_worksheet("Sổ")
    for at, text in merged:
        sheet.merge_range(at, text)
    for number, cells in enumerate([header, *rows], len({at[1:2] for at, _ in merged})):
        for column, value in enumerate(cells):
            if isinstance(value, date):
                sheet.write_datetime(number, column, datetime.fromisoformat(value.isoformat()), moment)
            elif value != "":
                sheet.write(number, column, value)
    for cell in errors:
        sheet.write_formula(cell, "=NA()", value="#N/A")
    book.close()
    return path


def _typed(value):
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
