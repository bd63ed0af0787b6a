"""Time a one-stop log from its file to tables and findings; prints ratios.

Ours against pandas.read_excel (openpyxl) with the same groupbys and six plain checks, and the peak memory of
the process against one that only reads python-calamine's lists. Each case runs in a process of its own.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

HEADER = (
    "STT", "Mã hồ sơ", "Mã TTHC", "Lĩnh vực", "Họ tên người nộp", "Số điện thoại", "Địa chỉ", "Hình thức nộp",
    "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả", "Thanh toán trực tuyến", "Hình thức trả kết quả",
    "Số ngày tạm dừng",
)  # fmt: skip
FIELDS = ("Việc làm", "Người có công", "Bảo trợ xã hội", "Lao động", "Giáo dục nghề nghiệp")
PERIOD = (date(2020, 12, 15), date(2021, 12, 14))


def write(path: Path, count: int) -> None:
    """Write the log: 57 procedures, 1 % of the rows faulty, a row of totals at the end."""
    import xlsxwriter

    chance = random.Random(7)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet = book.add_worksheet("Hồ sơ")
    sheet.write_row(0, 0, HEADER)
    for i in range(count):
        start = datetime(2020, 11, 1, 8) + timedelta(minutes=chance.randrange(400 * 1440))
        due = start + timedelta(days=chance.randrange(5, 30))
        done = due + timedelta(days=chance.randrange(-8, 3), minutes=chance.randrange(600))
        procedure = chance.randrange(57)
        row = [
            i + 1, f"000.00.19.H20-{start:%y%m%d}-{i:06}", f"1.{procedure:06}", FIELDS[procedure % 5],
            f"Người nộp {i}", f"09{i:08}", f"số {i} đường Nguyễn Huệ, phường {i % 90}",
            ("Trực tuyến", "Trực tiếp", "Bưu chính công ích")[chance.randrange(3)], start, due,
            max(done, start) if chance.random() < 0.95 else None, ("Có", "Không")[chance.randrange(2)],
            ("Trực tiếp", "Bưu chính")[chance.randrange(2)], chance.choice((0, 0, 0, 2)),
        ]  # fmt: skip
        if chance.random() < 0.01:
            spoil(row, chance)
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(i + 1, column, value, moment)
            elif value is not None:
                sheet.write(i + 1, column, value)
    sheet.write_row(count + 1, 0, ("Tổng cộng", f"{count} hồ sơ"))
    book.close()


def spoil(row: list[object], chance: random.Random) -> None:
    """Plant one fault."""
    kind = chance.randrange(5)
    if kind == 0:
        row[10] = row[8] - timedelta(days=3)
    elif kind == 1:
        row[2] = "9.999999"
    elif kind == 2:
        row[7] = "fax"
    elif kind == 3:
        row[9] = f"{row[9]:%d-%m-%Y}"
    else:
        row[8] = "không rõ"


def ours(path: Path) -> int:
    import pandas

    from cchc_xl.dossiers.log import read_log
    from cchc_xl.dossiers.periods import Period, placed
    from cchc_xl.dossiers.tables import causes, resolution, shares, with_procedures
    from cchc_xl.excel.log_file import log_tables

    procedures = pandas.DataFrame(
        [(f"Thủ tục {i}", FIELDS[i % 5], "tinh", "mot_phan", 10.0) for i in range(57)],
        columns=["ten", "linh_vuc", "cap", "muc_do", "thoi_han"],
        index=[f"1.{i:06}" for i in range(57)],
    )
    log = read_log(log_tables(path), path.name, procedures)
    frame = placed(with_procedures(log.dossiers, procedures), Period(*PERIOD))
    tables = [resolution(frame, by) for by in (["linh_vuc", "cap"], ["tthc"])]
    causes(frame), shares(frame)
    assert tables[0]["tong_nhan"].sum() == tables[1]["tong_nhan"].sum()
    return sum(len(finding.places) for finding in log.findings)


def by_pandas(path: Path) -> int:
    import numpy
    import pandas

    frame = pandas.read_excel(path, engine="openpyxl", dtype={"Mã TTHC": str})
    code, procedure, channel = frame["Mã hồ sơ"], frame["Mã TTHC"], frame["Hình thức nộp"]
    days = {c: pandas.to_datetime(frame[c], errors="coerce", dayfirst=True) for c in HEADER[8:11]}
    start, due, done = days.values()
    known = {f"1.{i:06}" for i in range(57)}
    faults = [
        code.duplicated(keep=False), ~procedure.isin(known), done < start, start.isna(), due.isna(),
        ~channel.isin(("Trực tuyến", "Trực tiếp", "Bưu chính công ích")),
    ]  # fmt: skip
    found = sum(int(mask.sum()) for mask in faults)
    good = ~(faults[0] | faults[2] | faults[3] | faults[4] | faults[5])
    frame, start, due, done = frame[good], start[good], due[good], done[good]
    first, last = pandas.Timestamp(PERIOD[0]), pandas.Timestamp(PERIOD[1]) + pandas.Timedelta(days=1)
    to_day = [c.to_numpy("datetime64[D]") for c in (due, done.fillna(last))]
    late = numpy.busday_count(*to_day) - frame["Số ngày tạm dừng"].to_numpy()
    resolved = (done < last).to_numpy()
    table = frame.assign(
        online=(frame["Hình thức nộp"] == "Trực tuyến") & (start >= first),
        direct=(frame["Hình thức nộp"] != "Trực tuyến") & (start >= first),
        carried=start < first,
        before=resolved & (late < 0),
        on=resolved & (late == 0),
        late=resolved & (late > 0),
        open_in=~resolved & (late <= 0),
        open_late=~resolved & (late > 0),
    )
    counts = ["online", "direct", "carried", "before", "on", "late", "open_in", "open_late"]
    for by in ("Lĩnh vực", "Mã TTHC"):
        table.groupby(by)[counts].sum()
    table.groupby("Hình thức trả kết quả").size(), table.groupby("Thanh toán trực tuyến").size()
    return found


def lists(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


CASES = {"cchc_xl": ours, "pandas + openpyxl": by_pandas, "calamine's lists": lists}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--case", choices=CASES)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.case:
        start = time.perf_counter()
        found = CASES[options.case](options.file)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps([time.perf_counter() - start, peak, found]))
        return
    with tempfile.TemporaryDirectory() as directory:
        path = options.file or Path(directory) / "ho-so.xlsx"
        if not path.exists():
            write(path, options.rows)
        runs: dict[str, list[list[float]]] = {case: [] for case in CASES}
        for _ in range(options.runs):
            for case in CASES:
                command = [sys.executable, __file__, "--case", case, "--file", str(path)]
                runs[case].append(json.loads(subprocess.check_output(command)))
    seconds = {case: statistics.median(run[0] for run in taken) for case, taken in runs.items()}
    peaks = {case: statistics.median(run[1] for run in taken) for case, taken in runs.items()}
    lists_peak = peaks["calamine's lists"]
    for case, taken in runs.items():
        told = f"{case:20} {seconds[case] / seconds['cchc_xl']:6.2f} times our time"
        print(
            f"{told}, {peaks[case] / lists_peak:5.2f} times the memory of the lists, {taken[0][2]:.0f} found"
        )


if __name__ == "__main__":
    main()
