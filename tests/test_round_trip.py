"""From the department to twelve divisions and back by real mail, against the same entries typed directly."""

import email
import email.policy
import json
from datetime import datetime

import pytest
from support.libreoffice import edited
from support.mail_server import PASSWORD, USER, mail_server
from support.needs import needs

from cchc_xl.cli import main
from cchc_xl.entries.from_json import make_picture
from cchc_xl.entries.to_json import entries_of
from cchc_xl.excel.build import build
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.load import load_form
from cchc_xl.mail.letter import Letter
from cchc_xl.mail.server import Server, send

UNIT, PERIOD, OFFICE = "dt_sldtbxh", "2021", "cchc@so.example"
LATER = {
    "nhiem_vu": ("ngay_hoan_thanh", "san_pham", "ghi_chu"),
    "kiem_tra": ("ngay", "van_de", "da_xu_ly", "noi_dung", "ket_luan"),
    "tuyen_truyen": ("so_luong", "don_vi_tinh"),
}
"""Columns that the divisions fill in rows that the department has from the period before."""


@pytest.fixture(scope="module")
def direct(entries):
    """All that is to be reported; difficulties, of which none is known yet, in the order of the divisions."""
    typed = entries()
    typed["registers"]["kho_khan"].sort(key=lambda row: row["phong"])
    return typed


def before(direct, form):
    """What the department has before the divisions fill theirs: plans, owners, its own texts and points."""
    known = json.loads(json.dumps(direct))
    rows = known["registers"]
    rows["kho_khan"] = []
    for row in rows["nhiem_vu"]:
        row["trang_thai"] = "chua_thuc_hien"
    for register, columns in LATER.items():
        rows[register] = [{k: v for k, v in row.items() if k not in columns} for row in rows[register]]
    counted = {code for code, indicator in form.indicators.items() if counted_here(form, indicator)}
    known["indicators"] = {
        code: cells if code in counted else {key: cells[key] for key in ("phong", "previous") if key in cells}
        for code, cells in known["indicators"].items()
    }
    known["texts"] = {}
    return known


def counted_here(form, indicator):
    """Tell whether the department counts a figure from registers that all divisions fill."""
    visible = [key for key, sheet in form.sheets.items() if sheet.grows and not sheet.hidden]
    return any(f"({key}" in indicator.register for key in visible)


def of_division(direct, part, phong):
    """What a division has to enter into its workbook."""
    return {
        "registers": {
            key: [row for row in rows if row.get("phong") == phong]
            for key, rows in direct["registers"].items()
            if not part.sheets[key].absent
        },
        "indicators": {k: v for k, v in direct["indicators"].items() if k in part.indicators},
        "texts": {k: v for k, v in direct["texts"].items() if k in part.sheets["danh_gia"].line},
    }


def typed_into(path, direct):
    """The cells that a division types: what shall stand there and does not yet."""
    part = read_workbook(path)
    wanted = make_picture(part.form, PERIOD, of_division(direct, part.form, part.stamp.phong))
    there = {entry.place: (entry.state, entry.value) for _, _, _, entry in part.entries()}
    for sheet, _, column, entry in wanted.entries():
        if sheet != "huong_dan" and there.get(entry.place) != (entry.state, entry.value):
            label = part.form.sheets[sheet].column[column].type == "choice"
            value = entry.value if not label and entry.value is not None else entry.raw
            number = not isinstance(value, str) and not hasattr(value, "isoformat")
            yield entry.place.sheet, entry.place.cell, float(value) if number else value


@pytest.fixture
def post_office(monkeypatch, tmp_path):
    import keyring
    from keyring.backends.null import Keyring

    monkeypatch.setattr(Keyring, "get_password", lambda self, service, user: PASSWORD)
    before_ = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    with mail_server() as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        yield server
    keyring.set_keyring(before_)


@needs("soffice", "mail-server")
def test_twelve_divisions_fill_their_workbooks_and_the_report_is_the_one_typed_directly(
    direct, post_office, tmp_path, capsys
):
    form = load_form("so-2021", UNIT)
    divisions = [option.key for option in form.lists["phong"]]
    assert len(divisions) == 12
    book, expected, ky = tmp_path / "X.xlsx", tmp_path / "truc-tiep.xlsx", tmp_path / "ky"
    build(make_picture(form, PERIOD, before(direct, form)), book)
    build(make_picture(form, PERIOD, direct), expected)

    addresses = tmp_path / "dia-chi.csv"
    addresses.write_text("".join(f"{code},{code}@so.example\n" for code in divisions), "utf-8")
    more = ["--due", "05/12/2021", "--addresses", str(addresses), "--reply-to", OFFICE]
    assert main(["split", str(book), "-o", str(ky), *more]) == 0
    assert main(["send", str(ky), "--via", "eml"]) == 0

    for draft in (ky / "Thư").glob("*.eml"):
        message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
        (part,) = message.iter_attachments()
        theirs = tmp_path / message["To"]
        theirs.mkdir()
        came, filled = theirs / part.get_filename(), theirs / f"đã điền {part.get_filename()}"
        came.write_bytes(part.get_content())
        edited(came, filled, typed_into(came, direct))
        answer = Letter((OFFICE,), f"Re: {message['Subject']}", "Gửi lại.", (filled,))
        server = Server("localhost", USER, message["To"], post_office.smtp)
        assert list(send([answer], server, datetime.now().astimezone())) == [answer]

    letters = post_office.letters("cchc")
    assert len(letters) == len(divisions)
    (tmp_path / "nhan").mkdir()
    for number, raw in enumerate(letters):
        (tmp_path / "nhan" / f"{number}.eml").write_bytes(raw)
    capsys.readouterr()
    merged = ky / "tong-hop.xlsx"
    assert main(["collect", str(tmp_path / "nhan"), "-o", str(merged), "--into", str(book), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (len(told["taken"]), told["set_aside"], told["missing"], told["conflicts"]) == (12, [], [], [])

    assert entries_of(read_workbook(merged)) == entries_of(read_workbook(expected))
    reports = [path.with_suffix(".docx") for path in (merged, expected)]
    for path, report in zip((merged, expected), reports, strict=True):
        assert main(["report", str(path), "-o", str(report)]) == 0
    capsys.readouterr()
    assert main(["diff", *map(str, reports), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same"]

    assert main(["receipts", str(ky), "--via", "eml"]) == 0
    assert len(list((ky / "Thư").glob("bien-nhan-*.eml"))) == 12
    capsys.readouterr()
    assert main(["remind", str(ky), "--via", "eml"]) == 0
    assert capsys.readouterr().out == "Không có thư nào cần gửi.\n"
