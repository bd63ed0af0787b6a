"""The data of the Word template `phu-luc-xep-hang.docx`: a ranking as an annex to a decision."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cchc_xl.collect.standings import Standings, records
from cchc_xl.report.office import UNDATED
from cchc_xl.report.register import BLANK
from cchc_xl.text.numbers import show_count, show_number


def annex_context(result: Standings) -> dict[str, object]:
    """Collect what the annex prints: a table for each group, who is not ranked and why, the means."""
    form, texts = result.form, result.form.texts
    period = form.named_period(result.period)
    points = texts[f"xep_hang_{form.meta.ranking.by}"]
    rows = list(records(result.table))
    return {
        "du_thao": False,
        "ten": texts["phu_luc"],
        "tieu_de": texts["xep_hang_phu_luc"].format(KY_VA_NAM=period.upper()),
        "kem_theo": texts["xep_hang_kem_theo"].format(so=BLANK, ngay_thang=UNDATED),
        "ghi_chu": texts["xep_hang_ghi_chu"].format(diem=points, bo_tieu_chi=form.meta.criteria_note),
        "so_sanh": result.compared,
        "nhom": list(_groups(result, [row for row in rows if row["ranked"]])),
        "khong_xep_hang": texts["xep_hang_khong"],
        "hang": [{"ten": row["name"], "ly_do": row["reason"]} for row in rows if not row["ranked"]],
        "thong_ke": [_told(result, row) for row in list(records(result.groups))[:1]],
    }


def _groups(result: Standings, rows: list[dict[str, Any]]) -> Iterator[dict[str, object]]:
    """Print the ranked units; where there are several groups, each is ranked by itself."""
    names = list(dict.fromkeys(row["group"] for row in rows))
    place = "rank_in_group" if len(names) > 1 else "rank"
    for name in names:
        own = sorted((row for row in rows if row["group"] == name), key=lambda row: row[place])
        yield {"ten": name if len(names) > 1 else "", "hang": [_row(result, row, place) for row in own]}


def _row(result: Standings, row: dict[str, Any], place: str) -> dict[str, object]:
    earlier = row.get("previous_rank")
    return {
        "hang": str(row[place]),
        "ten": row["name"],
        "diem": show_number(row["total"]),
        "toi_da": show_number(row["maximum"]),
        "ty_le": f"{show_number(row['percent'], result.digits)}%",
        "xep_loai": row["band"],
        "hang_truoc": "" if earlier is None else str(int(earlier)),
    }


def _told(result: Standings, whole: dict[str, Any]) -> str:
    mean, highest, lowest = (show_number(whole[k], result.digits) for k in ("mean", "highest", "lowest"))
    count = show_count(Decimal(int(whole["count"])))
    return result.form.texts["xep_hang_thong_ke"].format(so=count, binh_quan=mean, cao=highest, thap=lowest)
