"""Tell what a paragraph is by what it says: the names and forms of the components."""

import re
from enum import StrEnum

from cchc_xl.text.symbols import distance
from cchc_xl.word.format.document import UNDERSCORES, Paragraph

TYPES = {
    "nghị quyết": "NQ", "quyết định": "QĐ", "chỉ thị": "CT", "quy chế": "QC", "quy định": "QyĐ",
    "thông cáo": "TC", "thông báo": "TB", "hướng dẫn": "HD", "chương trình": "CTr", "kế hoạch": "KH",
    "phương án": "PA", "đề án": "ĐA", "dự án": "DA", "báo cáo": "BC", "biên bản": "BB", "tờ trình": "TTr",
    "hợp đồng": "HĐ", "công điện": "CĐ", "bản ghi nhớ": "BGN", "bản thỏa thuận": "BTT",
    "giấy ủy quyền": "GUQ", "giấy mời": "GM", "giấy giới thiệu": "GGT", "giấy nghỉ phép": "GNP",
    "phiếu gửi": "PG", "phiếu chuyển": "PC", "phiếu báo": "PB",
}  # fmt: skip
"""The kinds of documents with a name and their abbreviations (NĐ 30/2020/NĐ-CP, Phụ lục III)."""
_NATION, _MOTTO = "cộng hòa xã hội chủ nghĩa việt nam", "độc lập tự do hạnh phúc"
_SLIPS = 5
_DATE = re.compile(r"ngày.*tháng.*năm|,\s*(?:ngày\s*)?\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}\.?$")
_SYMBOL = re.compile(r"số\s*:?\s*[\d\s._…]*/\s*\S|số\s*:")
AGENCY = re.compile(
    r"ubnd|ủy ban|hđnd|hội đồng|bộ |sở |cục |tổng cục|chi cục|văn phòng|trung tâm|trường|ban |phòng "
    r"|thanh tra|vụ |viện |bệnh viện|công ty|báo |đài |kho bạc|bảo hiểm|tòa án|công an|học viện|đại học"
    r"|hội |tổ |đội |quỹ "
)
_ANNEX = re.compile(r"phụ lục(?:\s+(?:số\s+)?(?:[ivxlc]+|\d+|[a-z]))?\s*[.:]?")
_ANNEX_TITLED = re.compile(r"phụ lục(?:\s+(?:số\s+)?(?:[ivxlc]+|\d+|[a-z]))?\s*[.:]\s*\S")
ROLE = re.compile(
    r"(?:tm|kt|tl|tuq|q)\b|(?:phó )?(?:tổng giám đốc|giám đốc|chủ tịch|bộ trưởng|trưởng|chánh|cục trưởng"
    r"|chi cục trưởng|viện trưởng|hiệu trưởng)\b|thứ trưởng|thủ trưởng|thư ký|chủ trì|chủ tọa|đại diện|người"
)
"""The offices of signers, in capitals at the end of a document."""
_PLAIN = re.compile(r"[^\w]+")


class Kind(StrEnum):
    """The components, by the name that people see."""

    NATION = "Quốc hiệu"
    MOTTO = "Tiêu ngữ"
    PARENT = "Tên cơ quan chủ quản"
    ISSUER = "Tên cơ quan ban hành"
    SYMBOL = "Số, ký hiệu"
    DATELINE = "Địa danh, thời gian ban hành"
    TYPE = "Tên loại văn bản"
    SUBJECT = "Trích yếu"
    ABOUT = "Trích yếu của công văn"
    ADDRESSEE = "Kính gửi"
    BASIS = "Căn cứ ban hành"
    BODY = "Nội dung"
    RECIPIENTS = "Từ «Nơi nhận»"
    RECIPIENT = "Các nơi nhận"
    ROLE = "Quyền hạn, chức vụ của người ký"
    NAME = "Họ tên người ký"
    ANNEX = "Từ «Phụ lục»"
    ANNEX_TITLE = "Tên phụ lục"
    ANNEX_NOTE = "Chỉ dẫn kèm theo của phụ lục"


def kind_in_head(p: Paragraph) -> Kind | None:
    """Tell what a paragraph of a letterhead is."""
    text = _PLAIN.sub(" ", p.folded).strip()
    if _near(text, _NATION):
        return Kind.NATION
    if _near(text, _MOTTO):
        return Kind.MOTTO
    if _SYMBOL.match(p.folded):
        return Kind.SYMBOL
    if is_type(p):
        return Kind.TYPE
    if re.match(r"v\s?/\s?v\b", p.folded) or (p.folded.startswith("về việc") and p.cell):
        return Kind.ABOUT
    return Kind.DATELINE if len(text) < 80 and _DATE.search(p.folded) else None


def _near(text: str, wanted: str) -> bool:
    """Tell the same words with few slips; most texts are told apart by length and letters alone."""
    if abs(len(text) - len(wanted)) > _SLIPS or len({*text} ^ {*wanted}) > _SLIPS:
        return False
    return text == wanted or distance(text, wanted) <= _SLIPS


def is_type(p: Paragraph) -> bool:
    """Tell the name of a kind of document, alone or before its subject."""
    name = next((name for name in TYPES if p.folded.startswith(name)), "")
    return bool(name) and not p.cell and (p.folded == name or (p.capitals and p.align == "center"))


def is_subject(p: Paragraph, first: Paragraph) -> bool:
    """Tell a line of the subject; the first one after the name of the kind may look as it likes."""
    if p.blank:
        return not (p.ruled or p.drawn)
    if p.cell or is_basis(p) or p.folded.startswith("kính gửi") or UNDERSCORES.fullmatch(p.text):
        return False
    return (p is first and len(p.text) < 300) or (p.align == "center" and (p.bold or not p.capitals))


def is_basis(p: Paragraph) -> bool:
    """Tell a legal basis from the sentence that begins a report."""
    return p.folded.startswith(("căn cứ ", "theo đề nghị ", "xét đề nghị ")) and not p.text.endswith(":")


def is_annex(p: Paragraph) -> bool:
    """Tell the word «Phụ lục» on a line of its own, or wrongly with its title, in the middle."""
    titled = p.align == "center" and _ANNEX_TITLED.match(p.folded)
    return p.cell is None and bool(titled or _ANNEX.fullmatch(p.folded))
