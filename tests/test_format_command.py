"""`cchc format check`: what it prints, and files that it cannot use."""

import contextlib
import json
import zipfile
from random import Random

import pytest
from docx import Document
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from lxml import etree
from support import documents
from support.damages import (
    drop,
    look,
)

from cchc_xl.cli import main
from cchc_xl.errors import CchcError
from cchc_xl.word.format import check_format


def codes(path):
    return {finding.code for finding in check_format(path)}


# --- what is told


def test_a_finding_names_part_paragraph_and_words(clean, tmp_path, capsys):
    document = documents.opened(clean["letter"])
    look("1. Các đơn vị", size=Pt(12))(document)
    look("2. Sở Nội vụ", size=Pt(12))(document)
    path = documents.saved(document, tmp_path / "hong.docx")
    assert main(["format", "check", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["verdict"]) == ("hong.docx", "loi")
    assert told["counts"] == {"error": 1, "warning": 0, "info": 0}
    assert told["findings"] == [
        {
            "code": "TH42",
            "severity": "error",
            "message": "Cỡ chữ của nội dung sai",
            "found": "cỡ 12",
            "expected": "cỡ 13-14",
            "fix": "Đặt cỡ chữ 13 hoặc 14",
            "places": [
                {"part": "Nội dung", "paragraph": 12, "words": "1. Các đơn vị báo cáo kết quả …"},
                {"part": "Nội dung", "paragraph": 13, "words": "2. Sở Nội vụ tổng hợp, báo cáo …"},
            ],
            "accepted": None,
        }
    ]
    assert main(["format", "check", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "hong.docx: Còn lỗi phải sửa [loi] (1 lỗi, 0 cảnh báo, 0 thông tin)"
    assert lines[2].startswith("Lỗi TH42 tại Nội dung, đoạn 12 «1. Các đơn vị")
    assert "  Cần có: cỡ 13-14" in lines


def test_a_warning_alone_does_not_fail(clean, tmp_path, capsys):
    document = documents.opened(clean["report"])
    drop("- Như trên")(document)
    path = documents.saved(document, tmp_path / "x.docx")
    assert main(["format", "check", str(path)]) == 0
    assert "Cảnh báo TH66" in capsys.readouterr().out


def test_a_clean_document_passes(clean, capsys):
    assert main(["format", "check", str(clean["report"])]) == 0
    assert (
        capsys.readouterr().out == "bao-cao.docx: Đủ điều kiện trình [dat] (0 lỗi, 0 cảnh báo, 0 thông tin)\n"
    )


@pytest.mark.parametrize("lines", [(), ("Dear Sir,", "As of 05/03/2021 we report: done.", "DIRECTOR")])
def test_what_is_no_document_of_an_office_is_told_once(tmp_path, lines):
    document = Document()
    for one in lines:
        document.add_paragraph(one)
    assert codes(documents.saved(document, tmp_path / "thu.docx")) == {"TH01"}
    assert len(check_format(tmp_path / "thu.docx")) == 1


# --- files that cannot be used


def packed(path, **parts):
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", text)
    return path


RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaa">]>' + f"<w:document {nsdecls('w')}><w:body/></w:document>"


def bad(tmp_path, kind, clean):
    path = tmp_path / "xau.docx"
    if kind == "no zip":
        path.write_bytes(b"%PDF-1.4")
    elif kind == "no document":
        packed(path, word__document="<x/>")
    elif kind in ("declared entities", "not well-formed", "another root"):
        text = {"declared entities": ENTITIES, "not well-formed": "<w:document", "another root": "<x/>"}[kind]
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("_rels/.rels", RELATIONS)
            package.writestr("word/document.xml", text)
    elif kind == "cut":
        path.write_bytes(clean["letter"].read_bytes()[:9000])
    elif kind == "too large":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("_rels/.rels", RELATIONS)
            package.writestr("word/document.xml", b" " * (41 << 20))
    return path


@pytest.mark.parametrize(
    "kind",
    [
        "missing",
        "no zip",
        "no document",
        "declared entities",
        "not well-formed",
        "another root",
        "cut",
        "too large",
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_a_remedy(tmp_path, capsys, clean, kind):
    path = bad(tmp_path, kind, clean)
    with pytest.raises(CchcError, match="TEP01" if kind == "missing" else "WORD01"):
        check_format(path)
    assert main(["format", "check", str(path)]) == 2
    assert "Cách xử lý: " in capsys.readouterr().err


def test_a_document_out_of_shape_is_checked_or_refused(clean, tmp_path):
    """Elements and attributes taken away or overwritten at random never end in a traceback."""
    chance = Random(7)
    for _ in range(60):
        path = tmp_path / "meo.docx"
        with zipfile.ZipFile(clean["decision"]) as source, zipfile.ZipFile(path, "w") as package:
            for name in source.namelist():
                content = source.read(name)
                if name.startswith("word/") and name.endswith((".xml", ".rels")):
                    content = bent(content, chance)
                package.writestr(name, content)
        with contextlib.suppress(CchcError):
            check_format(path)


def bent(xml, chance):
    root = etree.fromstring(xml)
    for _ in range(4):
        element = chance.choice(list(root.iter(etree.Element)))
        parent = element.getparent()
        if element.attrib and chance.random() < 0.5:
            name = chance.choice(list(element.attrib))
            element.set(name, chance.choice(["", "-1", "99999999999", "1e999", "nan", "chữ"]))
        elif parent is not None:
            parent.remove(element)
    return etree.tostring(root)
