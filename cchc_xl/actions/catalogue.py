"""All that a check can find, for people: `docs/soat-loi.md` and `cchc check --explain`."""

import re
from collections.abc import Iterator

from cchc_xl.actions.form import table
from cchc_xl.dossiers import rules as dossier_rules
from cchc_xl.entries import checks
from cchc_xl.errors import CchcError
from cchc_xl.excel import read
from cchc_xl.findings import CATALOGUE, Rule
from cchc_xl.form.load import load_form, shipped
from cchc_xl.form.model import Check
from cchc_xl.word import format as word_format

assert checks and dossier_rules and read and word_format  # they declare their rules

_INTRO = """\
# Soát lỗi: những gì máy tìm

Mỗi phát hiện có một mã, nêu ô, nội dung tìm thấy, nội dung cần có và cách sửa. Soát lỗi không đổi tệp.
`cchc check --explain MÃ` in lại một dòng của danh mục này. Danh mục do `cchc build` viết ra từ chính các
phép soát.

* **Lỗi** giữ báo cáo lại cho đến khi sửa. Lỗi được giữ nguyên có lý do chỉ còn nặng như một cảnh báo.
* **Cảnh báo** cần người xem lại. Cảnh báo được giữ nguyên có lý do thì không còn tính vào kết luận.
* **Thông tin** không cần sửa.

Giữ nguyên là ghi lý do, người quyết định và ngày ở trang Lỗi và cảnh báo. Phát hiện ghi «phải sửa, không được
giữ nguyên» thì không nhận lý do (mã CN04). Dấu «…» thay cho phần đổi theo từng ô.
"""
_FAMILIES = {
    "GT": ("Giá trị của từng ô", "Mọi ô nhập của mọi trang: máy đọc được không, có chắc chắn không."),
    "TT": ("Trang Thông tin chung", "Đơn vị, kỳ, ngày chốt, số, ngày ký và người ký của báo cáo."),
    "CT": (
        "Trang Phụ lục I",
        "Số liệu còn thiếu, khác sổ, chưa cập nhật; quan hệ giữa các số liệu có bảng riêng ở dưới.",
    ),
    "SO": ("Các trang sổ", "Dòng của mọi sổ: Nhiệm vụ, Văn bản, Kiểm tra CCHC, Tuyên truyền, Kiến nghị …"),
    "NV": ("Trang Nhiệm vụ", "Tình trạng và ngày hoàn thành của nhiệm vụ."),
    "VB": ("Trang Văn bản", "Văn bản mà báo cáo viện dẫn."),
    "KT": ("Trang Kiểm tra CCHC", "Từng lần kiểm tra, và các lần kiểm tra của cùng một đơn vị."),
    "TTHC": (
        "Trang Thủ tục hành chính, Quy trình nội bộ",
        "Thời hạn giải quyết, phần của từng cấp và từng bước.",
    ),
    "MC": ("Trang Hồ sơ một cửa", "Số tổng theo thủ tục, từng hồ sơ quá hạn, đối chiếu với danh mục TTHC."),
    "ND": ("Trang Nội dung báo cáo", "Lời văn của báo cáo; số liệu {…} và văn bản [^…] nêu trong mọi ô chữ."),
    "LS": (
        "So với các kỳ trước",
        "Chỉ soát khi nêu workbook của các kỳ trước: `cchc check TEP.xlsx --previous KY-TRUOC.xlsx`.",
    ),
    "CD": ("Trang Chấm điểm", "Tiêu chí chưa chấm, điểm đã khóa, điểm thẩm định và giải trình."),
    "TC": (
        "Tài liệu kiểm chứng",
        "Ô «Tài liệu kiểm chứng» của trang Chấm điểm và thư mục TLKC/mã-tiêu-chí/ cạnh workbook."
        " Không có thư mục TLKC thì chỉ soát ô.",
    ),
    "CN": ("Trang Lỗi và cảnh báo", "Những phát hiện được ghi giữ nguyên."),
    "CAU": ("Cấu trúc của workbook", "Trang, cột, dòng bị đổi so với biểu mẫu; tệp mang theo gì khác."),
    "HS": (
        "Tệp danh sách hồ sơ của hệ thống một cửa",
        "`cchc import-dossiers TEP.xlsx WORKBOOK.xlsx`: từng dòng của tệp; không ghi giữ nguyên được.",
    ),
    "TH": (
        "Thể thức của văn bản Word",
        "`cchc format check TEP.docx`: cách trình bày theo Nghị định 30/2020/NĐ-CP, ở mọi văn bản .docx."
        " Không ghi giữ nguyên được.",
    ),
    "OK": ("Không có phát hiện", "Dòng duy nhất của trang Lỗi và cảnh báo khi không có gì cần nêu."),
    "": ("Các phát hiện khác", ""),
}
"""Title and introduction of the rules whose codes start so; "" takes the others."""
_HEAD = ("Mã", "Mức độ", "Phát hiện", "Ví dụ", "Cách sửa", "Nguồn")
_HEAD_OF_RELATIONS = ("Mã", "Mức độ", "Khi sai", "Phải đúng", "Cách sửa", "Nguồn", "Biểu mẫu")
_RELATIONS = """\
## Quan hệ giữa các số liệu

Số liệu của Phụ lục I so với nhau, theo `checks.csv` của mỗi biểu mẫu. Quan hệ có ô còn trống thì chưa xét,
trừ khi quan hệ đòi ô ấy «có số» hoặc «để trống». Đều có thể giữ nguyên, có lý do.
"""
_NOT_CHECKED = """\
## Những gì phần mềm không soát

* Cách trình bày của tệp Word, trừ khi chạy `cchc format check` trên tệp ấy; hình chữ ký, hình dấu, ngắt trang
  khi in thì không soát.
* Chữ trích từ tệp Word hoặc PDF đã hoàn thành: dòng bị cắt, chú thích lẫn vào lời văn, chữ ký và dấu bị mất.
* Ngữ pháp, chính tả và cách hành văn.
* Nhận định không kèm số («nhiều văn bản», «cơ bản hoàn thành»): đúng hay không, và có đủ căn cứ không.
* Nội dung của tài liệu kiểm chứng có chứng minh được số điểm không; bản giấy của phụ lục có kèm đủ không.
"""


def all_rules() -> list[Rule]:
    """Give every rule by code; a relation that forms word differently comes once a wording."""
    rules = dict.fromkeys((*CATALOGUE.values(), *(check.rule for check in _relations())))
    return sorted(rules, key=_order)


def explain(code: str) -> str:
    """Tell what a code means, with example, remedy and source; raises CchcError LENH02 for a wrong one."""
    found = [rule for rule in all_rules() if rule.code == code.upper()]
    if not found:
        known = ", ".join(dict.fromkeys(rule.code for rule in all_rules()))
        raise CchcError("LENH02", f"không có mã «{code}»", f"Các mã: {known}")
    return "\n\n".join("\n".join(_in_lines(rule)) for rule in found)


def in_markdown() -> str:
    """Write the catalogue: the rules by family, the relations of the forms, what is not checked."""
    lines = [_INTRO]
    families: dict[str, list[Rule]] = {key: [] for key in _FAMILIES}
    for rule in sorted(CATALOGUE.values(), key=_order):
        prefix = _order(rule)[0]
        families[prefix if prefix in families else ""].append(rule)
    for key, rules in families.items():
        if rules:
            title, intro = _FAMILIES[key]
            lines += [f"## {title}", "", intro, "", *table(_HEAD, map(_cells, rules))]
    relations = sorted(_relations().items(), key=lambda one: (_order(one[0].rule), one[1]))
    rows = ((*_cells(check.rule), ", ".join(keys)) for check, keys in relations)
    lines += [_RELATIONS, *table(_HEAD_OF_RELATIONS, rows)]
    return "\n".join([*lines, _NOT_CHECKED])


def _relations() -> dict[Check, list[str]]:
    """Give every relation with the forms that have it."""
    found: dict[Check, list[str]] = {}
    for key in shipped():
        for check in load_form(key).checks:
            found.setdefault(check, []).append(key)
    return found


def _order(rule: Rule) -> tuple[str, int, str]:
    letters, number, rest = re.findall(r"^(\D*)(\d*)(.*)", rule.code)[0]
    return letters, int(number or 0), rest


def _cells(rule: Rule) -> tuple[str, ...]:
    return rule.code, _weight(rule), _shown(rule.message), rule.example, _shown(rule.fix), rule.source


def _in_lines(rule: Rule) -> Iterator[str]:
    yield f"{rule.code} ({_weight(rule)}): {_shown(rule.message)}"
    words = ("Ví dụ" if rule.code in CATALOGUE else "Phải đúng", "Cách sửa", "Nguồn")
    for word, text in zip(words, (rule.example, _shown(rule.fix), rule.source), strict=True):
        if text:
            yield f"{word}: {text}"


def _weight(rule: Rule) -> str:
    return rule.severity.label + (": phải sửa, không được giữ nguyên" if rule.must else "")


def _shown(template: str) -> str:
    """Give a text of a rule as people see it, with «…» for the words that a finding fills in."""
    return re.sub(r"\{\w+\}", "…", template).replace("{{", "{").replace("}}", "}")
