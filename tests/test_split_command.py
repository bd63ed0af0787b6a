import json
import shutil
from datetime import date

import pytest
from support.sent import saved

from cchc_xl.cli import main
from cchc_xl.collect.ledger import Ledger
from cchc_xl.excel.patch import patch
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.form import Form

DUE = date(2021, 12, 5)


def split(source, folder, *more):
    return main(["split", str(source), "-o", str(folder), "--due", "05/12/2021", *more])


def issued(folder):
    with Ledger.open(folder) as ledger:
        return {one.phong or one.unit: one for one in ledger.issued()}


@pytest.fixture(scope="module")
def handed_out(samples, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ky") / "2021"
    addresses = folder.with_name("dia-chi.csv")
    addresses.write_text("don_vi,dia_chi\nVP,vp@so.example\ndt_sldtbxh_ttr;ttr@so.example\n", "utf-8-sig")
    more = ("--addresses", str(addresses), "--reply-to", "cchc@so.example")
    assert split(samples["2021-minh-hoa"], folder, *more) == 0
    return folder


def test_every_division_gets_a_workbook_with_a_plain_name_and_its_token_is_noted(form, handed_out):
    known = issued(handed_out)
    assert known.keys() == {option.key for option in form.lists["phong"]}
    assert {path.name for path in handed_out.glob("*.xlsx")} == {one.file for one in known.values()}
    assert known["dt_sldtbxh_ncc"].file == "cchc-2021-phong-nguoi-co-cong.xlsx"
    assert len({one.token for one in known.values()}) == len(known)
    for code, one in known.items():
        stamp = read_workbook(handed_out / one.file).stamp
        assert (stamp.unit, stamp.phong, stamp.token) == ("dt_sldtbxh", code, one.token)
        assert stamp.due == "2021-12-05" and one.due == DUE
    assert known["dt_sldtbxh_vp"].address == "vp@so.example"
    assert known["dt_sldtbxh_ttr"].address == "ttr@so.example"


def test_a_division_finds_its_own_rows_and_no_others(samples, handed_out):
    whole = read_workbook(samples["2021-minh-hoa"])
    for code, one in issued(handed_out).items():
        part = read_workbook(handed_out / one.file)
        for key in ("nhiem_vu", "van_ban", "kiem_tra", "tuyen_truyen", "kho_khan"):
            own = [row.key for row in whole.filled(key) if row["phong"].text == code]
            assert [row.key for row in part.filled(key)] == own, (code, key)
        assert not [row for row in part.rows["thong_tin"] if row.entries]


def test_a_figure_goes_to_the_division_to_which_the_workbook_gives_it(samples, handed_out):
    whole = read_workbook(samples["2021-minh-hoa"])
    moved = [
        row.key for row in whole.rows["chi_tieu"] if row.get("phong") and row["phong"].text.endswith("ldvl")
    ]
    part = read_workbook(handed_out / "cchc-2021-phong-lao-dong-viec-lam.xlsx")
    assert list(part.form.indicators) == moved != []


def test_the_start_page_says_in_the_divisions_words_what_to_do_until_when(handed_out):
    from openpyxl import load_workbook

    book = load_workbook(handed_out / "cchc-2021-phong-nguoi-co-cong.xlsx")
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert shown == ["Bắt đầu", "Nhiệm vụ", "Tuyên truyền", "Khó khăn, vướng mắc"]
    texts = " ".join(str(cell.value) for row in book["Bắt đầu"]["A1:B9"] for cell in row)
    assert "Phần của Phòng Người có công" in texts
    assert "về Sở Lao động – Thương binh và Xã hội (cchc@so.example) chậm nhất ngày 05/12/2021" in texts
    assert "2 dòng đã ghi sẵn" in texts
    assert "hạn nộp 05/12/2021" in texts


def test_most_divisions_see_three_to_five_sheets(handed_out):
    from openpyxl import load_workbook

    counts = {
        path.name: sum(sheet.sheet_state == "visible" for sheet in load_workbook(path))
        for path in handed_out.glob("*.xlsx")
    }
    more = {"cchc-2021-van-phong-so.xlsx": 8, "cchc-2021-thanh-tra-so.xlsx": 6}  # who answers for most
    assert {name: n for name, n in counts.items() if not 3 <= n <= 5} == more


def test_rows_that_belong_to_nobody_are_told(samples, tmp_path, capsys):
    split(samples["2021-minh-hoa"], tmp_path)
    told = capsys.readouterr().out
    assert "trang Văn bản: 3 dòng chưa giao cho ai nên không phát (kh285, kh300, cv364)" in told


def test_nothing_is_written_over_unless_told_and_a_second_hand_out_has_new_tokens(samples, tmp_path, capsys):
    folder = tmp_path / "ky"
    assert split(samples["2021-minh-hoa"], folder, "--only", "VP") == 0
    before, bytes_ = issued(folder), (folder / "cchc-2021-van-phong-so.xlsx").read_bytes()
    assert split(samples["2021-minh-hoa"], folder) == 2
    assert "PHAT02" in capsys.readouterr().err
    assert [path.name for path in folder.glob("*.xlsx")] == ["cchc-2021-van-phong-so.xlsx"]
    assert (folder / "cchc-2021-van-phong-so.xlsx").read_bytes() == bytes_
    assert issued(folder) == before
    assert split(samples["2021-minh-hoa"], folder, "--only", "VP", "--overwrite") == 0
    assert issued(folder)["dt_sldtbxh_vp"].token != before["dt_sldtbxh_vp"].token


def test_a_workbook_saved_over_the_one_handed_out_is_what_came_back(samples, tmp_path, capsys):
    folder, book = tmp_path / "ky", samples["2021-minh-hoa"]
    assert split(book, folder, "--only", "VP,TTr") == 0
    file = folder / issued(folder)["dt_sldtbxh_vp"].file
    place = read_workbook(file).figure("1.3.1").place
    patch(file, file, {place.sheet: {place.cell: 77}})
    capsys.readouterr()
    main(["collect", str(folder), "-o", str(folder / "T.xlsx"), "--into", str(book), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["taken"], told["missing"]) == (1, [file.name], ["dt_sldtbxh_ttr"])


def test_one_folder_is_for_one_period_and_what_is_closed_is_not_handed_out_again(samples, tmp_path, capsys):
    folder, quarter = tmp_path / "ky", tmp_path / "quy.xlsx"
    assert split(samples["2021-minh-hoa"], folder, "--only", "VP") == 0
    new = ["new", "--form", "so-2021", "--unit", "dt_sldtbxh", "--period", "2021-Q1", "-o", str(quarter)]
    assert main(new) == 0
    assert split(quarter, folder, "--only", "TTr") == 2
    assert "THOP08: thư mục này thu biểu mẫu so-2021, kỳ 2021, không phải" in capsys.readouterr().err
    came = saved(folder / issued(folder)["dt_sldtbxh_vp"].file, tmp_path / "vp.xlsx")
    closing = ["--close", "--by", "Lan", "--reason", "hết hạn"]
    assert main(["collect", str(came), "-o", str(folder / "T.xlsx"), *closing]) == 0
    assert split(samples["2021-minh-hoa"], folder, "--only", "VP", "--overwrite") == 2
    assert "PHAT05" in capsys.readouterr().err


def test_a_workbook_that_nobody_opened_is_no_submission(samples, tmp_path, capsys):
    folder = tmp_path / "ky"
    assert split(samples["2021-minh-hoa"], folder, "--only", "VP") == 0
    blank = folder / issued(folder)["dt_sldtbxh_vp"].file
    filled = saved(blank, tmp_path / "nhan" / "a.xlsx")
    shutil.copy(blank, tmp_path / "nhan" / "b.xlsx")
    capsys.readouterr()
    main(["collect", str(tmp_path / "nhan"), "-o", str(folder / "T.xlsx"), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["taken"] == [filled.name]
    assert [(one["file"], one["code"]) for one in told["set_aside"]] == [("b.xlsx", "THOP16")]


def test_a_crash_while_writing_leaves_no_workbook(samples, tmp_path, monkeypatch):
    from cchc_xl.actions import hand_out

    built = []

    def failing(picture, out):
        built.append(out)
        if len(built) == 3:
            raise OSError(28, "No space left on device")
        out.write_bytes(b"")

    monkeypatch.setattr(hand_out, "build", failing)
    assert split(samples["2021-minh-hoa"], tmp_path) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("prefill", "tasks", "figures"), [("khong", 0, 0), ("so", 3, 0), ("tat-ca", 3, 7)])
def test_how_much_stands_in_it_already_can_be_chosen(samples, tmp_path, prefill, tasks, figures):
    split(samples["2021-minh-hoa"], tmp_path, "--only", "TTr", "--prefill", prefill)
    part = read_workbook(tmp_path / "cchc-2021-thanh-tra-so.xlsx")
    assert len(list(part.filled("nhiem_vu"))) == tasks
    assert sum("so_lieu" in row.entries for row in part.rows["chi_tieu"]) == figures


def test_a_province_hands_its_units_whole_workbooks(tmp_path):
    more = ["--form", "so-2021", "--period", "2021-6T", "--only", "dt_snv,dt_stp"]
    assert main(["split", *more, "-o", str(tmp_path), "--due", "2021-06-20"]) == 0
    known = issued(tmp_path)
    assert known.keys() == {"dt_snv", "dt_stp"}
    for code, one in known.items():
        picture = read_workbook(tmp_path / one.file)
        assert (picture.stamp.unit, picture.stamp.phong, picture.stamp.token) == (code, "", one.token)
        assert isinstance(picture.form, Form) and not picture.form.sheets["thong_tin"].absent


def test_all_units_under_one_body_are_named_by_it_and_a_symbol_of_several_is_refused(tmp_path, capsys):
    more = ["--form", "so-2021", "--period", "2021-6T", "-o", str(tmp_path), "--due", "2021-06-20"]
    assert main(["split", *more, "--only", "SNV"]) == 2
    assert "«SNV» là của nhiều đơn vị" in capsys.readouterr().err
    assert main(["split", *more]) == 2
    assert main(["split", *more, "--only", "dt_ubnd"]) == 0
    assert {code[:3] for code in issued(tmp_path)} == {"dt_"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--only", "XYZ"], "PHAT01"),
        (["--addresses", "khong-co.csv"], "PHAT04"),
        (["--due", "05/12/2020"], "PHAT06"),
    ],
)
def test_a_hand_out_that_cannot_be_is_refused(samples, tmp_path, capsys, arguments, code):
    assert split(samples["2021-minh-hoa"], tmp_path, *arguments) == 2
    assert code in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "score {part}",
        "report {part} -o {out}.docx",
        "report {part} -o {out}.docx --template bao-cao-tu-cham-diem",
        "new --period 2022 --from {part} -o {out}.xlsx",
        "split {part} -o {out} --due 05/12/2021",
        "collect -o {out}.xlsx --into {part}",
    ],
)
def test_what_needs_the_whole_workbook_refuses_a_part(handed_out, tmp_path, capsys, command):
    part = handed_out / "cchc-2021-van-phong-so.xlsx"
    assert main(command.format(part=part, out=tmp_path / "kq").split()) == 2
    assert "TEP20" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_unit_is_given_more_time(samples, tmp_path, capsys):
    split(samples["2021-minh-hoa"], tmp_path, "--only", "VP,TTr")
    more = ["--until", "10/12/2021", "--by", "Người giao", "--reason", "mất điện"]
    assert main(["extend", str(tmp_path), "TTr", *more]) == 0
    assert "Đã gia hạn cho Thanh tra Sở đến ngày 10/12/2021" in capsys.readouterr().out
    known = issued(tmp_path)
    assert known["dt_sldtbxh_ttr"].until == date(2021, 12, 10)
    assert known["dt_sldtbxh_vp"].until == DUE
    assert main(["extend", str(tmp_path), "KHTC", *more]) == 2
