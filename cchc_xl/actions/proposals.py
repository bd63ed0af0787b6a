"""«Tổng hợp kiến nghị»: the proposals of many workbooks in one report."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cchc_xl import resources
from cchc_xl.actions.ranking import SetAside, of_one_period
from cchc_xl.actions.sources import workbooks
from cchc_xl.entries.picture import Picture
from cchc_xl.errors import CchcError
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.form import Form
from cchc_xl.report.proposals import proposals_context
from cchc_xl.word.render import render

TEMPLATE = "tong-hop-kien-nghi.docx"


class _Sent(NamedTuple):
    """A workbook that can be read."""

    file: str
    form: Form
    period: str
    picture: Picture


def write_proposals(sources: Sequence[Path], out: Path) -> list[SetAside]:
    """Write the proposals of the workbooks among the sources; tell which files were set aside.

    Raises CchcError KN01 where none is left.
    """
    found = [_read(path) for path in workbooks(sources)]
    aside = [one for one in found if isinstance(one, SetAside)]
    sent, strangers = of_one_period([one for one in found if isinstance(one, _Sent)])
    aside += strangers
    if not sent:
        told = "; ".join(f"{one.file}: {one.code}, {one.reason}" for one in aside) or "không có tệp .xlsx"
        raise CchcError("KN01", f"không có workbook nào để tổng hợp ({told})", "Nêu workbook của các đơn vị")
    render(resources.templates() / TEMPLATE, proposals_context([one.picture for one in sent]), out)
    return aside


def _read(path: Path) -> _Sent | SetAside:
    try:
        picture = read_workbook(path)
    except CchcError as error:
        return SetAside(path.name, error.code, error.message)
    return _Sent(path.name, picture.form, picture.stamp.period, picture)
