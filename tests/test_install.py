import io
import sys
import zipfile
from pathlib import Path

import pytest

from cchc_xl.actions import install as installing
from cchc_xl.cli import main
from cchc_xl.excel.addin import FILE, addin


@pytest.fixture
def windows(tmp_path, monkeypatch) -> Path:
    """Where Excel starts add-ins, on a machine with the folders of Windows."""
    for name, folder in (("APPDATA", "Roaming"), ("LOCALAPPDATA", "Local"), ("USERPROFILE", "")):
        monkeypatch.setenv(name, str(tmp_path / "Nguyễn Văn A" / folder))
    return tmp_path / "Nguyễn Văn A" / "Roaming" / "Microsoft" / "Excel" / "XLSTART"


def told(capsys) -> dict[str, str]:
    """What doctor says, by point: "Đạt" or the remedy."""
    points: dict[str, str] = {}
    for line in capsys.readouterr().out.splitlines():
        if line.startswith("        "):
            points[list(points)[-1]] = line.strip()
        else:
            points[line[8:].split(":")[0]] = line[:8].strip()
    return points


def test_what_is_installed_is_what_doctor_wants(windows, capsys):
    assert main(["install"]) == 0
    assert [path.name for path in windows.iterdir()] == [FILE]
    capsys.readouterr()
    assert main(["doctor"]) in (0, 1)  # 1 where no program prints PDF
    points = told(capsys)
    points.pop("Chương trình xuất PDF")
    assert set(points.values()) == {"Đạt"}


def test_installing_again_replaces_and_uninstalling_takes_away(windows, capsys):
    for _ in range(2):
        assert main(["install"]) == 0
    assert main(["uninstall"]) == 0
    assert list(windows.iterdir()) == []
    assert main(["uninstall"]) == 0
    assert "Không có tiện ích" in capsys.readouterr().out


def test_the_addin_names_the_folders_of_the_user_by_their_variables(windows, monkeypatch):
    local = windows.parents[3] / "Local" / "cchc" / "python.exe"
    monkeypatch.setattr(sys, "executable", str(local))
    assert installing.interpreter().replace("/", "\\") == r"%LOCALAPPDATA%\cchc\python.exe"
    monkeypatch.setattr(sys, "executable", str(windows.parents[3] / "py" / "python.exe"))
    assert installing.interpreter().replace("/", "\\") == r"%USERPROFILE%\py\python.exe"
    monkeypatch.setattr(sys, "executable", "/opt/python.exe")
    assert installing.interpreter() == "/opt/python.exe"


@pytest.mark.parametrize(("command", "does"), [("install", "replace"), ("uninstall", "unlink")])
def test_an_addin_that_excel_holds_open_stays_whole(command, does, windows, monkeypatch, capsys):
    main(["install"])
    (windows / FILE).write_bytes(b"an older one")
    original = getattr(Path, does)

    def refuse(path: Path, *more: Path, **options: bool) -> None:
        if windows / FILE in (path, *more):
            raise PermissionError(13, "in use", str(path))
        original(path, *more, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, does, refuse)
        assert main([command]) == 2
    assert "CAI04" in capsys.readouterr().err
    assert (windows / FILE).read_bytes() == b"an older one"
    assert [path.name for path in windows.parent.rglob("*") if path.is_file()] == [FILE]


def test_a_machine_without_windows_is_told_what_it_can_do(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("APPDATA", raising=False)
    for command in ("install", "uninstall"):
        assert main([command]) == 2
        assert "CAI03" in capsys.readouterr().err
    assert main(["doctor"]) == 1
    assert "--folder" in told(capsys)["Tiện ích Excel"]
    assert main(["install", "--folder", str(tmp_path / "x")]) == 0
    assert (tmp_path / "x" / FILE).is_file()


def test_doctor_tells_another_version_copies_and_the_mark_of_the_web(windows, capsys):
    windows.mkdir(parents=True)
    (windows / FILE).write_bytes(addin("other.exe"))
    (windows / "cchc (1).xlam").write_bytes(addin())
    Path(f"{windows / FILE}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    assert main(["doctor"]) == 1
    points = told(capsys)
    assert "cchc install" in points["Tiện ích Excel"]
    assert "Xóa các tệp này" in points["Bản sao của tiện ích"]
    assert "Unblock" in points["Dấu tải từ mạng"]


def test_doctor_tells_a_missing_addin(windows, capsys):
    assert main(["doctor"]) == 1
    assert "cchc install" in told(capsys)["Tiện ích Excel"]


def test_the_sources_are_two_modules_and_a_workbook_without_macros(tmp_path):
    assert main(["install", "--sources", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"CchcButtons.bas", "xlwings.bas", "cchc-nguon.xlsx"}
    assert b"\r\n" in (tmp_path / "xlwings.bas").read_bytes()
    with zipfile.ZipFile(io.BytesIO((tmp_path / "cchc-nguon.xlsx").read_bytes())) as archive:
        assert "customUI/customUI14.xml" in archive.namelist()
        assert not any("vba" in name for name in archive.namelist())
