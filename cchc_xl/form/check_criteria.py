"""Mistakes in a set of criteria that show only when its rows are read together."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from cchc_xl.form.criteria import Criterion, children, is_extra
from cchc_xl.form.form import Form
from cchc_xl.form.kinds import BONUS, KINDS, PENALTY
from cchc_xl.text.numbers import show_number

if TYPE_CHECKING:
    from cchc_xl.form.load import Tables
    from cchc_xl.form.tables import Record


def check(form: Form, tables: "Tables") -> None:
    """Note every mistake in the faults of the tables."""
    divisions = {unit.symbol for unit in form.units.values() if unit.kind in ("phong", "truc_thuoc")}
    for criterion in form.criteria.values():
        record = tables.find("criteria", "code", criterion.code)
        if record["phong"] and record["phong"] not in divisions:
            fix = "Ghi ký hiệu một phòng trong units.csv"
            record.fault("phong", f"không có phòng, đơn vị «{record['phong']}»", fix, "BT13")
        _place(form, criterion, record)
        _setting(form, criterion, record)
        _sum(form, criterion, record)
    areas = [top for top in children(form.criteria, "") if not is_extra(form.criteria, top)]
    whole = sum((area.maximum for area in areas), Decimal(0))
    if whole != form.meta.set_maximum:
        found, wanted = show_number(whole), show_number(Decimal(form.meta.set_maximum))
        head = tables.find("criteria", "code", areas[0].code if areas else "")
        head.fault(
            "max",
            f"các lĩnh vực cộng lại {found}, cả bộ phải là {wanted}",
            "Sửa điểm tối đa của lĩnh vực",
            "BT05",
        )


def _place(form: Form, criterion: Criterion, record: "Record") -> None:
    kids = children(form.criteria, criterion.code)
    if criterion.parent and criterion.parent not in form.criteria:
        record.fault("code", f"không có mục cha «{criterion.parent}»", "Thêm dòng của mục cha", "BT02")
    if criterion.rule and kids:
        record.fault(
            "kind", "mục có mục con phải có loại quy tắc sum", "Đổi loại quy tắc hoặc đổi mã mục con", "BT14"
        )
    if criterion.rule is None and not kids:
        record.fault("kind", "mục cộng nhưng không có mục con", "Thêm mục con hoặc đổi loại quy tắc", "BT14")
    if criterion.kind in (BONUS, PENALTY) and criterion.parent:
        label = KINDS[criterion.kind].label
        record.fault(
            "kind", f"«{label}» phải là dòng cấp một", "Đưa ra thành dòng cấp một sau các lĩnh vực", "BT14"
        )


def _setting(form: Form, criterion: Criterion, record: "Record") -> None:
    key = criterion.setting.removeprefix("!")
    if key and key not in form.settings:
        known = ", ".join(form.settings) or "(chưa có)"
        record.fault(
            "setting", f"không có thiết lập «{key}»", f"Khai trong bảng thiết lập; đang có: {known}", "BT11"
        )


def _sum(form: Form, criterion: Criterion, record: "Record") -> None:
    """Compare a row with what its children add up to, whichever way each switch stands."""
    if criterion.rule or criterion.kind in (BONUS, PENALTY):
        return
    for whole, when in dict(_sums(form, criterion)).items():
        if whole != criterion.maximum:
            found, wanted = show_number(whole), show_number(criterion.maximum)
            message = f"các mục con cộng lại {found}{when}, ở đây ghi {wanted}"
            record.fault("max", message, "Sửa điểm tối đa cho khớp", "BT04")


def _sums(form: Form, criterion: Criterion) -> Iterator[tuple[Decimal, str]]:
    """Give the sums of the children whichever way each switch stands, the set's own way last."""
    kids = children(form.criteria, criterion.code)
    if any(kid.setting.removeprefix("!") not in form.settings for kid in kids if kid.setting):
        return
    for key, setting in form.settings.items():
        for on in (True, False):
            when = f" khi {'bật' if on else 'tắt'} thiết lập «{setting.label}»"
            yield _sum_of(kids, {**form.switches, key: on}), when
    yield _sum_of(kids, form.switches), ""


def _sum_of(kids: list[Criterion], switches: Mapping[str, bool]) -> Decimal:
    return sum((kid.maximum for kid in kids if kid.counts(switches)), Decimal(0))
