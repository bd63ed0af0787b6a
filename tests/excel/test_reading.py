"""Whatever comes back is read right, or refused with a code and a remedy."""

import os
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from support import libreoffice
from support.needs import needs

from cchc_xl import resources
from cchc_xl.actions.check import check_file
from cchc_xl.errors import CchcError
from cchc_xl.excel.read import read_workbook
from cchc_xl.form import layout

VERSIONS = Path(__file__).parents[1] / "data" / "versions"
SAMPLE = "2021-minh-hoa"


def content(picture):
    """All that staff typed, without its places."""
    return {
        key: [(row.key, {c: (e.state, e.value) for c, e in row.entries.items()}) for row in rows]
        for key, rows in picture.rows.items()
        if key != "loi"
    }


def findings(path):
    return {(f.code, f.severity) for f in check_file(path).findings}


def rezipped(source: Path, out: Path, change) -> Path:
    """Copy a workbook with `change(name, data)` applied to each part."""
    with zipfile.ZipFile(source) as a, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as b:
        for name in a.namelist():
            b.writestr(name, change(name, a.read(name)))
    return out


def by_openpyxl(source: Path, out: Path) -> Path:
    book = openpyxl.load_workbook(source)
    book.save(out)
    book.close()
    return out


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
}  # fmt: skip


def strict(source: Path, out: Path) -> Path:
    def change(name, data):
        for transitional, uri in STRICT.items():
            data = data.replace(transitional, uri)
        return data

    return rezipped(source, out, change)


def prefixed(source: Path, out: Path) -> Path:
    """Write every element of the sheets with a prefix, as some programs do."""

    def change(name, data):
        if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
            return data
        data = re.sub(rb"<(/?)(?![?/!])(\w+)(?=[\s/>])", rb"<\1x:\2", data)
        return data.replace(b' xmlns="', b' xmlns:x="')

    return rezipped(source, out, change)


def from_1904(source: Path, out: Path) -> Path:
    """Count the dates from 1904: the flag, and every date cell smaller by 1462 days."""
    dated = styles_of_dates(source)

    def change(name, data):
        if name == "xl/workbook.xml":
            return data.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
        if not name.startswith("xl/worksheets/sheet"):
            return data
        return re.sub(
            rb'(<c r="\w+" s="(\d+)"><v>)(\d+)(?=</v>)',
            lambda m: m[1] + str(int(m[3]) - 1462 * (int(m[2]) in dated)).encode(),
            data,
        )

    return rezipped(source, out, change)


def styles_of_dates(source: Path) -> set[int]:
    """Find the cell styles that show dates."""
    with zipfile.ZipFile(source) as archive:
        text = archive.read("xl/styles.xml").decode()
    formats = {m[1] for m in re.finditer(r'<numFmt numFmtId="(\d+)" formatCode="[^"]*yy', text)}
    styles = re.findall(r'<xf numFmtId="(\d+)"', text[text.index("<cellXfs") :])
    return {index for index, number in enumerate(styles) if number in formats}


def by_libreoffice(source: Path, out: Path) -> Path:
    return libreoffice.edited(source, out, [])


@pytest.mark.parametrize(
    ("save", "suffix", "more"),
    [
        (shutil.copy, ".xlsx", set()),
        (by_openpyxl, ".xlsx", set()),
        (strict, ".xlsx", set()),
        (prefixed, ".xlsx", set()),
        (from_1904, ".xlsx", set()),
        pytest.param(by_libreoffice, ".xlsx", set(), marks=needs("soffice")),
        pytest.param(by_libreoffice, ".ods", {"CAU14"}, marks=needs("soffice")),
        pytest.param(by_libreoffice, ".xls", {"CAU14"}, marks=needs("soffice")),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
@pytest.mark.parametrize("sample", [SAMPLE, "2021-nguyen-van"])
def test_the_same_entries_give_the_same_picture_whatever_saved_them(
    samples, tmp_path, sample, save, suffix, more
):
    saved = Path(save(samples[sample], tmp_path / f"x{suffix}"))
    assert content(read_workbook(saved)) == content(read_workbook(samples[sample]))
    codes = {code for code, _ in findings(samples[sample])}
    assert {code for code, _ in findings(saved)} == codes | more


def book_changed(change):
    def damage(source: Path, out: Path) -> Path:
        book = openpyxl.load_workbook(source)
        change(book)
        book.save(out)
        book.close()
        return out

    damage.__name__ = change.__name__
    return damage


def office(*changes):
    return lambda source, out: libreoffice.edited(source, out, [], changes=changes)


def part_changed(part, old, new):
    def change(name, data):
        assert name != part or old in data
        return data.replace(old, new) if name == part else data

    return lambda source, out: rezipped(source, out, change)


def set_cell(title, cell, value):
    return book_changed(lambda book: book[title].__setitem__(cell, value))


def added_part(name, data=b"x"):
    def damage(source: Path, out: Path) -> Path:
        shutil.copy(source, out)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr(name, data)
        return out

    return damage


def move_column(book):
    """Move «Hạn hoàn thành» behind the last column, as a script does: names do not follow."""
    sheet = book["Nhiệm vụ"]
    for row in range(4, sheet.max_row + 1):
        sheet.cell(row, 12).value = sheet.cell(row, 5).value
    sheet.delete_cols(5)


def hide_strange(book):
    book.create_sheet("So lieu cu").sheet_state = "hidden"


def very_hide_strange(book):
    book.create_sheet("xl4").sheet_state = "veryHidden"


def insert_numbers(book):
    """Insert a column of running numbers."""
    book["Văn bản"].insert_cols(3)
    book["Văn bản"]["C4"] = "STT"


def rename(old, new):
    return book_changed(lambda book: setattr(book[old], "title", new))


def remove(title):
    return book_changed(lambda book: book.remove(book[title]))


def on(title, method, *arguments):
    """Call a method of a sheet, as a script would."""
    return book_changed(lambda book: getattr(book[title], method)(*arguments))


def merge_two(book):
    book["Nhiệm vụ"].merge_cells("D5:D8")


def double_header(book):
    sheet = book["Tuyên truyền"]
    sheet.insert_cols(2)
    sheet["B4"] = "Số lượng"
    for row in range(5, 10):
        sheet.cell(row, 2).value = row


def header_again(book):
    sheet = book["Nhiệm vụ"]
    for column in range(1, 10):
        sheet.cell(39, column).value = sheet.cell(4, column).value


def far_cell(book):
    book["Nhiệm vụ"]["XFD1048576"] = "x"


def as_percent(book):
    cell = book["Phụ lục I"]["D93"]
    cell.value, cell.number_format = 0.885, "0.00%"


def shared_formula(value):
    """Make an input cell the follower of a shared formula, as a fill-down of Excel does."""

    def change(name, data):
        if name != "xl/worksheets/sheet7.xml":
            return data
        new = rb'<c r="D93"\1><f t="shared" si="0"/>' + value + b"</c>"
        data, count = re.subn(rb'<c r="D93"([^>]*)><v>[^<]*</v></c>', new, data)
        assert count == 1
        return data

    return lambda source, out: rezipped(source, out, change)


def each_sheet(change):
    """Rewrite the bytes of every sheet part."""

    def one(name, data):
        return change(data) if name.startswith("xl/worksheets/sheet") else data

    return lambda source, out: rezipped(source, out, one)


def with_character_references(source, out):
    def change(name, data):
        return data.decode().encode("ascii", "xmlcharrefreplace") if name == "xl/workbook.xml" else data

    return rezipped(source, out, change)


SAME = "the same entries"
DAMAGES = [
    # what, how, the code told, and whether the entries are the same
    ("a strange sheet", book_changed(lambda book: book.create_sheet("Nháp")), "CAU10", SAME),
    ("a hidden strange sheet", book_changed(hide_strange), "CAU11", SAME),
    ("a very hidden strange sheet", book_changed(very_hide_strange), "CAU11", SAME),
    ("sheets in another order", book_changed(lambda book: book.move_sheet("Văn bản", 9)), None, SAME),
    ("rows above the header", on("Nhiệm vụ", "insert_rows", 1, 3), None, SAME),
    ("a column inserted by a script", on("Nhiệm vụ", "insert_cols", 4), "CAU05", SAME),
    ("a column with data inserted", book_changed(insert_numbers), "CAU08", SAME),
    ("a moved column", book_changed(move_column), "CAU05", SAME),
    ("a retired header", set_cell("Nhiệm vụ", "D4", "Đơn vị chủ trì"), None, SAME),
    ("a header in capitals", set_cell("Nhiệm vụ", "C4", "NHIỆM VỤ "), None, SAME),
    ("a header in words of their own", set_cell("Nhiệm vụ", "H4", "Sản phẩm đầu ra"), "CAU06", SAME),
    ("an optional column deleted", on("Nhiệm vụ", "delete_cols", 9), "CAU07", None),
    ("a needed column deleted", on("Nhiệm vụ", "delete_cols", 3), "TEP08", None),
    ("no header row", on("Văn bản", "delete_rows", 4), "TEP08", None),
    ("a sheet deleted", remove("Văn bản"), "TEP08", None),
    ("a computed sheet deleted", remove("Tổng quan"), None, SAME),
    ("an unused hidden sheet deleted", remove("Hồ sơ một cửa"), None, None),
    ("the lists deleted", remove("_danh_muc"), None, SAME),
    ("the stamp sheet deleted", remove("_cchc"), None, SAME),
    ("two stamps that differ", set_cell("_cchc", "B3", "dt_snv"), "CAU13", None),
    ("a retired title of a sheet", rename("Kiến nghị", "Kiến nghị, đề xuất"), None, SAME),
    ("a title in capitals", part_changed("xl/workbook.xml", "vụ\"".encode(), "VỤ\"".encode()), None, SAME),
    ("a formula typed over", set_cell("Phụ lục I", "F9", 99), "CAU04", SAME),
    ("a formula deleted", set_cell("Chấm điểm", "H7", None), "CAU04", SAME),
    ("a line deleted", on("Phụ lục I", "delete_rows", 107), "CAU01", None),
    ("a line inserted", on("Phụ lục I", "insert_rows", 30), None, SAME),
    ("a line repeated", set_cell("Phụ lục I", "A128", "1.2.1"), "CAU03", SAME),
    ("a line of their own", set_cell("Phụ lục I", "A128", "9.9.9"), "CAU03", SAME),
    ("a label in words of their own", set_cell("Thông tin chung", "A14", "Số hiệu báo cáo"), "CAU06", SAME),
    ("a total row", set_cell("Nhiệm vụ", "C39", "Tổng cộng"), "CAU09", SAME),
    ("a total with more words", set_cell("Nhiệm vụ", "C39", "TỔNG CỘNG: 34 nhiệm vụ"), "CAU09", SAME),
    ("a header pasted again", book_changed(header_again), "CAU19", SAME),
    ("merged cells", book_changed(merge_two), "CAU17", None),
    ("two columns with one header", book_changed(double_header), "CAU18", None),
    ("a percent format", book_changed(as_percent), "GT16", SAME),
    ("a cell at the far end", book_changed(far_cell), "TEP05", None),
    ("a shared formula not calculated", shared_formula(b""), "GT08", None),
    ("a shared formula, calculated", shared_formula(b"<v>88.5</v>"), None, SAME),
    ("single quotes", each_sheet(lambda data: data.replace(b'"', b"'")), None, SAME),
    ("character references", with_character_references, None, SAME),
    ("an emptied label", set_cell("Phụ lục I", "A107", None), "CAU06", SAME),
    ("a period that is none", part_changed("docProps/custom.xml", b">2021<", b">2021-Q9<"), None, SAME),
    ("a row beyond the register", set_cell("Nhiệm vụ", "C2010", "việc ở quá xa"), "CAU02", SAME),
    ("blank rows in the middle", on("Nhiệm vụ", "insert_rows", 10, 4), None, SAME),
    ("macros", added_part("xl/vbaProject.bin"), "CAU12", SAME),
    ("a link to another file", added_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "CAU12", SAME),
    ("an embedded object", added_part("xl/embeddings/oleObject1.bin"), "CAU12", SAME),
    ("a DOCTYPE", part_changed("xl/worksheets/sheet3.xml", b"<worksh", b"<!DOCTYPE a><w"), "TEP05", None),
    ("another form", set_cell("_cchc", "B1", "so-1999"), "CAU13", None),
    ("a version of the future", part_changed("docProps/custom.xml", b">1.4<", b">9.0<"), "TEP07", None),
    ("an unknown unit", part_changed("docProps/custom.xml", b">dt_sldtbxh<", b">xx_zzz<"), "BM01", None),
    ("half a file", lambda source, out: out.write_bytes(source.read_bytes()[:9000]) and out, "TEP04", None),
]  # fmt: skip
OFFICE = [
    ("a column inserted", office(("insert_column", "Nhiệm vụ", 3)), "CAU05", SAME),
    ("a column inserted in front", office(("insert_column", "Văn bản", 0)), "CAU05", SAME),
    ("a row inserted on top", office(("insert_row", "Văn bản", 0)), None, SAME),
    ("a sheet renamed", office(("rename", "Nhiệm vụ", "Viec can lam")), "CAU06", SAME),
]


@pytest.mark.parametrize(
    ("damage", "code", "same"),
    [pytest.param(*case[1:], id=case[0]) for case in DAMAGES]
    + [pytest.param(*case[1:], id=case[0], marks=needs("soffice")) for case in OFFICE],
)
def test_a_damage_is_read_right_or_refused_with_its_code(samples, tmp_path, damage, code, same):
    damaged = damage(samples[SAMPLE], tmp_path / "x.xlsx")
    try:
        checked = check_file(damaged)
    except CchcError as refused:
        assert refused.code == code
        assert refused.fix
        return
    codes = {finding.code for finding in checked.findings} - {"VB21", "VB24"}  # the sample's own
    assert code is None or code in codes, codes
    assert code is not None or codes == set()
    if same:
        assert content(checked.picture) == content(read_workbook(samples[SAMPLE]))


def circular_ole(path: Path) -> Path:
    """An .xls of two sectors whose table of sectors points at itself."""
    head = bytearray(512)
    head[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    head[24:34] = bytes.fromhex("3e000300feff09000600")
    head[44:48] = head[72:76] = (0xFFFFFF).to_bytes(4, "little")
    head[76:512] = bytes(436)
    path.write_bytes(bytes(head) + bytes(512))
    return path


CORPUS = os.environ.get("CCHC_CORPUS", "")


@pytest.mark.skipif(not CORPUS, reason="CCHC_CORPUS names no folder of real workbooks (odd/, forms/)")
@pytest.mark.parametrize("folder", ["odd", "forms"])
def test_every_foreign_workbook_is_refused_with_a_code_and_a_remedy(folder):
    files = [path for path in Path(CORPUS, folder).iterdir() if path.is_file()]
    codes = set()
    for path in files:
        with pytest.raises(CchcError) as refused:
            read_workbook(path)
        assert refused.value.fix, path.name
        codes.add(refused.value.code)
    assert files
    assert codes <= {"TEP03", "TEP04", "TEP05", "TEP06", "CONG02"}


def test_an_old_format_that_would_hang_or_fill_the_memory_is_refused(tmp_path):
    with pytest.raises(CchcError, match="TEP03"):
        read_workbook(circular_ole(tmp_path / "x.xls"))


def test_a_formula_typed_over_is_told_with_what_stood_there(samples, tmp_path):
    damaged = set_cell("Phụ lục I", "F9", 99)(samples[SAMPLE], tmp_path / "x.xlsx")
    told = [f for f in check_file(damaged).findings if f.code == "CAU04"]
    assert [(f.found, str(f.places[0])) for f in told] == [("99", "Phụ lục I!F9")]


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("*.xlsx")), ids=lambda path: path.stem)
def test_every_shipped_version_is_still_read(form, path):
    checked = check_file(path)
    assert "CAU15" in {finding.code for finding in checked.findings}
    assert not {f.code for f in checked.findings} & {"CAU01", "CAU03", "CAU04", "TEP08"}


def test_figures_of_an_older_version_stand_under_their_new_codes(form):
    checked = check_file(VERSIONS / "2021-minh-hoa-1.0.xlsx")
    old = openpyxl.load_workbook(VERSIONS / "2021-minh-hoa-1.0.xlsx")
    typed = {row[0].value: row[3].value for row in old["Phụ lục I"].iter_rows(min_row=5)}
    old.close()
    moved = {a: b for _, a, b in form.migrations["1.0"] if b}
    assert len(moved) == 4
    for before, after in moved.items():
        assert checked.picture.figure(after).value == typed[before]
    kept = [c for c in typed if c in form.indicators and isinstance(typed[c], int | float) and c not in moved]
    kept = [code for code in kept if not form.indicators[code].formula]
    assert len(kept) > 40
    assert [float(checked.picture.figure(code).value) for code in kept] == [float(typed[c]) for c in kept]
    assert len(list(checked.picture.filled("nhiem_vu"))) == 34


def test_the_place_of_a_finding_is_the_real_cell_of_a_moved_column(samples, tmp_path):
    def change(book):
        book["Nhiệm vụ"].insert_cols(4)
        book["Nhiệm vụ"]["G5"] = "Xong rồi"

    damaged = book_changed(change)(samples[SAMPLE], tmp_path / "x.xlsx")
    places = [str(p) for f in check_file(damaged).findings if f.code == "GT06" for p in f.places]
    assert places == ["Nhiệm vụ!G5"]


def test_the_font_of_a_cell_tells_the_encoding_of_a_short_text(samples, tmp_path):
    book = openpyxl.load_workbook(samples[SAMPLE])
    cell = book["Nhiệm vụ"]["C5"]
    cell.value, cell.font = "V¨n phßng", Font(name=".VnTime")
    book.save(tmp_path / "x.xlsx")
    book.close()
    told = [f for f in check_file(tmp_path / "x.xlsx").findings if f.code == "GT13"]
    assert [(f.expected, str(f.places[0])) for f in told] == [("Văn phòng", "Nhiệm vụ!C5")]


def test_the_shipped_forms_have_other_versions_than_those_kept_for_the_test(form):
    assert form.meta.version not in form.migrations
    assert {path.stem.rpartition("-")[2] for path in VERSIONS.glob("*.xlsx")} == set(form.migrations)
    assert all(layout.index_of(layout.letters(index)) == index for index in (0, 25, 26, 701, 702))
    assert resources.workbook().is_dir()
