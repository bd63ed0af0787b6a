import shutil

import pytest
from support import openxml
from support.needs import needs

from cchc_xl import resources
from cchc_xl.cli import main
from cchc_xl.word.contents import read_contents

GOOD, BAD = "2021-minh-hoa", "2021-nguyen-van"


@pytest.fixture
def folder(samples, tmp_path):
    """A folder with both samples, the second of which has errors."""
    directory = tmp_path / "nguon"
    directory.mkdir()
    for path in samples.values():
        shutil.copy(path, directory)
    return directory


@pytest.fixture
def run(tmp_path, capsys):
    """Runs the command; gives the exit code, what was said and the names of the reports."""

    def call(*arguments, out=tmp_path / "ra"):
        code = main(["report", *map(str, arguments), "-o", str(out)])
        said = capsys.readouterr()
        names = sorted(path.name for path in out.iterdir()) if out.is_dir() else []
        return code, said.out + said.err, names

    return call


def test_a_folder_gives_a_report_for_each_workbook(run, folder):
    code, said, names = run(folder, "--draft")
    assert code == 0
    assert names == [f"{GOOD}.docx", f"{BAD}.docx"]
    assert "Đã xuất 2/2 báo cáo" in said


def test_a_workbook_with_errors_is_kept_back_and_named_and_the_others_go_on(run, folder):
    code, said, names = run(folder / f"{BAD}.xlsx", folder / f"{GOOD}.xlsx")
    assert code == 1
    assert names == [f"{GOOD}.docx"]
    assert f"Chưa xuất {BAD}.xlsx: LOI, Còn lỗi phải sửa" in said and "--draft" in said
    assert "Đã xuất 1/2 báo cáo" in said


def test_a_report_of_many_is_the_report_of_a_single_call(run, folder, tmp_path):
    run(folder, "--draft")
    for name in (GOOD, BAD):
        alone = tmp_path / f"một mình {name}.docx"
        assert main(["report", str(folder / f"{name}.xlsx"), "-o", str(alone), "--draft"]) == 0
        assert alone.read_bytes() == (tmp_path / "ra" / f"{name}.docx").read_bytes()


def test_a_file_that_is_no_workbook_is_named_and_the_others_go_on(run, folder):
    (folder / "a.xlsx").write_text("chữ", "utf-8")
    code, said, names = run(folder, "--draft")
    assert code == 1
    assert names == [f"{GOOD}.docx", f"{BAD}.docx"]
    assert "Chưa xuất a.xlsx: TEP0" in said


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_a_file_that_is_there_is_not_touched_unless_that_is_wanted(run, folder, tmp_path, suffix):
    theirs = tmp_path / "ra" / f"{GOOD}{suffix}"
    theirs.parent.mkdir()
    theirs.write_text("của người khác", "utf-8")
    more = ["--pdf"] if suffix == ".pdf" else []
    code, said, _ = run(folder / f"{GOOD}.xlsx", *more)
    assert code == 1 and f"TEP10, đã có tệp «{theirs.name}»" in said and "--overwrite" in said
    assert theirs.read_text("utf-8") == "của người khác"
    if suffix == ".docx":
        assert run(folder / f"{GOOD}.xlsx", "--overwrite")[0] == 0
        assert read_contents(theirs).body


def test_a_pdf_that_is_there_is_no_matter_where_none_is_printed(run, folder, tmp_path):
    (tmp_path / "ra").mkdir()
    (tmp_path / "ra" / f"{GOOD}.pdf").write_text("bản đã ký", "utf-8")
    assert run(folder / f"{GOOD}.xlsx")[0] == 0


@pytest.mark.parametrize("more", [[], ["--overwrite"]])
def test_two_workbooks_of_one_name_do_not_write_over_each_other(run, folder, tmp_path, more):
    other = tmp_path / "khác" / f"{GOOD.upper()}.xlsx"
    other.parent.mkdir()
    shutil.copy(folder / f"{GOOD}.xlsx", other)
    code, said, names = run(folder / f"{GOOD}.xlsx", other, *more)
    assert code == 1 and names == [f"{GOOD}.docx"]
    assert f"Chưa xuất {GOOD.upper()}.xlsx: TEP10" in said


def test_a_template_that_cannot_be_used_is_told_once(run, folder, tmp_path):
    template = tmp_path / "mau.docx"
    template.write_text("chữ", "utf-8")
    code, said, names = run(folder, "--draft", "--template", template)
    assert code == 2 and names == []
    assert said.count("MAU01") == 1


def test_the_template_may_be_chosen_for_all(run, folder, tmp_path):
    template = tmp_path / "mau.docx"
    shutil.copy(resources.templates() / "bao-cao-cchc.docx", template)
    assert run(folder, "--draft", "--template", template)[0] == 0


@pytest.mark.parametrize(
    ("names", "out", "code"),
    [((GOOD, BAD), "b.docx", "LENH06"), ((GOOD, BAD), "nguon/2021-minh-hoa.xlsx", "LENH06")],
)
def test_many_reports_need_a_folder(run, folder, tmp_path, names, out, code):
    told = run(*[folder / f"{name}.xlsx" for name in names], out=tmp_path / out)
    assert told[0] == 2 and code in told[1] and "-o THU-MUC" in told[1]


def test_an_empty_folder_is_told(run, tmp_path):
    (tmp_path / "trong").mkdir()
    code, said, _ = run(tmp_path / "trong")
    assert code == 2 and "LENH07" in said


def test_an_edited_report_is_no_matter_for_many(run, folder):
    code, said, _ = run(folder, "--update", folder / "b.docx")
    assert code == 2 and "LENH06" in said


@needs("soffice", "ooxml-validator")
def test_the_pdfs_of_many_are_printed_in_one_go(run, folder, tmp_path):
    code, said, names = run(folder, "--draft", "--pdf")
    assert code == 0 and "Đã xuất 2 tệp PDF" in said
    assert names == [f"{GOOD}.docx", f"{GOOD}.pdf", f"{BAD}.docx", f"{BAD}.pdf"]
    assert openxml.problems(*(tmp_path / "ra").glob("*.docx")) == []
