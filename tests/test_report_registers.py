"""A report edited in Word when the registers, the letterhead or the status change in the workbook."""

import json
from collections import Counter

import pytest
from support import libreoffice, openxml
from support.needs import needs
from support.word import BODY, W, changed, control, members, paragraph, tags, text, texts, tree, xml

from cchc_xl.cli import main
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.load import load_form
from cchc_xl.form.model import TEXTS

SCORE = ("--template", "bao-cao-tu-cham-diem")
TASKS = "bang:phu_luc_nhiem_vu"


class Desk:
    """The entries of a workbook, a report printed of them and edited, and the commands on both."""

    def __init__(self, folder, entries, capsys, *options):
        self.folder, self.data, self.capsys = folder, entries, capsys
        self.printed = self.path("bao-cao.docx")
        self.options = options

    def path(self, name):
        return self.folder / f"{len(list(self.folder.iterdir()))}-{name}"

    def run(self, *arguments, code=0):
        assert main(["report", *map(str, arguments)]) == code
        captured = self.capsys.readouterr()
        self.told, self.error = captured.out, captured.err
        return self.told

    @property
    def book(self):
        path = self.path("so.xlsx")
        build(make_picture(load_form("so-2021", "dt_sldtbxh"), "2021", self.data), path)
        return path

    def prints(self):
        self.run(self.book, "-o", self.printed, *self.options)
        return self

    def edits(self, *changes):
        self.printed = changed(self.printed, self.path("sua.docx"), *changes)

    def update(self, *options):
        out = self.path("moi.docx")
        self.run(self.book, "-o", out, "--update", self.printed, *options)
        return out

    def verify(self, report=None):
        report = report or self.printed
        self.run("--verify", report, self.book)
        return self.error.splitlines()[:-1]

    def rows(self, report, table=TASKS):
        rows = control(tree(report), table).iter(W + "tr")
        return ["|".join(map(text, row.iter(W + "tc"))) for row in rows][1:]


@pytest.fixture
def desk(tmp_path, entries, capsys):
    return Desk(tmp_path, entries(), capsys).prints()


@pytest.fixture
def tasks(tmp_path, entries, capsys):
    """A report of five tasks."""
    data = entries()
    data["registers"]["nhiem_vu"] = [
        {**one, "ma": f"V{n}", "noi_dung": f"Việc {n}", "san_pham": ""}
        for n, one in enumerate(data["registers"]["nhiem_vu"][:5], 1)
    ]
    return Desk(tmp_path, data, capsys, "--draft").prints()


def says(words, new):
    def change(root):
        node = next(one for one in root.iter(W + "t") if words in (one.text or ""))
        node.text = node.text.replace(words, new)

    return change


def without_row(words):
    def change(root):
        row = next(one for one in control(root, TASKS).iter(W + "tr") if words in text(one))
        row.getparent().remove(row)

    return change


# --- rows keep their identity


def names(rows):
    return [" ".join(row.split("|")[:2]) for row in rows]


def test_what_people_wrote_in_a_row_stays_with_its_task_when_others_go(tasks):
    tasks.edits(says("Việc 4", "Việc bốn"))
    del tasks.data["registers"]["nhiem_vu"][1]
    after = tasks.update("--draft")
    assert names(tasks.rows(after)) == ["1 Việc 1", "2 Việc 3", "3 Việc bốn", "4 Việc 5"]
    assert "Bảng «phu_luc_nhiem_vu», hàng 3 «V2»: sổ không còn hàng này, đã bỏ" in tasks.told


def test_a_row_deleted_in_word_is_the_one_that_stays_away_when_another_comes_first(tasks):
    tasks.edits(without_row("Việc 3"))
    first = {**tasks.data["registers"]["nhiem_vu"][0], "ma": "V0", "noi_dung": "Việc 0"}
    tasks.data["registers"]["nhiem_vu"].insert(0, first)
    after = tasks.update("--draft")
    assert names(tasks.rows(after)) == ["1 Việc 0", "2 Việc 1", "3 Việc 2", "5 Việc 4", "6 Việc 5"]
    assert "«V3»: đã bị xóa trong Word, không thêm lại" in tasks.told


def test_a_row_that_both_changed_is_kept_and_told(tasks):
    tasks.edits(says("Việc 2", "Việc hai"))
    del tasks.data["registers"]["nhiem_vu"][1]
    assert "2 Việc hai" in names(tasks.rows(tasks.update("--draft")))
    assert "«V2»: sổ không còn hàng này, đã sửa trong Word nên giữ nguyên" in tasks.told


def test_rows_of_one_key_and_rows_in_another_order_are_told(tasks):
    rows = tasks.data["registers"]["nhiem_vu"]
    rows[:] = [rows[1], rows[0], *rows[2:], {**rows[4], "noi_dung": "Việc 6"}]
    tasks.update("--draft")
    assert "«V5 (2)»: có nhiều hàng cùng mã" in tasks.told
    assert "Bảng «phu_luc_nhiem_vu»: thứ tự hàng khác với sổ" in tasks.told


@needs("soffice", "ooxml-validator")
def test_libreoffice_keeps_which_row_is_which_and_the_texts_around(tasks):
    edited = libreoffice.written(tasks.printed, tasks.path("lo.docx"), [("overtype", "Việc 4", "Việc bốn")])
    tasks.printed = edited
    assert tasks.verify() == ["Bảng phu_luc_nhiem_vu: chữ trong tài liệu khác với sổ"]
    del tasks.data["registers"]["nhiem_vu"][0]
    tasks.data["fields"]["noi_nhan"] = "Sở Tài chính"
    after = tasks.update("--draft")
    assert names(tasks.rows(after)) == ["1 Việc 2", "2 Việc 3", "3 Việc bốn", "4 Việc 5"]
    assert texts(after).index("- Sở Tài chính;") == texts(after).index("- Như trên;") + 1
    assert not {line for line in tasks.told.splitlines() if "không còn là ô" in line or "bị bỏ" in line}
    again = libreoffice.written(after, tasks.path("lo.docx"), [])
    tasks.printed = again
    assert tasks.verify() == ["Bảng phu_luc_nhiem_vu: chữ trong tài liệu khác với sổ"]
    before, now = (
        Counter(one.split(": ", 1)[1] for one in openxml.problems(path)) for path in (edited, after)
    )
    assert not now - before


# --- cells of several paragraphs


@pytest.fixture
def scored(tmp_path, entries, capsys):
    data = entries()
    data["criteria"]["1.3.1"]["giai_trinh"] = "Chờ ý kiến."
    return Desk(tmp_path, data, capsys, "--draft", *SCORE).prints()


def cell(report, words):
    root = tree(report)
    return [text(one) for one in paragraph(root, words).getparent().iter(W + "p")]


def test_every_paragraph_of_a_cell_is_renewed_and_its_looks_and_comments_stay(scored):
    def noted(root):
        one = paragraph(root, "Giải trình: Chờ")
        one.find(W + "pPr").append(xml('<w:jc w:val="right"/>'))
        one.append(xml('<w:r><w:commentReference w:id="5"/></w:r>'))

    scored.edits(noted)
    reason = cell(scored.printed, "Giải trình: Chờ")[0]
    scored.data["criteria"]["1.3.1"]["giai_trinh"] = "Thiếu người."
    after = scored.update("--draft")
    assert cell(after, "Giải trình: Thiếu") == [reason, "Giải trình: Thiếu người"]
    renewed = paragraph(tree(after), "Giải trình: Thiếu")
    assert renewed.find(f"{W}pPr/{W}jc") is not None
    assert next(renewed.iter(W + "commentReference"), None) is not None
    scored.data["criteria"]["1.3.1"]["giai_trinh"] = None
    scored.printed = after
    assert "Giải trình: Thiếu người" not in texts(scored.update("--draft"))


def test_an_explanation_that_is_new_comes_with_its_cell_or_its_row(scored):
    del scored.data["criteria"]["1.3.1"]["giai_trinh"]
    scored.printed = scored.path("khong.docx")
    scored.prints()
    scored.data["criteria"]["1.3.1"]["giai_trinh"] = "Chờ ý kiến."
    scored.data["criteria"]["1.1.1"] |= {"lua_chon": "cham_thoi_han", "giai_trinh": "Hàng mới."}
    after = texts(scored.update("--draft"))
    assert {"Giải trình: Chờ ý kiến", "Giải trình: Hàng mới"} <= set(after)


# --- figures that are figures no more


def test_a_dead_figure_is_told_though_others_of_its_code_live(desk):
    def dead(root):
        figure = control(root, "sl:1.3.1")
        for run in figure.find(W + "sdtContent"):
            figure.addprevious(run)
        figure.getparent().remove(figure)

    desk.edits(dead)
    said = "1 trong 2 chỗ của 1.3.1 không còn là ô số liệu"
    assert desk.verify() == [f"{said}, không so sánh được"]
    desk.run("--json", "--verify", desk.printed, desk.book)
    assert json.loads(desk.told)["missing"] == [said]
    desk.printed = desk.update()
    assert f"{said}, không tạo lại" in desk.told
    desk.update()
    assert f"{said}, không tạo lại" in desk.told


# --- texts of registers


def test_difficulties_and_proposals_follow_the_workbook_until_people_edit_them(desk):
    desk.data["registers"]["kho_khan"].append({**desk.data["registers"]["kho_khan"][0], "noi_dung": "Mới."})
    desk.data["registers"]["kien_nghi"][1]["noi_dung"] = "Kiến nghị khác."
    assert desk.verify() == [
        "Nội dung mục kho_khan: chữ trong tài liệu khác với sổ",
        "Nội dung mục kien_nghi_tinh: chữ trong tài liệu khác với sổ",
    ]
    after = desk.update("--draft")
    assert {"- Mới.", "- Kiến nghị khác."} <= set(texts(after))
    assert desk.verify(after) == []
    desk.edits(says("Dịch bệnh Covid-19", "Dịch bệnh"))
    after = desk.update("--draft")
    assert "- Mới." not in texts(after) and "- Kiến nghị khác." in texts(after)
    assert "Mục «kho_khan»: đã sửa trong Word, giữ nguyên" in desk.told
    desk.run(desk.book, "-o", desk.path("keo.xlsx"), "--pull", desk.printed)
    assert "Mục «kho_khan»: đã sửa trong Word, không đưa về được" in desk.told


def test_the_first_difficulty_takes_the_place_of_the_word_none(desk):
    rows = desk.data["registers"]["kho_khan"]
    desk.data["registers"]["kho_khan"] = []
    desk.printed = desk.path("khong.docx")
    desk.prints()
    desk.data["registers"]["kho_khan"] = rows[1:2]
    after = texts(desk.update("--draft"))
    assert after[after.index("3. Khó khăn, vướng mắc") + 1].startswith("- Dịch bệnh Covid-19")


def test_an_appendix_with_its_first_rows_is_told(desk):
    rows = desk.data["registers"]["kiem_tra"]
    desk.data["registers"]["kiem_tra"] = []
    desk.printed = desk.path("khong.docx")
    desk.options = ("--draft",)
    desk.prints()
    desk.data["registers"]["kiem_tra"] = rows
    desk.update("--draft")
    assert "Bảng «phu_luc_kiem_tra»: mới có trong sổ, tài liệu chưa có chỗ; xuất báo cáo mới" in desk.told
    desk.run("--verify", desk.printed, desk.book, code=1)
    assert "Bảng phu_luc_kiem_tra: chữ trong tài liệu khác với sổ" in desk.error


# --- from a draft to what is issued

DRAFT = {"trang_thai": "du_thao", "so_van_ban": None, "ngay_ky": None}
ISSUED = {
    "trang_thai": "da_ban_hanh",
    "so_van_ban": "372",
    "ngay_ky": 20,
    "dia_danh": "Cao Lãnh",
    "trich_yeu": "Kết quả công tác cải cách hành chính của Sở năm 2021",
    "quyen_ky": "kt",
    "chuc_vu": "Phó Giám đốc",
    "nguoi_ky": "(người khác)",
    "noi_nhan": "Như trên\nSở Tài chính",
    "kinh_gui": "Sở Tư pháp",
}


@pytest.fixture
def draft(tmp_path, entries, capsys):
    data = entries()
    data["fields"] |= DRAFT | {"quyen_ky": "tl"}
    return Desk(tmp_path, data, capsys).prints()


@needs("ooxml-validator")
def test_a_draft_that_is_issued_says_so_in_every_place(draft):
    draft.data["fields"] |= ISSUED
    after = draft.update()
    fresh = draft.path("in.docx")
    draft.run(draft.book, "-o", fresh)
    for name in members(fresh):
        if name.startswith(("word/header", BODY)):
            assert texts(after, name) == texts(fresh, name), name
    assert draft.verify(after) == []
    assert openxml.problems(after) == []
    assert main(["format", "check", str(after)]) == 0


def test_the_mark_of_a_draft_that_is_missing_is_told(desk):
    assert "DỰ THẢO" in desk.run(desk.book, "-o", desk.path("a.docx"), "--draft", "--update", desk.printed)


def test_number_and_day_written_by_hand_stay_while_the_workbook_has_none(draft):
    draft.edits(
        says("\u00a0" * 8, "12"),
        says("ngày …… tháng 12", "ngày 05 tháng 12"),
    )
    assert draft.verify() == []
    for _ in range(2):
        draft.printed = draft.update()
        assert "sổ để trống, giữ nguyên «12»" in draft.told
        assert {"Số: 12/BC-SLĐTBXH", "Đồng Tháp, ngày 05 tháng 12 năm 2021"} <= set(texts(draft.printed))
    draft.data["fields"] |= ISSUED
    assert "Số: 372/BC-SLĐTBXH" in texts(draft.update())


def test_one_addressee_becoming_several_is_told(desk):
    desk.data["fields"]["kinh_gui"] = "Sở Nội vụ\nSở Tài chính"
    desk.update()
    assert "Mục «kinh_gui_nhieu»: mới có trong sổ, tài liệu chưa có chỗ" in desk.told


# --- what is not lost without a word


def test_no_report_is_overwritten_unasked(desk):
    desk.edits(says("Dịch bệnh", "Bệnh"))
    before, copy = desk.printed.read_bytes(), desk.printed.with_suffix(".pdf")
    for more in ((), ("--update", desk.printed), ("--draft",)):
        desk.run(desk.book, "-o", desk.printed, *more, code=2)
        assert desk.error.startswith("TEP10")
    assert desk.printed.read_bytes() == before
    copy.write_bytes(b"ban ky")
    desk.run(desk.book, "-o", copy.with_name(f"{copy.stem}.docx"), "--overwrite", "--update", desk.printed)
    fresh = desk.path("in.docx")
    fresh.with_suffix(".pdf").write_bytes(b"ban ky")
    desk.run(desk.book, "-o", fresh, "--pdf", code=2)
    assert (fresh.exists(), fresh.with_suffix(".pdf").read_bytes()) == (False, b"ban ky")


def test_looks_that_a_cell_cannot_hold_are_told(desk):
    def dressed(root):
        one = next(control(root, "muc:the_che").iter(W + "p"))
        one.append(xml("<w:r><w:rPr><w:i/></w:rPr><w:t>nghiêng</w:t></w:r>"))
        one.append(xml("<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"))

    desk.edits(dressed)
    out = desk.path("keo.xlsx")
    desk.run(desk.book, "-o", out, "--pull", desk.printed)
    assert "Mục «the_che»: chữ nghiêng, gạch chân thành chữ thường" in desk.told
    assert "Mục «the_che»: chữ ẩn sẽ hiện ra" in desk.told
    assert read_workbook(out).line(TEXTS, "the_che")["noi_dung"].raw.endswith("nghiêngẩn")


def test_a_document_longer_than_any_report_is_refused_by_every_command(desk):
    def long(root):
        body = root.find(W + "body")
        for _ in range(20_001):
            body.insert(0, body.makeelement(W + "p"))

    desk.edits(long)
    book = str(desk.book)
    for command in (
        ["report", book, "-o", str(desk.path("a.docx")), "--update", str(desk.printed)],
        ["template", "check", str(desk.printed)],
        ["format", "check", str(desk.printed)],
        ["diff", str(desk.printed), str(desk.printed)],
    ):
        assert main(command) == 2
        assert desk.capsys.readouterr().err.startswith("SS02")


def test_every_row_and_text_has_its_control(desk):
    found = tags(tree(desk.printed))
    assert {"hang:NV01", "hang:KT01", "hang:1.1.1", "muc:kho_khan", "muc:kien_nghi_bo"} <= set(found)
    assert {"sl:so", "sl:ngay_thang", "sl:trich_yeu", "muc:noi_nhan", "sl:nguoi_ky"} <= set(found)
