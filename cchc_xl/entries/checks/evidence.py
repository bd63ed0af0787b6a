"""Points claimed against the documents that prove them."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from cchc_xl.entries.checks.case import Case
from cchc_xl.entries.evidence import Claim, EvidenceFile, claims, file_phrases
from cchc_xl.findings import Finding, Place, Severity, rule
from cchc_xl.form import layout
from cchc_xl.form.criteria import FOLDER
from cchc_xl.form.model import CRITERIA
from cchc_xl.text.vietnamese import slug

UNPROVED = rule(
    "TC01",
    Severity.WARNING,
    "Tự chấm có điểm nhưng chưa nêu tài liệu kiểm chứng",
    f"Ghi số, ký hiệu văn bản hoặc tên tệp vào ô này, hoặc đặt tệp vào thư mục {FOLDER}/mã-tiêu-chí",
    example="Tiêu chí 1.1.1 tự chấm 1 điểm, ô «Tài liệu kiểm chứng» và thư mục TLKC/1.1.1 đều trống",
)
NO_FILE = rule(
    "TC02",
    Severity.WARNING,
    "Đã nêu tài liệu nhưng thư mục của tiêu chí chưa có tệp",
    f"Đặt tệp vào thư mục {FOLDER}/mã-tiêu-chí",
    example="Ô ghi «Kế hoạch số 106/KH-SLĐTBXH» nhưng thư mục TLKC/1.1.1 chưa có tệp nào",
)
ABSENT = rule(
    "TC03",
    Severity.ERROR,
    "Tệp nêu ở ô này không có trong thư mục tài liệu kiểm chứng",
    "Đặt tệp vào thư mục, hoặc ghi đúng tên tệp đang có",
    example="Ô ghi «ke-hoach-106.pdf», thư mục TLKC/1.1.1 chỉ có «ke-hoach-160.pdf»",
)
STRAY = rule(
    "TC04",
    Severity.INFO,
    f"Tệp trong thư mục {FOLDER} không thuộc tiêu chí nào được chấm",
    f"Chuyển tệp vào thư mục {FOLDER}/mã-tiêu-chí-thành-phần",
    example="Tệp nằm trong TLKC/1.1 (mục cộng) hoặc TLKC/9.9; đúng: TLKC/1.1.1",
)
EMPTY = rule(
    "TC05",
    Severity.WARNING,
    "Tệp tài liệu kiểm chứng trống (0 byte)",
    "Chép lại tệp từ bản gốc",
    example="Tệp TLKC/1.1.1/ke-hoach.pdf có dung lượng 0 byte vì chép dở",
)
UNUSABLE = rule(
    "TC06",
    Severity.WARNING,
    f"Mục trong thư mục {FOLDER} không dùng được ({{ly_do}})",
    "Đổi tên, chép lại thành tệp thường hoặc bớt tệp trong thư mục",
    example="TLKC/1.1.1/bao-cao.pdf là liên kết tới tệp ở nơi khác; đúng: chép chính tệp ấy vào thư mục",
)
MISSING_CODES = (UNPROVED.code, NO_FILE.code, ABSENT.code)
"""The rules that say that something claimed is absent."""
_SHOWN, _COMPARED = 5, 200


def unproved(case: Case) -> Iterator[Finding]:
    """Find points that neither the row nor the folder proves: one finding for all."""
    places = [one.place for one in _claims(case) if one.is_made and one.blank and not one.files]
    if places:
        yield UNPROVED.at(*places)


def without_files(case: Case) -> Iterator[Finding]:
    """Find documents that are named where no file lies; a web link or a named file answers for itself."""
    places = [
        one.place
        for one in _claims(case)
        if not (one.blank or one.files or "://" in one.text or any(file_phrases(one.text)))
    ]
    if places and case.evidence is not None:
        yield NO_FILE.at(*places)


def absent_files(case: Case) -> Iterator[Finding]:
    """Find files that are named and not there."""
    for one in _claims(case):
        absent = case.evidence.absent(one.criterion.code, one.text) if case.evidence else ()
        for name in dict.fromkeys(absent):
            yield ABSENT.at(one.place, found=name, expected=_closest(name, one))


def strays(case: Case) -> Iterator[Finding]:
    """Find files that no criterion can count: one finding for all."""
    codes = frozenset(one.criterion.code for one in _claims(case))
    if case.evidence and (files := case.evidence.strays(codes)):
        yield STRAY.at(_column_head(case), found=_some(file.path for file in files))


def empty_files(case: Case) -> Iterator[Finding]:
    """Find files in which nothing stands: one finding a criterion."""
    for one in _claims(case):
        empty = [file.path for file in one.files if not file.size]
        if empty:
            yield EMPTY.at(one.place, found=_some(empty))


def unusable(case: Case) -> Iterator[Finding]:
    """Find what was left out when the folder was read: one finding a reason."""
    reasons: dict[str, list[str]] = {}
    for path, reason in case.evidence.skipped if case.evidence else ():
        reasons.setdefault(reason, []).append(path)
    for reason, paths in reasons.items():
        yield UNUSABLE.at(_column_head(case), found=_some(paths), ly_do=reason)


def _claims(case: Case) -> Iterator[Claim]:
    return claims(case.picture, case.evaluation, case.evidence)


def _column_head(case: Case) -> Place:
    sheet = case.form.sheets[CRITERIA]
    return Place(sheet.title, layout.address(sheet, sheet.column["tlkc"], layout.HEADER_ROW))


def _closest(name: str, claim: Claim) -> str:
    """Give the file of the criterion whose name is most like it, else where it should lie."""
    files: dict[str, EvidenceFile] = {slug(file.name): file for file in claim.files[:_COMPARED]}
    found = get_close_matches(slug(name), files, 1)
    return files[found[0]].name if found else f"tệp này trong {FOLDER}/{claim.criterion.code}"


def _some(paths: Iterable[str]) -> str:
    """Name the first few."""
    names = list(paths)
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" và {more} tệp khác" if more > 0 else "")
