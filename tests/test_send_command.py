import email
import email.policy
import hashlib
import shutil
import subprocess
import sys
from datetime import date
from types import SimpleNamespace

import pytest
from support.mail_server import PASSWORD, USER, mail_server
from support.needs import needs

from cchc_xl.cli import main
from cchc_xl.collect.ledger import Ledger
from cchc_xl.collect.submissions import Decision, Kind, Outcome, Reading, Sent
from cchc_xl.excel.read import read_workbook
from cchc_xl.excel.source import Source

TO = ["--to", "Sở Nội vụ <baocao@snv.example>"]
CERTIFIED = ["--certify", "Người Xác Nhận"]


@pytest.fixture(autouse=True)
def no_screen(monkeypatch, tmp_path):
    monkeypatch.setenv("CCHC_KHONG_MAN_HINH", "1")
    monkeypatch.setenv("CCHC_THU", str(tmp_path / "thu.toml"))


@pytest.fixture
def report(samples, tmp_path):
    """A workbook that may be sent, in a folder of its own."""
    folder = tmp_path / "ky"
    folder.mkdir()
    return shutil.copy(samples["2021-minh-hoa"], folder / "bao-cao.xlsx")


@pytest.fixture
def faulty(samples, tmp_path):
    folder = tmp_path / "ky"
    folder.mkdir()
    return shutil.copy(samples["2021-nguyen-van"], folder / "bao-cao.xlsx")


@pytest.fixture
def handed_out(samples, tmp_path):
    folder = tmp_path / "phat"
    addresses = tmp_path / "dia-chi.csv"
    addresses.write_text("VP,vp@so.example\nTTr,ttr@so.example\nKHTC,khtc@so.example\n", "utf-8")
    more = ["--only", "VP,TTr,KHTC", "--addresses", str(addresses), "--due", "05/12/2021"]
    assert main(["split", str(samples["2021-minh-hoa"]), "-o", str(folder), *more]) == 0
    return folder


@pytest.fixture
def keyring_in_memory(monkeypatch):
    import keyring
    from keyring.backend import KeyringBackend

    class InMemory(KeyringBackend):
        priority = 1

        def __init__(self):
            super().__init__()
            self.known = {}

        def get_password(self, service, username):
            return self.known.get((service, username))

        def set_password(self, service, username, password):
            self.known[service, username] = password

        def delete_password(self, service, username):
            del self.known[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(InMemory())
    yield keyring.get_keyring()
    keyring.set_keyring(before)


def parsed(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def attached(message):
    return {part.get_filename(): part.get_content() for part in message.iter_attachments()}


def kept(report):
    return sorted((report.parent / "Đã gửi").glob("*.xlsx"))


def test_a_report_goes_out_as_a_draft_that_mail_programs_open_for_sending(report):
    assert main(["send", str(report), *TO, *CERTIFIED, "--via", "eml"]) == 0
    (draft,) = (report.parent / "Thư").glob("*.eml")
    raw = draft.read_bytes()
    assert b"X-Unsent: 1\r\n" in raw and b"\n\n" not in raw.replace(b"\r\n", b"")
    assert all(byte < 128 for byte in raw), "chỉ ASCII: không máy chủ nào làm hỏng"
    message = parsed(draft)
    assert message["To"] == "baocao@snv.example"
    assert message["Subject"] == "Báo cáo CCHC năm 2021 của Sở Lao động – Thương binh và Xã hội"
    text = message.get_body().get_content()
    assert "lần gửi thứ 1" in text and "Người xác nhận: Người Xác Nhận" in text and "0 lỗi" in text
    (file,) = kept(report)
    assert attached(message) == {file.name: file.read_bytes()}


def test_what_was_sent_is_numbered_dated_hashed_and_kept(report, capsys):
    before = hashlib.sha256(report.read_bytes()).hexdigest()
    for number in (1, 2):
        assert main(["send", str(report), *TO, *CERTIFIED, "--via", "eml"]) == 0
        properties = Source(report).package.custom_properties()
        assert properties["cchc_lan_gui"] == str(number)
        assert properties["cchc_xac_nhan"] == "Người Xác Nhận"
        assert properties["cchc_ngay_gui"][:10] == date.today().isoformat()
        assert properties["cchc_ma_bam"] == before
        before = hashlib.sha256(report.read_bytes()).hexdigest()
        assert before in capsys.readouterr().out, "mã của tệp đã gửi"
    assert [file.name[-10:] for file in kept(report)] == ["lan-1.xlsx", "lan-2.xlsx"]
    assert kept(report)[-1].read_bytes() == report.read_bytes()
    assert len(list((report.parent / "Bản lưu").glob("*.xlsx"))) == 2
    with Ledger.open(report.parent) as ledger:
        noted = ledger.sendings()
    assert [(one.unit, one.number, one.to) for one in noted] == [
        ("dt_sldtbxh", n, "baocao@snv.example") for n in (1, 2)
    ]
    assert [one.sha256 for one in noted] == [
        hashlib.sha256(file.read_bytes()).hexdigest() for file in kept(report)
    ]


def test_nothing_but_the_marks_of_the_sending_changes_in_the_workbook(report, samples):
    main(["send", str(report), *TO, *CERTIFIED, "--via", "eml"])
    old, new = read_workbook(samples["2021-minh-hoa"]), read_workbook(report)
    assert new.stamp == old.stamp and new.remarks == old.remarks
    assert [e[3].raw for e in new.entries()] == [e[3].raw for e in old.entries()]


def test_a_report_with_errors_stays_here_unless_a_reason_is_given(faulty, capsys):
    assert main(["send", str(faulty), *TO, *CERTIFIED, "--via", "eml"]) == 1
    assert "Chưa gửi vì còn" in capsys.readouterr().err
    assert {path.name for path in faulty.parent.iterdir()} == {"bao-cao.xlsx"}
    reason = ["--reason", "nộp đúng hạn, sửa sau"]
    assert main(["send", str(faulty), *TO, *CERTIFIED, *reason, "--via", "eml"]) == 0
    assert Source(faulty).package.custom_properties()["cchc_ly_do_gui"] == "nộp đúng hạn, sửa sau"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([*TO], "THU11"),
        ([*CERTIFIED], "THU01"),
        (["--to", "so noi vu", *CERTIFIED], "THU01"),
        (["--to", "a@b.example\nBcc: c@d.example", *CERTIFIED], "THU01"),
        ([*TO, *CERTIFIED, "--via", "smtp"], "THU03"),
    ],
)
def test_a_sending_that_cannot_be_leaves_nothing_behind(report, capsys, arguments, code):
    assert main(["send", str(report), "--via", "eml", *arguments]) == 2
    assert code in capsys.readouterr().err
    assert kept(report) == []
    assert "cchc_lan_gui" not in Source(report).package.custom_properties()


def test_the_workbook_is_compared_with_what_was_sent_of_it_last(report, capsys):
    from cchc_xl.excel.patch import patch

    assert main(["diff", str(report)]) == 2
    assert "THU12" in capsys.readouterr().err
    main(["send", str(report), *TO, *CERTIFIED, "--via", "eml"])
    capsys.readouterr()
    assert main(["diff", str(report)]) == 0
    assert capsys.readouterr().out == "Hai workbook giống nhau.\n"
    place = read_workbook(report).figure("2.1").place
    patch(report, report, {place.sheet: {place.cell: 77}})
    main(["diff", str(report)])
    assert "→ 77" in capsys.readouterr().out


def test_for_web_mail_files_and_text_lie_in_a_folder_and_on_the_clipboard(report, tmp_path, monkeypatch):
    monkeypatch.delenv("CCHC_KHONG_MAN_HINH")
    for name in ("xclip", "xdg-open"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/{name}.args\ncat > {tmp_path}/{name}.in\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert main(["send", str(report), *TO, *CERTIFIED, "--via", "folder"]) == 0
    folder = next((report.parent / "Thư").iterdir())
    assert {path.name for path in folder.iterdir()} == {kept(report)[0].name, "noi-dung-thu.txt"}
    text = (folder / "noi-dung-thu.txt").read_text("utf-8-sig")
    assert text.startswith("Người nhận: baocao@snv.example\nTiêu đề: Báo cáo CCHC năm 2021")
    assert (tmp_path / "xclip.in").read_text("utf-8") == text
    assert (tmp_path / "xdg-open.args").read_text().strip() == str(report.parent / "Thư")


def test_outlook_shows_the_letter_and_never_sends_it(report, monkeypatch):
    done = []

    class Item:
        Attachments = SimpleNamespace(Add=lambda path: done.append(("attached", path)))

        def Display(self):
            done.append(("shown", self.To, self.Subject))

        def Send(self):
            raise AssertionError

    outlook = SimpleNamespace(CreateItem=lambda kind: Item())
    client = SimpleNamespace(Dispatch=lambda name: outlook)
    monkeypatch.setitem(sys.modules, "win32com", SimpleNamespace(client=client))
    monkeypatch.setitem(sys.modules, "win32com.client", client)
    assert main(["send", str(report), *TO, *CERTIFIED, "--via", "outlook"]) == 0
    (file,) = kept(report)
    assert done == [
        ("attached", str(file)),
        ("shown", "baocao@snv.example", "Báo cáo CCHC năm 2021 của Sở Lao động – Thương binh và Xã hội"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="máy này có thể có Outlook")
def test_without_outlook_it_says_what_to_do_instead(report, capsys):
    assert main(["send", str(report), *TO, *CERTIFIED, "--via", "outlook"]) == 2
    told = capsys.readouterr().err
    assert "THU08" in told and "--via folder" in told
    assert kept(report) == []


def test_every_division_gets_its_letter_with_its_own_workbook(handed_out):
    assert main(["send", str(handed_out), "--via", "eml"]) == 0
    letters = {parsed(path)["To"]: parsed(path) for path in (handed_out / "Thư").glob("*.eml")}
    assert letters.keys() == {"vp@so.example", "ttr@so.example", "khtc@so.example"}
    message = letters["khtc@so.example"]
    assert message["Subject"] == "Biểu mẫu báo cáo CCHC năm 2021: Phòng Kế hoạch – Tài chính"
    assert "chậm nhất ngày 05/12/2021" in message.get_body().get_content()
    name = "cchc-2021-phong-ke-hoach-tai-chinh.xlsx"
    assert attached(message) == {name: (handed_out / name).read_bytes()}


def test_letters_may_go_to_some_only(handed_out, capsys):
    assert main(["send", str(handed_out), "--only", "TTr", "--via", "eml"]) == 0
    assert len(list((handed_out / "Thư").glob("*.eml"))) == 1
    assert main(["send", str(handed_out), "--only", "XYZ", "--via", "eml"]) == 2
    assert "PHAT01" in capsys.readouterr().err


def came(folder, phong, name, *, message="", outcome=Outcome.TAKEN, reason="", code=""):
    """Note a file as if the division had mailed it."""
    sha256 = hashlib.sha256(f"{phong}{name}".encode()).hexdigest()
    with Ledger.open(folder) as ledger:
        handed = next(one for one in ledger.issued() if one.phong == phong)
        whose = {
            "unit": handed.unit,
            "phong": phong,
            "token": handed.token,
            "form": "so-2021",
            "period": "2021",
        }
        code = code or ("TEP06" if outcome is Outcome.SET_ASIDE else "")
        reading = Reading(sha256, outcome, code=code, reason=reason, reply=reason, **whose)
        ledger.receive(
            [Sent(sha256, message, name, handed.address, "2021-12-01T08:30:00+07:00")], [(reading, {})], "1"
        )
    return sha256


def test_only_those_of_whom_nothing_counts_are_reminded(handed_out, capsys):
    came(handed_out, "dt_sldtbxh_vp", "vp.xlsx")
    came(handed_out, "dt_sldtbxh_ttr", "anh.xlsx", outcome=Outcome.SET_ASIDE, reason="không phải workbook")
    main(["extend", str(handed_out), "KHTC", "--until", "12/12/2021", "--by", "A", "--reason", "mất điện"])
    capsys.readouterr()
    assert main(["remind", str(handed_out), "--on", "10/12/2021", "--via", "eml"]) == 0
    told = {parsed(path)["To"]: parsed(path) for path in (handed_out / "Thư").glob("nhac-*.eml")}
    assert told.keys() == {"ttr@so.example", "khtc@so.example"}
    assert "đã quá hạn 5 ngày" in told["ttr@so.example"].get_body().get_content()
    assert "hạn nộp 12/12/2021, sắp đến hạn" in told["khtc@so.example"].get_body().get_content()


def test_each_file_that_came_by_mail_is_answered_once(handed_out, capsys):
    taken = came(handed_out, "dt_sldtbxh_vp", "vp.xlsx", message="<1@so.example>")
    aside = {"outcome": Outcome.SET_ASIDE, "reason": "tệp không phải workbook báo cáo CCHC"}
    came(handed_out, "dt_sldtbxh_ttr", "anh.xlsx", message="<2@so.example>", **aside)
    assert main(["receipts", str(handed_out), "--via", "eml"]) == 0
    letters = [parsed(path) for path in (handed_out / "Thư").glob("bien-nhan-*.eml")]
    by_message = {letter["In-Reply-To"]: letter for letter in letters}
    text = by_message["<1@so.example>"].get_body().get_content()
    assert "Đã nhận thư gửi lúc 08:30 ngày 01/12/2021 của Văn phòng Sở." in text
    assert f"SHA-256): {taken}" in text and "Tệp «vp.xlsx»: đã nhận." in text
    refused = by_message["<2@so.example>"].get_body().get_content()
    assert refused.count("tệp không phải workbook báo cáo CCHC") == 1
    capsys.readouterr()
    assert main(["receipts", str(handed_out), "--via", "eml"]) == 0
    assert capsys.readouterr().out == "Không có thư nào cần gửi.\n"


def test_one_letter_answers_all_files_of_a_message_and_no_letter_hides_another(handed_out, tmp_path):
    came(handed_out, "dt_sldtbxh_vp", "vp.xlsx", message="<1@so.example>")
    aside = {"outcome": Outcome.SET_ASIDE, "reason": "tệp là ảnh", "code": "CONG04"}
    came(handed_out, "dt_sldtbxh_vp", "logo.png", message="<1@so.example>", **aside)
    came(handed_out, "dt_sldtbxh_vp", "vp.xlsx", message="<2@so.example>")
    assert main(["receipts", str(handed_out), "--via", "folder"]) == 0
    letters = [path.read_text("utf-8-sig") for path in (handed_out / "Thư").glob("bien-nhan-*/*.txt")]
    assert len(letters) == 2
    (both,) = [text for text in letters if "logo.png" in text]
    assert sum("Tệp «vp.xlsx»: đã nhận." in text for text in letters) == 1
    assert "Tệp «logo.png» không phải workbook nên không xử lý." in both and "tệp là ảnh" not in both


def test_a_decision_about_a_file_that_was_answered_is_told_once(handed_out, capsys):
    sha256 = came(handed_out, "dt_sldtbxh_vp", "vp.xlsx", message="<1@so.example>")
    main(["receipts", str(handed_out), "--via", "eml"])
    with Ledger.open(handed_out) as ledger:
        why = ("thiếu chữ ký", "dt_sldtbxh", "dt_sldtbxh_vp", sha256, "<1@so.example>")
        ledger.decide(Decision(Kind.RETURN, "Lan", "2021-12-02T00:00:00+07:00", *why))
    main(["receipts", str(handed_out), "--via", "folder"])
    (text,) = (path.read_text("utf-8-sig") for path in (handed_out / "Thư").glob("bien-nhan-*/*.txt"))
    assert "Tệp «vp.xlsx»: đã trả lại. Thiếu chữ ký (Lan)." in text
    capsys.readouterr()
    main(["receipts", str(handed_out), "--via", "folder"])
    assert capsys.readouterr().out == "Không có thư nào cần gửi.\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["KHTC", "--until", "01/12/2021", "--by", "A", "--reason", "mất điện"], "PHAT07"),
        (["KHTC", "--until", "20/12/2021", "--by", " ", "--reason", "mất điện"], "PHAT07"),
        (["KHTC", "--until", "20/12/2021", "--by", "A", "--reason", ""], "PHAT07"),
        (["XYZ", "--until", "20/12/2021", "--by", "A", "--reason", "mất điện"], "PHAT01"),
    ],
)
def test_more_time_is_given_by_somebody_for_a_reason_until_a_later_day(handed_out, capsys, arguments, code):
    assert main(["extend", str(handed_out), *arguments]) == 2
    assert code in capsys.readouterr().err


@pytest.mark.parametrize(
    ("table", "code"),
    [("VPX,vp@so.example", "PHAT01"), ("VP,không có", "THU01"), ("VP,a@so.example;b", "THU01")],
)
def test_a_slip_in_the_table_of_addresses_is_told(samples, tmp_path, capsys, table, code):
    (tmp_path / "dia-chi.csv").write_text(f"don_vi,dia_chi\n{table}\n", "utf-8")
    out = ["-o", str(tmp_path / "ky"), "--due", "05/12/2021", "--addresses", str(tmp_path / "dia-chi.csv")]
    assert main(["split", str(samples["2021-minh-hoa"]), *out]) == 2
    assert code in capsys.readouterr().err


def test_each_of_several_addresses_is_registered_and_gets_the_letter(samples, tmp_path):
    (tmp_path / "dia-chi.csv").write_text("VP;Văn phòng <vp@so.example>; a@so.example\n", "utf-8")
    out = ["-o", str(tmp_path / "ky"), "--due", "05/12/2021", "--addresses", str(tmp_path / "dia-chi.csv")]
    assert main(["split", str(samples["2021-minh-hoa"]), *out, "--only", "VP"]) == 0
    assert main(["send", str(tmp_path / "ky"), "--via", "eml"]) == 0
    (letter,) = (tmp_path / "ky" / "Thư").glob("*.eml")
    assert parsed(letter)["To"] == "vp@so.example, a@so.example"
    with Ledger.open(tmp_path / "ky") as ledger:
        assert [one.addresses for one in ledger.issued()] == [("vp@so.example", "a@so.example")]


def test_a_folder_where_nothing_was_handed_out_is_told(tmp_path, capsys):
    more = ["VP", "--until", "20/12/2021", "--by", "A", "--reason", "mất điện"]
    for command in ("send", "remind", "receipts", "extend"):
        assert main([command, str(tmp_path), *(more if command == "extend" else [])]) == 2
        assert "THU13" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []


@pytest.fixture
def server(monkeypatch, tmp_path, keyring_in_memory):
    with mail_server() as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        settings(tmp_path, running.smtp)
        keyring_in_memory.set_password("cchc_xl", f"{USER}@localhost", PASSWORD)
        yield running


def settings(tmp_path, port):
    text = f'host = "localhost"\nport = {port}\nuser = "{USER}"\nsender = "Sở <cchc@so.example>"\n'
    (tmp_path / "thu.toml").write_text(text, "utf-8")


@needs("mail-server")
def test_a_server_takes_letters_over_tls_and_they_arrive_as_written(server, handed_out):
    assert main(["send", str(handed_out), "--via", "smtp"]) == 0
    assert server.taken == 3
    (raw,) = server.letters("ttr")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["From"] == "Sở <cchc@so.example>" and message["Message-ID"].endswith("@so.example>")
    name = "cchc-2021-thanh-tra-so.xlsx"
    assert attached(message) == {name: (handed_out / name).read_bytes()}
    assert "X-Unsent" not in message


@needs("mail-server")
def test_what_the_server_took_goes_again_only_to_who_is_named(server, handed_out, capsys):
    main(["send", str(handed_out), "--only", "TTr", "--via", "smtp"])
    assert main(["send", str(handed_out), "--via", "smtp"]) == 0
    assert server.taken == 3
    assert main(["send", str(handed_out), "--only", "TTr", "--via", "smtp"]) == 0
    assert server.taken == 4


@needs("mail-server")
@pytest.mark.parametrize("wrong", ["khong-co@so.example", "văn.thư@so.example"])
def test_an_address_that_the_server_does_not_take_is_named_and_the_others_get_theirs(
    server, samples, tmp_path, capsys, wrong
):
    (tmp_path / "dia-chi.csv").write_text(f"KHTC,{wrong}\nVP,vp@so.example\nTTr,ttr@so.example\n", "utf-8")
    more = ["--due", "05/12/2021", "--addresses", str(tmp_path / "dia-chi.csv"), "--only", "KHTC,VP,TTr"]
    assert main(["split", str(samples["2021-minh-hoa"]), "-o", str(tmp_path / "ky"), *more]) == 0
    assert main(["send", str(tmp_path / "ky"), "--via", "smtp"]) == 2
    assert f"THU07: máy chủ thư không nhận thư gửi {wrong}" in capsys.readouterr().err
    assert server.taken == 2


@needs("mail-server")
def test_a_report_that_reaches_some_is_noted_as_sent_to_these(server, report, capsys):
    to = ["--to", "snv@so.example,khong-co@so.example"]
    assert main(["send", str(report), *to, *CERTIFIED, "--via", "smtp"]) == 2
    told = capsys.readouterr().err
    assert (
        "không nhận thư gửi khong-co@so.example (550 khong co nguoi nhan)" in told
        and "lần gửi 1 đến snv@so.example" in told
    )
    with Ledger.open(report.parent) as ledger:
        assert [(one.number, one.to) for one in ledger.sendings()] == [(1, "snv@so.example")]


@needs("mail-server")
def test_a_report_that_the_server_refuses_is_not_kept_as_sent(server, report, capsys):
    assert main(["send", str(report), "--to", "khong-co@so.example", *CERTIFIED, "--via", "smtp"]) == 2
    assert "THU07" in capsys.readouterr().err
    assert kept(report) == [] and server.taken == 0
    assert main(["send", str(report), "--to", "baocao@snv.example", *CERTIFIED, "--via", "smtp"]) == 0
    assert len(server.letters("baocao")) == 1


@needs("mail-server")
def test_a_wrong_password_or_an_unknown_certificate_is_told(
    server, handed_out, capsys, monkeypatch, keyring_in_memory
):
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    assert main(["send", str(handed_out), "--via", "smtp"]) == 2
    assert "THU06" in capsys.readouterr().err
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    keyring_in_memory.set_password("cchc_xl", f"{USER}@localhost", "mat-khau-cu")
    assert main(["send", str(handed_out), "--via", "smtp"]) == 2
    told = capsys.readouterr().err
    assert "THU07" in told and "mat-khau-cu" not in told
    keyring_in_memory.delete_password("cchc_xl", f"{USER}@localhost")
    assert main(["send", str(handed_out), "--via", "smtp"]) == 2
    assert "THU04" in capsys.readouterr().err
    assert server.taken == 0


def test_a_server_that_does_not_answer_is_told(handed_out, tmp_path, capsys, keyring_in_memory):
    settings(tmp_path, 1)
    keyring_in_memory.set_password("cchc_xl", f"{USER}@localhost", PASSWORD)
    assert main(["send", str(handed_out), "--via", "smtp"]) == 2
    assert "THU05" in capsys.readouterr().err


def test_the_password_lies_in_the_keyring_and_in_no_file(tmp_path, monkeypatch, keyring_in_memory):
    settings(tmp_path, 587)
    monkeypatch.setattr("getpass.getpass", lambda prompt: "bi-mat-cua-toi")
    assert main(["send", "--password"]) == 0
    assert keyring_in_memory.get_password("cchc_xl", f"{USER}@localhost") == "bi-mat-cua-toi"
    assert all("bi-mat" not in path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file())


def test_neither_keyring_nor_win32com_is_needed_to_start():
    code = "import cchc_xl.actions.post, sys; assert not {'keyring', 'win32com'} & {*sys.modules}"
    subprocess.run([sys.executable, "-c", code], check=True)
