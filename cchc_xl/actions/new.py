"""Make a workbook of a form for a unit and a period."""

import json
import re
from pathlib import Path

from cchc_xl.actions.check import check_picture
from cchc_xl.entries.from_json import Entries, make_picture
from cchc_xl.entries.results import with_findings
from cchc_xl.errors import CchcError
from cchc_xl.excel.build import build
from cchc_xl.form.load import load_form

_PERIOD = re.compile(r"\d{4}(-(Q1|6T|9T))?")


def new_workbook(form: str, unit: str, period: str, out: Path, entries: Path | None = None) -> None:
    """Build the workbook; with entries it is checked and carries the findings.

    Raises CchcError for an unknown form, unit or period and for entries that do not fit.
    """
    loaded = load_form(form, unit)
    if not _PERIOD.fullmatch(period):
        raise CchcError(
            "KY01", f"kỳ báo cáo «{period}» không đúng", "Ghi như 2021, 2021-Q1, 2021-6T, 2021-9T"
        )
    if int(period[:4]) != loaded.meta.year:
        raise CchcError(
            "KY01", f"biểu mẫu {form} dành cho năm {loaded.meta.year}", "Chọn biểu mẫu của năm báo cáo"
        )
    if entries is None:
        build(make_picture(loaded, period, {}), out)
        return
    picture = make_picture(loaded, period, read_entries(entries))
    build(with_findings(picture, check_picture(picture).findings), out)


def read_entries(path: Path) -> Entries:
    """Read an entries file; raises CchcError JS02 when it is no JSON object."""
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise CchcError("JS02", f"không có tệp «{path.name}»", "Kiểm tra lại đường dẫn") from None
    except (ValueError, OSError, RecursionError) as error:
        raise CchcError("JS02", f"tệp «{path.name}» không phải JSON ({error})", "Sửa tệp nhập liệu") from None
    if not isinstance(data, dict):
        raise CchcError("JS02", f"tệp «{path.name}» phải chứa một đối tượng JSON", "Sửa tệp nhập liệu")
    return data
