"""The data of the Word template `tong-hop-kien-nghi.docx`: what all units propose, by addressee."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from cchc_xl.entries.picture import Picture
from cchc_xl.form.outlines import Numbering
from cchc_xl.report.office import Office
from cchc_xl.report.register import BLANK
from cchc_xl.text.numbers import show_count
from cchc_xl.text.vietnamese import fold, tidy

REGISTER = "kien_nghi"


class _Proposal(NamedTuple):
    """What one or several units propose, in the words of the first."""

    text: str
    units: list[str]


def proposals_context(pictures: Sequence[Picture]) -> dict[str, object]:
    """Collect the proposals of these workbooks, all of one form and period."""
    first = pictures[0]
    form, numbering = first.form, Numbering()
    office = Office(form, form.unit, first.stamp.period)
    words = {"so_don_vi": show_count(Decimal(len({picture.form.unit.code for picture in pictures})))}
    groups = [
        {
            "tieu_de": f"{numbering.next(1)} {form.texts['doi_voi'].format(noi=option.label)}",
            "hang": list(_rows(found)),
        }
        for option in form.lists["gui_den"]
        if (found := merged(pictures, option.key))
    ]
    opening = ("tong_hop_mo_dau",) if groups else ("tong_hop_khong",)
    return {
        **office.head(f"BC-{office.symbol}"),
        "ten_loai": form.texts["ten_loai"],
        "trich_yeu": office.text("tong_hop_trich_yeu", **words),
        "mo_dau": office.paragraphs(*opening, words=words),
        "nhom": groups,
        "ket": office.paragraphs("tong_hop_ket", words=words),
        **office.foot(BLANK),
    }


def merged(pictures: Iterable[Picture], addressee: str) -> list[_Proposal]:
    """Give the proposals to an addressee; those that differ only in case, marks or blanks are one."""
    found: dict[str, _Proposal] = {}
    for picture in pictures:
        for row in picture.filled(REGISTER):
            text = tidy(row["noi_dung"].text).strip(" .;-")
            if row["gui_den"].text == addressee:
                one = found.setdefault(" ".join(fold(text).split()), _Proposal(text, []))
                if picture.form.unit.name not in one.units:
                    one.units.append(picture.form.unit.name)
    return list(found.values())


def _rows(proposals: Iterable[_Proposal]) -> Iterator[dict[str, object]]:
    for number, one in enumerate(proposals, 1):
        yield {
            "tt": str(number),
            "noi_dung": [line.strip() for line in one.text.split("\n")],
            "don_vi": one.units,
        }
