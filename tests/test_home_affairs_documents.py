"""What the Department of Home Affairs writes: notices, the annex of the ranking, proposals of all units."""

import csv
import json
import shutil
from pathlib import Path

import docx
import pytest
from support import libreoffice, openxml, pages, rounds
from support.needs import needs
from support.rounds import answered, workbook

from cchc_xl import resources
from cchc_xl.actions.ranking import rank_files
from cchc_xl.cli import main
from cchc_xl.collect.ranking_annex import annex_context
from cchc_xl.collect.round_reader import read_round
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.form.load import load_form
from cchc_xl.report.notice import notice_context
from cchc_xl.report.proposals import proposals_context

SIGNED = ("--by", "Trưởng phòng CCHC", "--on", "15/01/2022")
INNER, NOTE = "NOIBO7731 đã hỏi riêng", "Ký sau hạn hai ngày"
UNITS = ("dt_sct", "dt_stc", "dt_syt")


def run(*arguments, status=0):
    assert main([*map(str, arguments)]) == status


def texts(path):
    return [paragraph.text for paragraph in docx.Document(path).paragraphs if paragraph.text]


def rows(table):
    return [[cell.text.strip() for cell in row.cells] for row in table.rows]


@pytest.fixture(scope="module", autouse=True)
def forms(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bieu-mau")
    rounds.write_forms(folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CCHC_BIEU_MAU", str(folder))
        yield


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    folder = tmp_path_factory.mktemp("don-vi")
    for unit in UNITS:
        workbook(folder / f"{unit}.xlsx", unit)
    return folder


@pytest.fixture(scope="module")
def appraised(units, tmp_path_factory):
    """A round in which one unit lost a point; nobody was told yet."""
    folder = tmp_path_factory.mktemp("dot")
    record = folder / "dot.xlsx"
    run("round", "open", *sorted(units.iterdir()), "-o", record, "--default", "SNV", *SIGNED)
    run("round", "split", record, "-o", folder)
    lost = {("dt_syt", "1.1"): (1, NOTE, INNER)}
    files = [
        answered(folder / f"tham-dinh-1-{body}.xlsx", folder / f"{body}.xlsx", lost)
        for body in ("dt_stp", "dt_snv")
    ]
    run("round", "collect", record, *files, *SIGNED)
    return record


@pytest.fixture(scope="module")
def released(appraised, units):
    """The same round, the units told."""
    record = shutil.copy(appraised, appraised.with_name("da-gui.xlsx"))
    run("round", "release", record, "-o", appraised.parent / "tra", "--workbooks", units, *SIGNED)
    return record


@pytest.fixture(scope="module")
def notices(released):
    out = released.parent / "tb"
    run("round", "notices", released, "-o", out, "--until", "20/01/2022")
    return out


# --- notices


def test_each_unit_gets_a_letter_with_its_points_and_what_it_lost(notices):
    assert sorted(path.name for path in notices.iterdir()) == [f"thong-bao-tham-dinh-{u}.docx" for u in UNITS]
    letter = notices / "thong-bao-tham-dinh-dt_syt.docx"
    said = "\n".join(texts(letter))
    assert "Kính gửi: Sở Y tế" in said
    assert "Tại 06 tiêu chí được thẩm định" in said
    assert "điểm tự chấm cộng lại là 8 điểm, điểm thẩm định là 7 điểm." in said
    assert "Có 01 tiêu chí được thẩm định thấp hơn điểm tự chấm: 1.1." in said
    assert "gửi Sở Nội vụ chậm nhất ngày 20/01/2022." in said
    assert "bộ minh họa: không phải bộ tiêu chí chính thức" in said
    head, foot, annex = docx.Document(letter).tables
    assert "Số: \u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/SNV-……" in head.rows[1].cells[0].text
    assert "V/v thông báo kết quả thẩm định Chỉ số" in head.rows[1].cells[0].text
    assert "- Như trên;" in foot.rows[0].cells[0].text
    assert rows(annex)[1] == ["1.1", "Ban hành kế hoạch", "2", "2", "1", NOTE]
    assert [row[0] for row in rows(annex)[1:]] == ["1.1", "1.2", "1.3", "2.2", "3.1", "4.1"]
    assert rows(annex)[-1][3:5] == ["-0,5", "-0,5"]


def test_who_lost_nothing_is_not_asked_to_explain(notices):
    said = "\n".join(texts(notices / "thong-bao-tham-dinh-dt_stc.docx"))
    assert "Không có tiêu chí nào được thẩm định thấp hơn" in said
    assert "giải trình" not in said


def test_without_a_day_the_day_is_left_to_be_written(released, tmp_path):
    run("round", "notices", released, "-o", tmp_path)
    assert "chậm nhất ngày ……." in "\n".join(texts(tmp_path / "thong-bao-tham-dinh-dt_syt.docx"))


def test_an_inner_note_is_in_no_notice(notices):
    for path in notices.iterdir():
        assert "NOIBO7731" not in docx.Document(path).element.xml


def test_nobody_is_told_before_the_release(appraised, tmp_path, capsys):
    run("round", "notices", appraised, "-o", tmp_path / "tb")
    assert "Không ghi tệp nào: chưa gửi kết quả thẩm định cho đơn vị nào." in capsys.readouterr().out
    assert not (tmp_path / "tb").exists()


def test_after_closing_the_letter_tells_the_last_points_and_asks_for_nothing(released, tmp_path):
    record = shutil.copy(released, tmp_path / "dot.xlsx")
    run("round", "split", record, "-o", tmp_path)
    second = {("dt_syt", "1.1"): (2, "Chấp nhận giải trình", "")}
    file = answered(tmp_path / "tham-dinh-2-dt_stp.xlsx", tmp_path / "stp.xlsx", second)
    run("round", "collect", record, file, *SIGNED)
    run("round", "close", record, *SIGNED)
    run("round", "notices", record, "-o", tmp_path / "tb", "--until", "20/01/2022")
    letter = tmp_path / "tb" / "thong-bao-tham-dinh-dt_syt.docx"
    assert "chậm nhất" not in "\n".join(texts(letter))
    assert rows(docx.Document(letter).tables[2])[1][3:] == ["2", "2", f"{NOTE}; Chấp nhận giải trình"]


def test_a_wrong_day_is_refused(released, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["round", "notices", str(released), "-o", str(tmp_path), "--until", "31/02/2022"])
    assert "không phải ngày" in capsys.readouterr().err


# --- annex of the ranking


@pytest.fixture(scope="module")
def ranked(units, tmp_path_factory):
    """Workbooks of which two are better than one, ranked, and the next year against that."""
    folder = tmp_path_factory.mktemp("xep-hang")
    workbook(folder / "a.xlsx", "dt_sct", r1_1={"lua_chon": "cham"})
    workbook(folder / "b.xlsx", "dt_stc")
    workbook(folder / "c.xlsx", "dt_syt", r1_2={"lua_chon": None})
    run("rank", *sorted(folder.iterdir()), "-o", folder / "xh.xlsx", "--annex", folder / "xh.docx")
    return folder


def test_the_annex_prints_the_order_of_the_ranking_and_who_has_none(ranked, capsys):
    table, others = docx.Document(ranked / "xh.docx").tables
    assert rows(table)[0] == ["Hạng", "Cơ quan, đơn vị", "Điểm đạt", "Điểm tối đa", "Tỷ lệ", "Xếp loại"]
    assert [row[:5] for row in rows(table)[1:]] == [
        ["1", "Sở Tài chính", "8", "8", "100%"],
        ["2", "Sở Công Thương", "7", "8", "87,5%"],
    ]
    assert [row[0] for row in rows(others)] == ["Cơ quan, đơn vị", "Sở Y tế"]
    said = texts(ranked / "xh.docx")
    assert said[0] == "Phụ lục"
    assert said[1] == "KẾT QUẢ XẾP HẠNG CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2021"
    assert "Xếp hạng theo điểm tự chấm (bộ minh họa: không phải bộ tiêu chí chính thức)." in said
    assert "Số đơn vị được xếp hạng: 02; bình quân 93,75%, cao nhất 100%, thấp nhất 87,5%." in said


def test_the_annex_is_a_word_document(units, tmp_path, capsys):
    run("rank", units, "-o", tmp_path / "x.xlsx", "--annex", tmp_path / "x.doc", status=2)
    assert "LENH03" in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


# --- proposals


@pytest.fixture
def proposed(tmp_path):
    """A folder of workbooks, each with these proposals: addressee and words."""

    def write(**by_unit):
        folder = tmp_path / "kn"
        folder.mkdir()
        for unit, proposals in by_unit.items():
            register = [
                {"ma": f"KN{n}", "gui_den": to, "noi_dung": text} for n, (to, text) in enumerate(proposals)
            ]
            picture = make_picture(load_form("so-2021", unit), "2021", {"registers": {"kien_nghi": register}})
            build(picture, folder / f"{unit}.xlsx")
        return folder

    return write


def test_proposals_stand_by_addressee_with_the_units_that_make_them(proposed, tmp_path):
    folder = proposed(
        dt_sct=[("tinh", "Bổ sung biên chế."), ("bo", "Sửa thông tư")],
        dt_stc=[("tinh", "bổ sung  BIÊN CHẾ"), ("tinh", "Sớm có hướng dẫn; cấp kinh phí\nĐầu tư phần mềm")],
        dt_syt=[],
    )
    run("proposals", folder, "-o", tmp_path / "x.docx")
    _, first, second, _ = docx.Document(tmp_path / "x.docx").tables
    said = texts(tmp_path / "x.docx")
    assert [t for t in said if "Đối với" in t] == [
        "I. Đối với Bộ quản lý ngành",
        "II. Đối với Ủy ban nhân dân tỉnh",
    ]
    assert rows(first)[1:] == [["1", "Sửa thông tư", "- Sở Công Thương."]]
    assert rows(second)[1:] == [
        ["1", "Bổ sung biên chế", "- Sở Công Thương;\n- Sở Tài chính."],
        ["2", "Sớm có hướng dẫn; cấp kinh phí\nĐầu tư phần mềm", "- Sở Tài chính."],
    ]
    assert "đề xuất của 03 cơ quan, đơn vị" in "\n".join(said)


def test_without_any_proposal_the_report_says_so(proposed, tmp_path):
    run("proposals", proposed(dt_sct=[]), "-o", tmp_path / "x.docx")
    assert "01 cơ quan, đơn vị báo cáo năm 2021 không có kiến nghị, đề xuất." in texts(tmp_path / "x.docx")


def test_files_that_cannot_be_used_are_named_and_stop_nothing(proposed, tmp_path, capsys):
    folder = proposed(dt_sct=[("bo", "Sửa thông tư")], dt_stc=[("bo", "Sửa luật")])
    build(make_picture(load_form("so-2021", "dt_syt"), "2021-Q1", {}), folder / "quy.xlsx")
    (folder / "hong.xlsx").write_text("không phải Excel")
    run("proposals", folder, "-o", tmp_path / "x.docx", status=1)
    told = capsys.readouterr().err
    assert "Để riêng hong.xlsx: TEP04" in told and "Để riêng quy.xlsx: XH05" in told
    assert "Sửa luật" in docx.Document(tmp_path / "x.docx").element.xml


def test_no_workbook_at_all_is_refused(tmp_path, capsys):
    (tmp_path / "x.xlsx").write_text("không phải Excel")
    run("proposals", tmp_path, "-o", tmp_path / "x.docx", status=2)
    assert "KN01" in capsys.readouterr().err
    assert not (tmp_path / "x.docx").exists()


# --- all of them


@pytest.fixture(scope="module")
def documents(notices, ranked, tmp_path_factory):
    out = tmp_path_factory.mktemp("kn") / "kn.docx"
    run("proposals", resources.workbook() / "samples" / "2021-minh-hoa.xlsx", "-o", out)
    return [notices / "thong-bao-tham-dinh-dt_syt.docx", ranked / "xh.docx", out]


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing(documents):
    assert openxml.problems(*documents) == []


@needs("soffice", "poppler")
def test_all_is_read_by_another_program(documents, tmp_path):
    for path in documents:
        shown = "".join(pages.page_texts(libreoffice.to_pdf(path, tmp_path / path.stem)))
        assert "###" not in shown and "NĂM 2021" in shown.upper()


def test_the_format_check_finds_nothing_to_mend(released, notices, ranked, tmp_path, capsys):
    run("round", "minutes", released, "-o", tmp_path)
    for path in (*notices.iterdir(), *tmp_path.glob("*.docx"), ranked / "xh.docx"):
        capsys.readouterr()
        run("format", "check", "--json", path)
        assert json.loads(capsys.readouterr().out)["findings"] == [], path.name


def test_the_same_input_gives_the_same_bytes(released, notices, tmp_path):
    run("round", "notices", released, "-o", tmp_path, "--until", "20/01/2022")
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (notices / path.name).read_bytes()


def test_all_names_in_the_templates_are_in_the_glossary(released, units, tmp_path):
    with (Path(__file__).parents[1] / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        terms = {row["name"] for row in csv.DictReader(file)}
    known = read_round(released)
    sample = json.loads((resources.workbook() / "samples" / "2021-minh-hoa.json").read_text("utf-8"))
    picture = make_picture(load_form("so-2021"), "2021", sample)
    contexts = [notice_context(known, "dt_syt", None), proposals_context([picture])]
    contexts.append(annex_context(rank_files([units], tmp_path / "xh.xlsx").result))
    assert set(_keys(contexts)) - terms == set()


def _keys(value):
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(item)
