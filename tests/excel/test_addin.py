import io
import re
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream
from pyopenvba import ExcelFile, check_file
from support import addin_checks, libreoffice, openxml
from support.needs import needs

from cchc_xl import resources
from cchc_xl.actions.build import write_macros
from cchc_xl.errors import CchcError
from cchc_xl.excel import xlwings_module
from cchc_xl.excel.addin import FILE, addin, faults, modules, source_book
from cchc_xl.excel.ribbon_xml import buttons
from cchc_xl.excel.vba_project import Module, compound_file, compress, vba_project
from cchc_xl.excel.xlwings_module import closed_module

XLWINGS = Path(find_spec("xlwings").origin).parent
STUB = """Attribute VB_Name = "xlwings"
Function RunPython(PythonCommand As String)
    ThisWorkbook.Worksheets(1).Range("A1").Value = PythonCommand
End Function
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("addin") / FILE
    path.write_bytes(addin())
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], path: Path, method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_the_addin_is_built_twice_with_the_same_bytes():
    assert addin() == addin()


def test_nothing_is_wrong_with_the_package(built):
    assert addin_checks.problems(built) == []
    assert faults(built) == []


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_wrong(built, tmp_path):
    source = tmp_path / "cchc-nguon.xlsx"
    source.write_bytes(source_book())
    assert openxml.problems(built, source) == []


def test_ribbon_and_macros_in_the_sources_are_what_the_table_says(tmp_path):
    for made in write_macros(tmp_path):
        assert made.read_bytes() == (resources.macros() / made.name).read_bytes(), "run cchc build"


# --- the VBA project, read by others


def test_olevba_reads_every_module_byte_for_byte(built):
    found = addin_checks.sources(parts_of(built))
    assert found == {one.name: one.stored().decode("ascii") for one in modules()}
    parser = VBA_Parser(str(built))
    read = {name.rpartition(".")[0] for *_, name, _ in parser.extract_macros()}
    parser.close()
    assert read == found.keys()


def test_pyopenvba_finds_nothing_wrong_and_reads_the_same(built):
    assert check_file(built).issues == ()
    with ExcelFile(built) as book:
        assert book.validate() == []
        assert [one.name for one in book.vba_project().references] == ["stdole", "Office"]
        sources = {name: book.get_module(name).encode("ascii") for name in book.module_names()}
    assert sources == {one.name: one.stored() for one in modules()}


@needs("soffice")
def test_libreoffice_opens_the_addin_and_lists_its_modules(built):
    assert libreoffice.macros(built)["modules"].keys() == {one.name for one in modules()}


@needs("soffice")
@pytest.mark.parametrize("button", buttons(), ids=lambda button: button.name)
def test_a_button_hands_over_to_its_function(button, tmp_path):
    path = tmp_path / FILE
    path.write_bytes(addin(replaced={"xlwings": STUB}))
    told = libreoffice.macros(path, f"CchcButtons.{button.macro}")["told"]
    assert told == f"from cchc_xl import ribbon; ribbon.{button.name}()"


def test_the_protection_of_the_project_is_told_as_none():
    with zipfile.ZipFile(XLWINGS / "quickstart_addin_ribbon.xlam") as archive:  # saved by Excel
        known = archive.read("xl/vbaProject.bin")
    for built in (vba_project("cchc", modules()), known):
        assert protection(built) == {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}


def protection(project: bytes) -> dict[str, bytes]:
    """The three fields of protection, decrypted."""
    with olefile.OleFileIO(io.BytesIO(project)) as file:
        text = file.openstream("PROJECT").read().decode("ascii")
    fields = dict(re.findall(r'^(\w+)="(.*)"', text, re.M))
    key = sum(fields["ID"].encode("ascii")) & 0xFF
    return {name: decrypt(bytes.fromhex(fields[name]), key) for name in ("CMG", "DPB", "GC")}


def decrypt(data: bytes, key: int) -> bytes:
    """Undo [MS-OVBA] 2.4.3.3."""
    seed, version, key_sent = data[0], data[1] ^ data[0], data[2] ^ data[0]
    assert (version, key_sent) == (2, key)
    plain, last, before = key, data[2], data[1]
    out = []
    for byte in data[3:]:
        plain = byte ^ (before + plain) & 0xFF
        last, before = byte, last
        out.append(plain)
    body = bytes(out[(seed & 6) // 2 :])
    assert int.from_bytes(body[:4], "little") == len(body) - 4
    return body[4:]


WORDS = st.sampled_from([b"Sub ", b"End Sub\r\n", b"    ", b"x", b"0", b"\xff"])


@given(st.lists(WORDS | st.binary(max_size=9), max_size=3000))
def test_what_is_compressed_comes_back(pieces):
    data = b"".join(pieces)
    back = bytes(decompress_stream(bytearray(compress(data))))
    assert back.rstrip(b"\0") == data.rstrip(b"\0")  # a chunk that does not shrink is filled up


@given(st.lists(st.integers(0, 9000), min_size=1, max_size=40))
def test_a_compound_file_gives_its_streams_back(sizes):
    streams = {f"VBA/m{i}" if i % 3 else f"top{i}": bytes([i]) * size for i, size in enumerate(sizes)}
    file = io.BytesIO(compound_file(streams))
    with olefile.OleFileIO(file, raise_defects=olefile.DEFECT_INCORRECT) as file:
        assert {"/".join(path): file.openstream(path).read() for path in file.listdir()} == streams


@pytest.mark.parametrize(
    "module",
    [
        Module("a", 'Attribute VB_Name = "b"\n'),
        Module("a" * 32, f'Attribute VB_Name = "{"a" * 32}"\n'),
        Module("a", 'Attribute VB_Name = "a"\n\' tiếng Việt\n'),
    ],
)
def test_a_source_that_excel_would_refuse_is_refused_when_building(module):
    with pytest.raises(CchcError, match="CAI01"):
        module.stored()


# --- what the module of xlwings no longer does


def test_the_module_knows_its_own_addin_only():
    code = [line for line in closed_module().splitlines() if not line.lstrip().startswith("'")]
    foreign = re.compile(r"ActiveWorkbook|\.py\"|\"(directory|user)\" Then|cmd\.exe /C|Open FileName|GetAttr")
    assert [line for line in code if foreign.search(line)] == []


def test_python_starts_alone_and_with_nothing_that_a_workbook_names():
    (command,) = re.findall(r"RunCommand = (PythonInterpreter .*)", closed_module())
    assert command == 'PythonInterpreter & " -I -c """ & PythonCommand & """ "'


def test_another_xlwings_than_the_one_known_is_refused(monkeypatch, tmp_path):
    original = XLWINGS / "xlwings_custom_addin.bas"
    other = original.read_text("ascii").replace('"directory"', '"folder"')
    (tmp_path / original.name).write_text(other, "ascii")
    spec = type("Spec", (), {"origin": str(tmp_path / "__init__.py")})
    monkeypatch.setattr(xlwings_module, "find_spec", lambda name: spec)
    with pytest.raises(CchcError, match="CAI02"):
        closed_module()


def test_the_settings_stand_in_the_sheet_the_module_reads(built):
    parts = parts_of(built)
    assert '<sheet name="cchc.conf"' in parts["xl/workbook.xml"].decode()
    assert 'PROJECT_NAME As String = "cchc"' in addin_checks.sources(parts)["xlwings"]
    cells = re.findall(r"<t>(.*?)</t>", parts["xl/worksheets/sheet1.xml"].decode())
    settings = dict(zip(cells[::2], cells[1::2], strict=True))
    assert settings["INTERPRETER_WIN"] == r"%LOCALAPPDATA%\cchc\cchc-xl\Scripts\python.exe"
    asked = set(re.findall(r'GetConfig\("([A-Z _]+)"', addin_checks.sources(parts)["xlwings"]))
    assert settings.keys() - asked == {"CCHC VERSION"}


# --- the buttons


def test_no_text_of_a_button_is_longer_than_the_ribbon_takes():
    for button in buttons():
        assert all(0 < len(text) <= 1024 for text in button[1:4]), button.name


def test_the_table_lists_the_functions_of_the_ribbon():
    from cchc_xl import ribbon

    assert {one.name for one in buttons()} == set(ribbon.BUTTONS)


# --- damages

Damage = Callable[[dict[str, bytes]], dict[str, bytes]]


def replaced(part: str, old: bytes, new: bytes) -> Damage:
    def damage(parts: dict[str, bytes]) -> dict[str, bytes]:
        assert old in parts[part]
        return parts | {part: parts[part].replace(old, new, 1)}

    return damage


def truncated(part: str, size: int) -> Damage:
    return lambda parts: parts | {part: parts[part][:size]}


RIBBON, BOOK, TYPES = "customUI/customUI14.xml", "xl/workbook.xml", "[Content_Types].xml"
DAMAGES = {
    "ribbon id twice": replaced(RIBBON, b'"cchc_score"', b'"cchc_check"'),
    "unknown imageMso": replaced(RIBBON, b'imageMso="Calculator"', b'imageMso="Calculators"'),
    "image and imageMso together": replaced(RIBBON, b'imageMso="Calculator"', b'imageMso="Undo" image="a"'),
    "image without a relationship": replaced(RIBBON, b'imageMso="Calculator"', b'image="may_tinh"'),
    "callback without a macro": replaced(RIBBON, b"Cchc_score", b"Cchc_scores"),
    "namespace of the ribbon": replaced(RIBBON, b"2009/07", b"2006/01"),
    "VBA project": truncated("xl/vbaProject.bin", 9000),
    "code names": replaced(BOOK, b'codeName="ThisWorkbook"', b'codeName="Workbook"'),
    "code names of sheets": replaced("xl/worksheets/sheet1.xml", b'codeName="Sheet1"', b'codeName="Sheet2"'),
    "the workbook is not hidden": replaced(BOOK, b' visibility="hidden"', b""),
    "content type of an add-in": replaced(
        TYPES,
        b"application/vnd.ms-excel.addin.macroEnabled.main+xml",
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ),
    "content type of the VBA project": replaced(TYPES, b"vnd.ms-office.vbaProject", b"octet-stream"),
    "relationship in _rels/.rels": replaced("_rels/.rels", b"ui/extensibility", b"ui"),
    "relationship in xl/_rels": replaced("xl/_rels/workbook.xml.rels", b"vbaProject.bin", b"vba.bin"),
    "the content types do not come first": lambda parts: dict(reversed(parts.items())),
    "unreadable": lambda parts: {name: parts[name] for name in parts if name != RIBBON},
}


@pytest.mark.parametrize("told", DAMAGES)
def test_a_damage_that_the_sdk_may_not_see_is_told(told, built, tmp_path):
    damaged = packed(DAMAGES[told](parts_of(built)), tmp_path / FILE)
    assert any(told.removesuffix(" of sheets") in problem for problem in addin_checks.problems(damaged))
    assert faults(damaged) != []


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ('Attribute VB_Name = "xlwings"\r\nSub a()\nEnd Sub\r\n', "lines without CR"),
        ('Attribute VB_Name = "xlwing"\r\n', "another VB_Name"),
        ('Attribute VB_Name = "xlwings"\r\n\'\xea\r\n', "not ASCII"),
    ],
)
def test_a_module_that_excel_would_refuse_is_told(module, told, built, tmp_path, monkeypatch):
    stored = Module.stored
    monkeypatch.setattr(
        Module, "stored", lambda one: module.encode("latin-1") if one.name == "xlwings" else stored(one)
    )
    path = tmp_path / FILE
    path.write_bytes(addin())
    assert any(told in problem for problem in addin_checks.problems(path))


def test_a_file_that_lacks_its_end_is_told(built, tmp_path):
    whole = built.read_bytes()
    for size in (0, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / FILE).write_bytes(whole[:size])
        assert faults(tmp_path / FILE) == ["tệp bị hỏng hoặc tải về dở dang"]


@pytest.mark.parametrize("name", ["cchc.xlsm", "cchc (1).xlam", "cchc.xlam.zip"])
def test_a_renamed_file_is_told(name, built, tmp_path):
    renamed = tmp_path / name
    renamed.write_bytes(built.read_bytes())
    assert faults(renamed) == [f"tệp phải mang tên cchc.xlam, không phải «{name}»"]


def test_a_file_that_was_unpacked_and_packed_again_is_told(built, tmp_path):
    again = packed(parts_of(built), tmp_path / FILE, zipfile.ZIP_DEFLATED)
    assert faults(again) == ["tệp đã bị chương trình khác nén lại"]
    inside = {f"cchc/{name}": content for name, content in parts_of(built).items()}
    assert "có phần lạ cchc/xl/workbook.xml" in faults(packed(inside, again))


def test_a_missing_file_is_told(tmp_path):
    assert faults(tmp_path / FILE) == ["không có tệp «cchc.xlam»"]
