"""What came in folders, zips and letters: each thing stored under a name of ours, or named with its fault."""

import base64
import io
import re
import unicodedata
import zipfile
from datetime import datetime, timedelta, timezone
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_xl.errors import CchcError
from cchc_xl.mail.receive import MAX_DEPTH, MAX_ITEMS, UNKNOWN, received
from cchc_xl.text.file_names import clean_name

BOOK = b"PK\x03\x04 as if it were a workbook"
SENT = datetime(2021, 12, 6, 10, 30, tzinfo=timezone(timedelta(hours=7)))
LONG = "Báo cáo " * 40 + ".xlsx"


def letter(
    *attached, sender="Phòng Việc làm <vl@sldtbxh.vi-du.vn>", number="<1@vi-du.vn>", text="Kính gửi Văn phòng"
):
    message = EmailMessage(policy=policy.SMTP)
    headers = {
        "From": sender,
        "To": "cchc@vi-du.vn",
        "Date": "Mon, 06 Dec 2021 10:30:00 +0700",
        "Message-ID": number,
    }
    for name, value in headers.items():
        if value:
            message[name] = value
    message["Subject"] = "Số liệu CCHC quý IV"
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    for name, content in attached:
        if isinstance(content, EmailMessage):
            message.add_attachment(content)
        else:
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            dated = isinstance(name, zipfile.ZipInfo)  # else of 1980: the same bytes
            archive.writestr(name if dated else zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def book(text=""):
    return zipped(("[Content_Types].xml", "<a/>"), ("xl/workbook.xml", f"<b>{text}</b>"))


@pytest.fixture
def came(tmp_path):
    """Put files into a folder and give what came."""

    def put(**files):
        folder = tmp_path / "hop-thu"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(bytes(data))
        return list(received([folder], tmp_path / "luu"))

    return put


def told(items):
    return [(item.name, getattr(item.source, "code", "")) for item in items]


def test_what_lies_in_a_folder_is_stored_under_the_hash_of_its_bytes(came, tmp_path):
    (item,) = came(**{"Báo cáo.xlsx": BOOK})
    assert (item.source.read_bytes(), item.source.parent) == (BOOK, tmp_path / "luu")
    assert item.source.name == f"{item.sha256}.xlsx"
    assert (item.name, item.message_id, item.sender) == ("Báo cáo.xlsx", "", "")
    assert item.sent.tzinfo


def test_a_letter_gives_its_attachments_with_sender_number_and_date(came):
    (item,) = came(**{"thu.eml": letter(("Biểu VL.xlsx", BOOK))})
    assert item.source.read_bytes() == BOOK
    assert item.name == "Biểu VL.xlsx"
    assert (item.message_id, item.sender, item.sent) == ("<1@vi-du.vn>", "vl@sldtbxh.vi-du.vn", SENT)


def test_a_letter_is_known_by_its_content_as_mail_servers_store_it(came):
    (item,) = came(**{"1638.M1P2.may-chu,S=900:2,S": letter(("a.xlsx", BOOK))})
    assert (item.name, item.sender) == ("a.xlsx", "vl@sldtbxh.vi-du.vn")


def test_two_attachments_of_one_name_are_two_things(came):
    first, second = came(**{"thu.eml": letter(("a.xlsx", book("1")), ("a.xlsx", book("2")))})
    assert first.name == second.name == "a.xlsx"
    assert first.source != second.source
    assert first.source.read_bytes() != second.source.read_bytes()


@pytest.mark.parametrize(
    "wrap",
    [
        lambda data: {"goi.zip": zipped(("thu muc/a.xlsx", data))},
        lambda data: {"thu.eml": letter(("goi.zip", zipped(("a.xlsx", data))))},
        lambda data: {"goi.zip": zipped(("thu.eml", bytes(letter(("a.xlsx", data)))))},
        lambda data: {"thu.eml": letter(("", letter(("a.xlsx", data))))},
        lambda data: {"thu.eml": letter(("thu.eml", bytes(letter(("a.xlsx", data)))))},
        lambda data: {"goi.zip": zipped(("goi.zip", zipped(("a.xlsx", data))))},
    ],
    ids=["zip", "zip in mail", "mail in zip", "mail in mail", "mail as a file in mail", "zip in zip"],
)
def test_letters_and_zips_are_opened_in_each_other(came, wrap):
    (item,) = came(**wrap(book()))
    assert (item.name, item.source.read_bytes()) == ("a.xlsx", book())


def test_a_forwarded_letter_counts_as_sent_by_who_forwarded_it(came):
    inner = letter(("a.xlsx", BOOK), sender="vl@sldtbxh.vi-du.vn", number="<trong@vi-du.vn>")
    outer = letter(("thu.eml", bytes(inner)), sender="la@noi-khac.vn", number="<ngoai@noi-khac.vn>")
    (item,) = came(**{"thu.eml": outer})
    assert (item.sender, item.message_id) == ("la@noi-khac.vn", "<ngoai@noi-khac.vn>")


def test_layers_and_things_are_counted(came):
    data = book()
    for _ in range(MAX_DEPTH + 1):
        data = zipped(("a.zip", data))
    many = zipped(*((f"{number}.xlsx", f"PK{number}") for number in range(MAX_ITEMS + 5)))
    items = came(**{"sau.zip": data, "nhieu.zip": many})
    assert told(items)[-1] == ("a.zip", "THU24")
    assert len([item for item in items if isinstance(item.source, Path)]) == MAX_ITEMS - 1


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_in_a_zip_are_two_things(came):
    items = came(**{"goi.zip": zipped(("a.xlsx", book("1")), ("a.xlsx", book("2")), ("b/a.xlsx", book("3")))})
    assert [item.name for item in items] == ["a.xlsx"] * 3
    assert {item.source.read_bytes() for item in items} == {book("1"), book("2"), book("3")}


def test_a_workbook_that_is_called_a_letter_is_a_workbook(came):
    assert told(came(**{"a.eml": book()})) == [("a.eml", "")]


def test_a_source_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CchcError, match="TEP01"):
        list(received([tmp_path / "khong-co"], tmp_path / "luu"))


def test_a_zip_that_unpacks_too_large_is_not_unpacked(came):
    (item,) = came(**{"bom.zip": zipped(("a.xlsx", bytes(60 << 20)))})
    assert told([item]) == [("a.xlsx", "THU23")]
    assert isinstance(item.source, CchcError)


def locked_zip():
    data = bytearray(zipped(("a.xlsx", BOOK)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


UNREADABLE = [
    ("a letter without attachments", "x.eml", letter(), "THU21"),
    (
        "a letter in Outlook's own format",
        "x.msg",
        b"\xd0\xcf\x11\xe0" + "__substg1.0_".encode("utf-16-le"),
        "THU22",
    ),
    ("nothing but a name", "x.eml", b"", "THU21"),
    ("a letter of a thousand parts", "x.eml", b"Content-Type: multipart/mixed; boundary=a\n" * 1000, "THU22"),
    ("what Outlook packs by itself", "winmail.dat", b"\x78\x9f\x3e\x22" + bytes(90), "THU22"),
    ("an archive of another kind", "x.rar", b"Rar!\x1a\x07\x01\x00" + bytes(90), "THU23"),
    ("a file pasted into the text", "x.eml", b"Subject: a\n\nbegin 644 a.xlsx\n#4$L#\n`\nend\n", "THU21"),
    ("half a zip", "x.zip", zipped(("a.xlsx", BOOK))[:40], "THU23"),
    ("a zip with a password", "x.zip", locked_zip(), "THU23"),
    ("an empty zip", "x.zip", zipped(), "THU23"),
    ("a file too large for a workbook", "x.xlsx", bytes(26 << 20), "TEP05"),
]


@pytest.mark.parametrize(
    ("name", "data", "code"), [pytest.param(*case[1:], id=case[0]) for case in UNREADABLE]
)
def test_what_cannot_be_opened_is_named_with_code_and_remedy(came, name, data, code):
    (item,) = came(**{name: data})
    assert item.source.code == code
    assert item.source.message
    assert item.source.fix
    assert len(item.sha256) == 64


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(came, tmp_path, monkeypatch):
    read = Path.read_bytes

    def locked(path):
        if path.name == "khoa.xlsx":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    (tmp_path / "hop-thu").mkdir()
    (tmp_path / "hop-thu" / "mat.xlsx").symlink_to("khong-co.xlsx")
    items = came(**{"a.xlsx": BOOK, "khoa.xlsx": BOOK})
    assert told(items) == [("a.xlsx", ""), ("khoa.xlsx", "THU25"), ("mat.xlsx", "THU25")]


def test_every_letter_of_a_mailbox_is_opened(came):
    head = b"From vl@vi-du.vn Mon Dec 06 09:00:00 2021\n"
    letters = (bytes(letter((f"{name}.xlsx", book(name)), number=f"<{name}@vi-du.vn>")) for name in "ab")
    items = came(**{"hop.mbox": b"\n\n".join(head + one for one in letters)})
    assert [(item.name, item.message_id) for item in items] == [
        ("a.xlsx", "<a@vi-du.vn>"),
        ("b.xlsx", "<b@vi-du.vn>"),
    ]


def test_a_letter_forwarded_in_base64_is_opened(came):
    inner = base64.encodebytes(bytes(letter(("a.xlsx", BOOK))))
    head = b"Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: message/rfc822\n"
    whole = head + b"Content-Transfer-Encoding: base64\n\n" + inner + b"\n--B--\n"
    assert told(came(**{"x.eml": b"Subject: a\nMIME-Version: 1.0\n" + whole})) == [("a.xlsx", "")]


@pytest.mark.parametrize(
    ("received", "dated", "sent"),
    [
        ("Mon, 20 Dec 2021 10:00:00 +0700", "Wed, 01 Dec 2021 08:00:00 +0700", "2021-12-20"),
        ("", "Wed, 01 Dec 2021 08:00:00 +0700", "2021-12-01"),
        ("", "Thu, 31 Dec 2099 08:00:00 +0700", f"{datetime.now():%Y-%m-%d}"),
    ],
)
def test_a_letter_came_when_the_last_server_took_it_and_not_in_the_future(came, received, dated, sent):
    data = re.sub(rb"Date: [^\r\n]*", f"Date: {dated}".encode(), bytes(letter(("a.xlsx", BOOK))))
    hops = f"Received: by mx.vi-du.vn; {received}\r\nReceived: by la; {dated}\r\n" if received else ""
    (item,) = came(**{"x.eml": hops.encode() + data})
    assert f"{item.sent:%Y-%m-%d}" == sent


def test_of_several_in_one_letter_the_last_is_the_latest_and_in_a_zip_the_last_changed(came):
    items = came(**{"x.eml": letter(("a.xlsx", book("1")), ("a.xlsx", book("2")))})
    assert items[0].sent < items[1].sent
    old = zipfile.ZipInfo("cu.xlsx", (2021, 12, 1, 8, 0, 0))
    new = zipfile.ZipInfo("moi.xlsx", (2021, 12, 4, 8, 0, 0))
    items = came(**{"x.eml": b"", "goi.zip": zipped((new, book("2")), (old, book("1")))})[:2]
    assert [item.name for item in items] == ["cu.xlsx", "moi.xlsx"]
    assert (items[1].sent - items[0].sent).total_seconds() < 1


def test_winmail_and_sealed_letters_are_named(came):
    message = letter()
    message.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    message.add_attachment(b"x", maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    assert told(came(**{"x.eml": message})) == [("winmail.dat", "THU22"), ("smime.p7m", "THU22")]


def test_bodies_signatures_and_pictures_of_a_letter_are_no_attachments(came):
    message = letter(("a.xlsx", BOOK))
    message.add_attachment(
        b"x", maintype="image", subtype="png", disposition="inline", cid="<logo>", filename="logo.png"
    )
    message.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert told(came(**{"x.eml": message, ".DS_Store": b"x", "Thumbs.db": b"x"})) == [("a.xlsx", "")]


def test_a_scan_or_a_text_beside_the_workbook_is_handed_on_to_be_told(came):
    items = came(**{"x.eml": letter(("a.xlsx", BOOK), ("ký.pdf", b"%PDF")), "y.csv": b"a;b"})
    assert told(items) == [("a.xlsx", ""), ("ký.pdf", ""), ("y.csv", "")]


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("VL@Sldtbxh.Vi-Du.vn", "vl@sldtbxh.vi-du.vn"),
        ('"cchc@snv.vi-du.vn" <la@noi-khac.vn>', "la@noi-khac.vn"),
        ("a@vi-du.vn, b@vi-du.vn", UNKNOWN),
        ("", UNKNOWN),
        ("không phải địa chỉ", UNKNOWN),
        ("a" * 9000 + "@vi-du.vn", UNKNOWN),
    ],
)
def test_the_sender_is_one_address_or_unknown(came, sender, expected):
    message = letter(("a.xlsx", BOOK), sender="x@y.vn").as_bytes()
    line = f"From: {sender}\r\n".encode() if sender else b""
    (item,) = came(**{"x.eml": message.replace(b"From: x@y.vn\r\n", line)})
    assert item.sender == expected


def test_two_from_lines_are_no_sender(came):
    (item,) = came(**{"x.eml": b"From: a@b.vn\r\n" + letter(("a.xlsx", BOOK)).as_bytes()})
    assert item.sender == UNKNOWN


def test_a_letter_without_number_or_date_is_still_one_letter(came):
    data = letter(("a.xlsx", BOOK), number="").as_bytes().replace(b"Date: Mon, 06", b"Date: Hom, 96")
    one, two = came(**{"1.eml": data, "2.eml": data})
    assert one.message_id == two.message_id != ""
    assert one.sent.year >= 2024, "when the file was written"


def test_receiving_again_writes_nothing_and_gives_the_same(came, tmp_path):
    first = came(**{"x.eml": letter(("a.xlsx", BOOK)), "goi.zip": zipped(("b.xlsx", book()))})
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "luu").iterdir()}
    assert came() == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "luu").iterdir()} == before


def test_the_store_is_not_read_though_it_lies_in_the_folder(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(BOOK)
    assert len(list(received([tmp_path], tmp_path / "luu"))) == 1
    assert len(list(received([tmp_path], tmp_path / "luu"))) == 1


NAMES = [
    ("../../etc/passwd", "passwd"),
    ("..\\..\\Windows\\x.xlsx", "x.xlsx"),
    ("C:\\Users\\a.xlsx", "a.xlsx"),
    (unicodedata.normalize("NFD", "Báo cáo quý.xlsx"), "Báo cáo quý.xlsx"),
    ("bao\u202excod.xlsx", "baoxcod.xlsx"),
    ("a\r\nBcc: x@y.vn\x00.xlsx", "aBcc_ x@y.vn.xlsx"),
    ("CON.xlsx", "_CON.xlsx"),
    ("a<b>|?.xlsx ", "a_b___.xlsx"),
    ("...", ""),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_name_is_kept_as_text_without_what_could_do_harm(name, expected):
    assert clean_name(name) == expected


def test_a_long_name_keeps_its_suffix():
    assert len(clean_name(LONG)) == 120
    assert clean_name(LONG).endswith(".xlsx")


@given(st.text(max_size=400))
def test_no_name_leads_anywhere_or_is_long(name):
    cleaned = clean_name(name)
    assert len(cleaned) <= 120
    assert not set(cleaned) & set('/\\<>:"|?*\n\r\0')
    assert cleaned not in (".", "..")
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize("name", ["../../thoat.xlsx", LONG, unicodedata.normalize("NFD", "Báo cáo.xlsx")])
@pytest.mark.parametrize("how", ["mail", "zip"])
def test_names_from_outside_are_never_written_to(tmp_path, name, how):
    folder, store = tmp_path / "a" / "b", tmp_path / "a" / "luu"
    folder.mkdir(parents=True)
    data = bytes(letter((name, BOOK))) if how == "mail" else zipped((name, BOOK))
    (folder / ("x.eml" if how == "mail" else "x.zip")).write_bytes(data)
    (item,) = received([folder], store)
    assert item.name == clean_name(name)
    written = {path.relative_to(tmp_path).parts[1] for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {"b", "luu"}
    assert [path.name for path in store.iterdir()] == [f"{item.sha256}.xlsx"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_letter_gives_its_things_or_a_fault(tmp_path, data):
    sound = bytearray(bytes(letter(("a.xlsx", book()), ("goi.zip", zipped(("b.xlsx", book("2")))))))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, max(len(sound) - 1, 0)))
        sound[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    (tmp_path / "x.eml").write_bytes(sound)
    items = list(received([tmp_path / "x.eml"], tmp_path / "luu"))
    assert items
    assert all(isinstance(item.source, Path) or (item.source.code and item.source.fix) for item in items)
