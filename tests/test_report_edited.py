"""A report goes round in Word, then figures change: renewed, compared, brought back."""

import json
import zipfile

import pytest
from lxml import etree
from support import libreoffice, openxml
from support.needs import needs
from support.word import (
    BODY,
    NOTES,
    W,
    changed,
    control,
    members,
    packed,
    tags,
    text,
    texts,
    tree,
    value,
    xml,
)

from cchc_xl import resources
from cchc_xl.cli import main
from cchc_xl.excel.patch import patch
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.model import TEXTS
from cchc_xl.word.document import Document
from cchc_xl.word.update import is_draft

SAMPLE = resources.workbook() / "samples" / "2021-minh-hoa.xlsx"
SECTION = (
    "Lãnh đạo Sở giao ban hằng tuần.\nTrong **{1.1.1}** nhiệm vụ, {1.3.2} trọn vẹn[^kh285].\n- Một.\n- Hai."
)


@pytest.fixture(scope="module")
def picture():
    return read_workbook(SAMPLE)


@pytest.fixture(scope="module")
def sample(tmp_path_factory, picture):
    """The workbook, with a text in which everything is quoted."""
    return typed(tmp_path_factory.mktemp("so") / "so.xlsx", picture, SAMPLE, texts={"chi_dao": SECTION})


@pytest.fixture(scope="module")
def report(tmp_path_factory, sample):
    out = tmp_path_factory.mktemp("bao-cao") / "bao-cao.docx"
    assert main(["report", str(sample), "-o", str(out), "--draft"]) == 0
    return out


def typed(out, picture, source, figures=(), texts=(), documents=()):
    """Write a copy of the workbook with these figures, section texts and subjects of documents typed."""
    cells = {}
    for code, number in dict(figures).items():
        cells[picture.figure(code).place] = number
    for key, words in dict(texts).items():
        cells[picture.line(TEXTS, key)["noi_dung"].place] = words
    for row in picture.rows["van_ban"]:
        if row.key in dict(documents):
            cells[row["trich_yeu"].place] = dict(documents)[row.key]
    by_sheet = {}
    for place, what in cells.items():
        by_sheet.setdefault(place.sheet, {})[place.cell] = what
    patch(source, out, by_sheet)
    return out


@pytest.fixture
def desk(tmp_path, picture, sample, report, capsys):
    return Desk(tmp_path, picture, sample, report, capsys)


class Desk:
    """A workbook and its report, and the commands on both."""

    def __init__(self, folder, picture, workbook, report, capsys):
        self.folder, self.picture, self.workbook, self.report = folder, picture, workbook, report
        self.capsys = capsys

    def types(self, **what):
        """Change the workbook."""
        self.workbook = typed(self.folder / "so-moi.xlsx", self.picture, self.workbook, **what)

    def edits(self, *changes, name=BODY):
        """Change the report as Word would save it."""
        self.report = changed(self.report, self.folder / "da-sua.docx", *changes, name=name)

    def run(self, *arguments):
        self.code = main([*arguments, str(self.workbook)])
        captured = self.capsys.readouterr()
        self.told = captured.out
        self.error = captured.err
        return self.told

    def update(self):
        out = self.folder / "cap-nhat.docx"
        self.run("report", "-o", str(out), "--draft", "--overwrite", "--update", str(self.report))
        assert self.code == 0, self.error
        return out

    def verify(self, report=None):
        told = self.run("report", "--json", "--verify", str(report or self.report))
        return [(one["code"], one["printed"], one["expected"]) for one in json.loads(told)["differences"]]

    def pull(self, *options):
        """Return the section text in the copy of the workbook."""
        out = self.folder / f"keo-{len(list(self.folder.iterdir()))}.xlsx"
        self.run("report", "-o", str(out), *options, "--pull", str(self.report))
        assert self.code in (0, 1), self.error
        self.pulled = out
        return read_workbook(out).line(TEXTS, "chi_dao")["noi_dung"].raw


# --- what is printed


def test_each_figure_citation_group_section_and_table_is_a_control(report):
    root = tree(report)
    found = tags(root)
    notes = tree(report, NOTES)
    assert {"sl:1.1.1", "sl:nam", "muc:chi_dao", "bang:phu_luc"} <= set(found)
    assert {"vb:kh285", "cn:ke_hoach"} <= set(tags(notes))
    ids = [value(one, "sdtPr/id") for part in (root, notes) for one in part.iter(W + "sdt")]
    assert len(ids) == len(set(ids)) == len(found) + len(tags(notes))
    names = [one.find(f"{W}sdtPr/{W}alias").get(W + "val") for one in root.iter(W + "sdt")]
    assert "Số liệu 1.1.1" in names
    assert not any(list(root.iter(W + name)) for name in ("lock", "MARK"))
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in text(root))


def test_a_section_text_is_in_one_control_and_nothing_else(report):
    inside = control(tree(report), "muc:chi_dao").find(W + "sdtContent")
    assert [text(one) for one in inside][::3] == ["Lãnh đạo Sở giao ban hằng tuần.", "- Hai."]


def test_the_way_round_without_any_change_changes_nothing(desk):
    assert desk.update().read_bytes() == desk.report.read_bytes()
    assert desk.verify() == []
    assert desk.pull() == SECTION
    assert "Không có gì" in desk.told


# --- renewed figures


def test_figures_are_renewed_wherever_they_stand_and_nothing_else(desk):
    before = members(desk.report)
    desk.types(figures={"1.3.2": 42})
    assert desk.verify()[0] == ("1.3.2", "41", "42")
    after = desk.update()
    changes = {name for name, data in members(after).items() if before.get(name) != data}
    assert changes == {BODY, "customXml/item1.xml"}
    pairs = zip(texts(desk.report), texts(after), strict=True)
    assert {(old.replace("41", "42")) == new or old == new for old, new in pairs} == {True}
    assert text(control(tree(after), FIGURE)) == "42"
    assert desk.verify(after) == []


FIGURE = "sl:1.3.2"
BOLD = "<w:rPr><w:b/></w:rPr>"


def in_figure(*runs):
    """Put these runs into the first control of the figure."""

    def change(root):
        content = control(root, FIGURE).find(W + "sdtContent")
        content[:] = [xml(run) for run in runs]

    return change


def run(words, properties="", kind="t"):
    return f"<w:r>{properties}<w:{kind}>{words}</w:{kind}></w:r>"


def tracked(kind, inner):
    return f'<w:{kind} w:id="77" w:author="A" w:date="2021-12-01T00:00:00Z">{inner}</w:{kind}>'


COMMENT = '<w:r><w:commentReference w:id="5"/></w:r>'


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ([run("41")], set()),
        ([run("4", BOLD), run("1")], {"b"}),
        ([run("4"), run("1", BOLD)], set()),
        ([tracked("ins", run("4", BOLD)), run("1")], {"b"}),
        ([tracked("del", run("41", kind="delText")), tracked("ins", run("50", BOLD))], {"b"}),
        ([tracked("ins", run("5") + run("0"))], set()),
        (['<w:commentRangeStart w:id="5"/>', run("41"), '<w:commentRangeEnd w:id="5"/>', COMMENT],
         {"commentRangeStart", "commentRangeEnd", "commentReference"}),
        ([], set()),
        (["<w:r/>"], set()),
    ],
)  # fmt: skip
def test_whatever_people_did_inside_a_figure_it_is_printed_anew_in_its_first_format(desk, inside, kept):
    desk.edits(in_figure(*inside))
    desk.types(figures={"1.3.2": 42})
    figure = control(tree(desk.update()), FIGURE)
    assert text(figure) == "42"
    marks = ("b", "ins", "del", "commentRangeStart", "commentRangeEnd", "commentReference")
    assert {name for name in marks if next(figure.iter(W + name), None) is not None} == kept


def test_a_figure_that_is_right_is_left_as_people_set_it(desk):
    desk.edits(in_figure(run("4", BOLD), tracked("ins", run("1"))))
    assert desk.verify() == []
    before = etree.tostring(control(tree(desk.report), FIGURE).find(W + "sdtContent"))
    assert etree.tostring(control(tree(desk.update()), FIGURE).find(W + "sdtContent")) == before


def test_a_figure_inside_tracked_changes_is_renewed_if_inserted_and_left_if_deleted(desk):
    def within(kind):
        def change(root):
            figure = control(root, FIGURE, 0 if kind == "ins" else 1)
            around = xml(tracked(kind, ""))
            figure.addprevious(around)
            around.append(figure)

        return change

    desk.edits(within("ins"), within("del"))
    desk.types(figures={"1.3.2": 42})
    after = tree(desk.update())
    assert [text(control(after, FIGURE, number)) for number in (0, 1)] == ["42", "41"]
    assert control(after, FIGURE).getparent().tag == W + "ins"


def test_a_figure_whose_deletion_is_tracked_stays_deleted(desk):
    desk.edits(in_figure(tracked("del", run("41", kind="delText"))))
    desk.types(figures={"1.3.2": 42})
    assert [code for code, *_ in desk.verify()] == ["1.3.2"] * 2
    after = tree(desk.update())
    assert [text(control(after, FIGURE, number)) for number in (0, 1)] == ["", "42"]


def test_a_figure_for_whose_content_word_asks_is_printed_anew(desk):
    def emptied(root):
        figure = control(root, FIGURE)
        figure.find(W + "sdtPr").append(xml("<w:showingPlcHdr/>"))
        in_figure(run("Bấm vào đây để nhập", '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'))(root)

    desk.edits(emptied)
    assert desk.verify() == [("1.3.2", "", "41")]
    figure = control(tree(desk.update()), FIGURE)
    assert (text(figure), figure.find(f"{W}sdtPr/{W}showingPlcHdr"), figure.find(f".//{W}rStyle")) == (
        "41",
        None,
        None,
    )


def test_a_control_that_was_removed_is_told_and_not_made_again(desk):
    def removed(root):
        figure = control(root, FIGURE)
        figure.getparent().remove(figure)

    count = tags(tree(desk.report)).count(FIGURE)
    desk.edits(*[removed] * count)
    assert desk.verify() == []
    assert "Số liệu 1.3.2" in desk.told
    assert FIGURE not in tags(tree(desk.update()))
    assert "Số liệu 1.3.2: đã bị bỏ" in desk.told


def test_citations_follow_the_register_and_a_document_is_cited_in_full_once(desk):
    desk.types(documents={"kh285": "đổi mới"})
    (code, printed, expected), *others = desk.verify()
    assert (code, others) == ("kh285", [])
    assert expected.endswith("về đổi mới.")
    assert printed.endswith("năm 2021.")
    after = desk.update()
    assert desk.verify(after) == []
    assert text(control(tree(after, NOTES), "vb:kh285")) == " " + expected


def test_a_figure_the_workbook_does_not_have_is_told_and_left(desk):
    def renamed(root):
        control(root, FIGURE).find(f"{W}sdtPr/{W}tag").set(W + "val", "cchc:sl:99.9")

    desk.edits(renamed)
    assert desk.verify() == [("99.9", "41", None)]
    assert text(control(tree(desk.update()), "sl:99.9")) == "41"
    assert "sổ không có" in desk.told


# --- renewed sections and tables


def rewritten(words, new):
    def change(root):
        node = next(one for one in root.iter(W + "t") if words in (one.text or ""))
        node.text = node.text.replace(words, new)

    return change


def test_a_section_edited_in_word_is_kept_and_its_figures_are_renewed(desk):
    desk.edits(rewritten("giao ban hằng tuần", "giao ban hằng tháng"))
    desk.types(figures={"1.3.2": 42}, texts={"chi_dao": "Chữ mới của sổ."})
    after = control(tree(desk.update()), "muc:chi_dao")
    assert "hằng tháng" in text(after)
    assert text(control(after, FIGURE)) == "42"
    assert "«chi_dao»: đã sửa trong Word, giữ nguyên" in desk.told


def test_a_section_nobody_edited_gets_the_new_text_and_keeps_what_hangs_on_it(desk):
    def noted(root):
        first, second = list(control(root, "muc:chi_dao").iter(W + "p"))[:2]
        first.find(W + "pPr").append(xml('<w:jc w:val="center"/>'))
        second.insert(1, xml('<w:commentRangeStart w:id="5"/>'))
        second.append(xml('<w:commentRangeEnd w:id="5"/>'))
        second.append(xml('<w:r><w:commentReference w:id="5"/></w:r>'))

    desk.edits(noted)
    desk.types(
        texts={"chi_dao": "Lãnh đạo Sở giao ban hằng tuần.\nCó {1.3.2} đúng hạn.\n- Một.\n- Hai.\n- Ba."}
    )
    after = desk.update()
    section = control(tree(after), "muc:chi_dao")
    first, second, *_, last = section.iter(W + "p")
    assert first.find(f"{W}pPr/{W}jc") is not None
    assert text(second) == "Có 41 đúng hạn."
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert next(second.iter(W + name), None) is not None
    assert text(last) == "- Ba."
    assert len(list(section.iter(W + "p"))) == 5
    assert "thay bằng nội dung mới" in desk.told
    assert desk.verify(after) == []


def test_a_second_round_still_knows_what_people_edited(desk):
    desk.edits(rewritten("giao ban hằng tuần", "giao ban hằng tháng"))
    desk.types(texts={"chi_dao": "Chữ mới của sổ."})
    desk.report = desk.update()
    desk.update()
    assert "đã sửa trong Word, giữ nguyên" in desk.told
    assert desk.pull() == "Chữ mới của sổ."
    assert desk.code == 1
    assert "sửa cả trong Word và trong sổ" in desk.told
    assert desk.pull("--force") == SECTION.replace("hằng tuần", "hằng tháng")


def test_the_looks_that_people_gave_a_table_stay(desk):
    def sized(root):
        row = next(
            one for one in control(root, "bang:phu_luc").iter(W + "tr") if text(one).startswith("1.3.2")
        )
        row.find(W + "trPr").append(xml('<w:trHeight w:val="900"/>'))
        row.find(f".//{W}tcPr").append(xml('<w:shd w:val="clear" w:fill="FFFF00"/>'))
        rewritten("- Hoàn thành đúng hạn", "- Đúng hạn")(row)

    desk.edits(sized)
    desk.types(figures={"1.3.2": 42})
    after = desk.update()
    row = next(
        one for one in control(tree(after), "bang:phu_luc").iter(W + "tr") if text(one).startswith("1.3.2")
    )
    assert "- Đúng hạnnhiệm vụ42" in text(row)
    assert row.find(f"{W}trPr/{W}trHeight") is not None
    assert row.find(f".//{W}shd") is not None


# --- compared


def test_a_figure_typed_over_in_word_is_named_with_its_place(desk):
    desk.edits(in_figure(run("50")))
    assert desk.verify() == [("1.3.2", "50", "41")]
    assert desk.code == 1
    told = desk.run("report", "--verify", str(desk.report))
    assert told.startswith("1.3.2 (Nội dung, đoạn ")
    assert "in «50», trong sổ «41»; đã sửa trong Word" in told
    desk.types(figures={"1.3.1": 50})
    assert "sổ đã đổi sau khi in" in desk.run("report", "--verify", str(desk.report))
    assert "ô 4): in «46», trong sổ «50»" in desk.told


# --- brought back


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("giao ban hằng tuần", "giao ban hằng tháng"),
        ("Lãnh đạo Sở", "Ban Giám đốc  "),
        ("- Một.", "- Một: a < b & c."),
    ],
)
def test_a_text_edited_in_word_comes_back_to_its_cell(desk, old, new):
    desk.edits(rewritten(old, new))
    assert desk.pull() == SECTION.replace(old, new)
    assert desk.code == 0
    assert "đã đưa về ô" in desk.told


def test_every_section_comes_back_as_it_was_typed(desk):
    """All texts of the sample, each with a line more."""

    def longer(root):
        for section in list(root.iter(W + "sdt")):
            if value(section, "sdtPr/tag").startswith("cchc:muc"):
                section.find(W + "sdtContent").append(xml(f"<w:p>{run('Thêm.')}</w:p>"))

    desk.edits(longer)
    desk.pull()
    typed, pulled = (section_texts(path) for path in (desk.workbook, desk.pulled))
    assert pulled == {key: f"{words}\nThêm." for key, words in typed.items()}
    assert len(typed) > 8


def section_texts(workbook):
    rows = read_workbook(workbook).rows[TEXTS]
    return {row.key: row["noi_dung"].raw for row in rows if "noi_dung" in row.entries}


def test_bold_lists_and_new_paragraphs_come_back_as_staff_type_them(desk):
    def written(root):
        section = control(root, "muc:chi_dao").find(W + "sdtContent")
        item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        section.append(xml(item + run("Ba ") + run("rất", BOLD) + run(" quan trọng", BOLD) + "</w:p>"))
        section.append(xml("<w:p/>"))
        section.append(
            xml(f"<w:p>{tracked('del', run('bỏ', kind='delText'))}{tracked('ins', run('Bốn.'))}</w:p>")
        )

    desk.edits(written)
    assert desk.pull() == SECTION + "\n- Ba **rất quan trọng**\nBốn."
    assert "thay đổi theo dõi" in desk.told


def test_what_a_cell_cannot_hold_is_told(desk):
    def written(root):
        section = control(root, "muc:chi_dao").find(W + "sdtContent")
        section.append(xml("<w:tbl><w:tr><w:tc><w:p>" + run("ô") + "</w:p></w:tc></w:tr></w:tbl>"))
        section.append(
            xml(
                "<w:p><w:r><w:drawing/></w:r>"
                + run("Cuối.")
                + '<w:r><w:commentReference w:id="5"/></w:r></w:p>'
            )
        )
        figure = control(root, "sl:1.1.1", 1)
        figure.getparent().remove(figure)

    desk.edits(written)
    assert desk.pull().endswith("- Hai.\nCuối.")
    assert "bảng, hình, ghi chú (comment) ở lại tài liệu" in desk.told


def test_a_section_taken_out_of_the_document_leaves_its_cell_alone(desk):
    desk.edits(lambda root: control(root, "muc:chi_dao").getparent().remove(control(root, "muc:chi_dao")))
    assert desk.pull() == SECTION
    assert "«chi_dao»: không còn trong tài liệu" in desk.told


# --- what cannot be used


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>'


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda parts: parts | {BODY: BOMB + parts[BODY].split(b"?>", 1)[1]}, "WORD01"),
        (lambda parts: parts | {BODY: parts[BODY][:-20]}, "WORD01"),
        (lambda parts: parts | {"word/a.xml": b" " * 70_000_000}, "WORD01"),
        (lambda parts: parts | {f"word/{number}.xml": b"" for number in range(5000)}, "WORD01"),
        (lambda parts: {name: data for name, data in parts.items() if name != BODY}, "WORD01"),
        (lambda parts: {BODY: parts[BODY]}, "WORD01"),
        (lambda parts: parts | {"[Content_Types].xml": b"<Types"}, "WORD01"),
        (lambda parts: parts | {"customXml/item1.xml": b'<a xmlns="urn:cchc-xl:ban-in">'}, "WORD01"),
        (
            lambda parts: (
                parts
                | {
                    "[Content_Types].xml": parts["[Content_Types].xml"].replace(
                        b"document.main", b"document.macroEnabled.main"
                    )
                }
            ),
            "WORD01",
        ),
        (
            lambda parts: (
                parts
                | {
                    BODY: b'<w:document xmlns:w="'
                    + W[1:-1].encode()
                    + b'"><w:body><w:p/></w:body></w:document>'
                }
            ),
            "BC02",
        ),
        (
            lambda parts: (
                parts
                | {"customXml/item1.xml": parts["customXml/item1.xml"].replace(b"dt_sldtbxh", b"dt_syt")}
            ),
            "BC03",
        ),
        (
            lambda parts: (
                parts
                | {"customXml/item1.xml": parts["customXml/item1.xml"].replace(b"bao-cao-cchc", b"../../mau")}
            ),
            "BC04",
        ),
    ],
)
def test_a_document_that_cannot_be_used_is_refused(desk, change, code):
    desk.report = packed(desk.folder / "la.docx", change(members(desk.report)))
    out = desk.folder / "ra.docx"
    desk.run("report", "-o", str(out), "--draft", "--update", str(desk.report))
    assert (desk.code, desk.error.split(":")[0], out.exists()) == (2, code, False)


@pytest.mark.parametrize("content", [b"", b"khong phai docx", b"PK\x03\x04"])
def test_a_file_that_is_no_document_is_refused(desk, content):
    desk.report = desk.folder / "la.docx"
    desk.report.write_bytes(content)
    for option in ("--update", "--pull"):
        desk.run(
            "report",
            "-o",
            str(desk.folder / ("a.xlsx" if option == "--pull" else "a.docx")),
            option,
            str(desk.report),
            "--draft",
        )
        assert (desk.code, desk.error[:6]) == (2, "WORD01")
    desk.run("report", "--verify", str(desk.folder / "khong-co.docx"))
    assert (desk.code, desk.error[:5]) == (2, "TEP01")


def test_a_damaged_record_is_refused(desk):
    parts = members(desk.report)
    parts["customXml/item1.xml"] = BOMB + b'<ban_in xmlns="urn:cchc-xl:ban-in"/>'
    desk.report = packed(desk.folder / "la.docx", parts)
    desk.run("report", "--verify", str(desk.report))
    assert (desk.code, desk.error[:6]) == (2, "WORD01")


def test_without_its_record_a_report_keeps_its_sections_and_gets_its_figures(desk):
    parts = members(desk.report)
    types = parts["[Content_Types].xml"]
    start = types.index(b'<Override PartName="/customXml')
    parts["[Content_Types].xml"] = types[:start] + types[types.index(b"/>", start) + 2 :]
    desk.report = packed(
        desk.folder / "khong-ghi.docx",
        {name: data for name, data in parts.items() if not name.startswith("customXml")},
    )
    desk.types(figures={"1.3.2": 42}, texts={"chi_dao": "Chữ mới."})
    after = desk.update()
    assert text(control(tree(after), FIGURE)) == "42"
    assert "«chi_dao»: đã sửa trong Word" in desk.told


def test_a_workbook_with_errors_renews_a_report_only_as_a_draft(desk, samples):
    book, printed, out = samples["2021-nguyen-van"], desk.folder / "loi.docx", desk.folder / "ra.docx"
    assert main(["report", str(book), "-o", str(printed), "--draft"]) == 0
    assert main(["report", str(book), "-o", str(out), "--update", str(printed)]) == 0
    assert is_draft(Document.open(out))
    issued = desk.folder / "ban-hanh.docx"
    with zipfile.ZipFile(printed) as old, zipfile.ZipFile(issued, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("DỰ THẢO".encode(), b""))
    out.unlink()
    assert main(["report", str(book), "-o", str(out), "--update", str(issued)]) == 1
    assert not out.exists()
    assert main(["report", str(book), "-o", str(out), "--update", str(issued), "--draft"]) == 0


def test_the_file_to_be_written_is_looked_at_first(desk):
    for options, code in [
        (["--pull", str(desk.report)], "LENH05"),
        (["--update", str(desk.report)], "LENH05"),
        (["--update", str(desk.report), "-o", "a.xlsx"], "LENH03"),
        (["--pull", str(desk.report), "-o", "a.docx"], "LENH03"),
        (["--pull", str(desk.report), "-o", str(desk.workbook)], "TEP10"),
    ]:
        desk.run("report", *options)
        assert (desk.code, desk.error.split(":")[0]) == (2, code)


# --- the report of the self-score


def test_points_and_tables_of_the_self_score_go_the_same_way(desk):
    out = desk.folder / "diem.docx"
    desk.run("report", "-o", str(out), "--draft", "--template", "bao-cao-tu-cham-diem")
    desk.report = out
    assert {"bang:phu_luc", "bang:diem_mat", "bang:linh_vuc", "sl:tc_tong_goc"} <= set(tags(tree(out)))
    assert desk.verify() == []
    assert desk.update().read_bytes() == out.read_bytes()
    desk.types(figures={"1.3.2": 20, "2.3.3": 1, "7.5.3.1": 10})
    changed_points = {code for code, *_ in desk.verify()}
    assert {code.split("_")[0] for code in changed_points} == {"tc", "cham"}
    after = desk.update()
    assert desk.verify(after) == []
    assert {path for path in tags(tree(after)) if path.startswith("bang")} == {
        path for path in tags(tree(out)) if path.startswith("bang")
    }


# --- through LibreOffice


@needs("soffice", "ooxml-validator")
def test_a_report_edited_in_libreoffice_keeps_its_edits_and_gets_its_figures(desk):
    edited = libreoffice.written(
        desk.report,
        desk.folder / "lo.docx",
        [
            ("rewrite", "Số liệu trong báo cáo tính đến hết", "Số liệu đã đối chiếu với các phòng."),
            ("comment", "Căn cứ", "Xem lại căn cứ"),
            ("row_height", "Nhiệm vụ đề ra trong", 2000),
            ("track", "Trên đây", "Kính trình: trên đây"),
        ],
    )
    desk.report = edited
    assert desk.verify() == []
    assert desk.pull() == SECTION
    desk.types(figures={"1.3.1": 50, "1.3.2": 42})
    assert {code for code, *_ in desk.verify()} == {"1.3.1", "1.3.2"}
    after = desk.update()
    assert desk.run("report", "--verify", str(after)) == ""
    assert desk.code == 0
    root = tree(after)
    assert "Số liệu đã đối chiếu với các phòng." in texts(after)
    assert b"Xem l\xe1\xba\xa1i" in members(after)["word/comments.xml"]
    assert next(root.iter(W + "commentReference"), None) is not None
    assert text(next(root.iter(W + "ins"))) == "Kính trình: trên đây"
    row = next(
        one for one in control(root, "bang:phu_luc").iter(W + "tr") if "Nhiệm vụ đề ra trong" in text(one)
    )
    assert int(row.find(f"{W}trPr/{W}trHeight").get(W + "val")) in range(1100, 1170)
    assert text(control(root, "sl:1.3.1")) == "50"
    changes = {name for name, data in members(after).items() if members(edited).get(name) != data}
    assert changes == {BODY, NOTES, "customXml/item1.xml"}
    assert openxml_faults(after) == openxml_faults(edited)


def openxml_faults(path):
    """What the validator says; LibreOffice's own files have faults."""
    return sorted(line.split(": ", 1)[1] for line in openxml.problems(path))


@needs("soffice")
def test_libreoffice_keeps_every_control_and_every_text_in_its_place(desk):
    hard = "[^kh285] **{1.1.1}**[^ke_hoach] đầu\n{1.3.2}"
    desk.types(texts={"chi_dao": hard, "kiem_tra": "{1.3.1}", "bo_may": "**Đậm {1.3.1}** và thường[^kh285]"})
    desk.run("report", "-o", str(desk.folder / "kho.docx"), "--draft")
    desk.report = libreoffice.written(desk.folder / "kho.docx", desk.folder / "lo.docx", [])
    assert [one for one in texts(desk.report) if one] == [
        one for one in texts(desk.folder / "kho.docx") if one
    ]
    assert desk.verify() == []
    assert desk.pull() == hard
    assert "Không có gì" in desk.told
    assert "đã bị bỏ" not in desk.error + str(desk.update())


@needs("soffice")
def test_a_figure_typed_over_in_libreoffice_is_named(desk):
    desk.report = libreoffice.written(desk.report, desk.folder / "lo.docx", [("overtype", "97,06%", "98%")])
    assert desk.verify() == [("1.1.3", "98%", "97,06%")]


@needs("soffice")
def test_a_section_edited_in_libreoffice_comes_back_to_its_cell(desk):
    changes = [("overtype", "giao ban hằng tuần", "giao ban hằng tháng"), ("bold", "trọn vẹn", 150)]
    desk.report = libreoffice.written(desk.report, desk.folder / "lo.docx", changes)
    assert desk.pull() == SECTION.replace("hằng tuần", "hằng tháng").replace("trọn vẹn", "**trọn vẹn**")


@needs("ooxml-validator")
def test_renewed_documents_are_valid(desk):
    desk.edits(in_figure(tracked("del", run("41", kind="delText")), tracked("ins", run("50", BOLD))))
    desk.types(figures={"1.3.2": 42}, texts={"chi_dao": "Chữ mới {1.1.1}.\n- Ba[^kh285]."})
    assert openxml.problems(desk.report, desk.update()) == []
