"""Rebuild what stands under workbook/: a blank workbook of each form, the samples and the add-in."""

from collections.abc import Iterator
from pathlib import Path

from cchc_xl import resources
from cchc_xl.actions import catalogue
from cchc_xl.actions.form import check_form, in_markdown
from cchc_xl.actions.new import new_workbook, read_entries
from cchc_xl.excel import addin
from cchc_xl.excel.ribbon_xml import MODULE, buttons, buttons_module, ribbon_xml
from cchc_xl.files import write
from cchc_xl.form.load import FormError, load_form, shipped


def build_all(directory: Path) -> Iterator[Path]:
    """Build every workbook and the add-in into `directory` and give the path of each when it is done."""
    for form in shipped():
        faults = check_form(resources.workbook() / form)
        if faults:
            raise FormError(form, faults)
        out = directory / f"{form}.xlsx"
        new_workbook(form, "", str(load_form(form).meta.year), out)
        yield out
    for entries in samples():
        yield build_sample(entries, directory / "samples")
    yield _written(directory / addin.FILE, addin.addin())


def write_macros(directory: Path) -> Iterator[Path]:
    """Write the ribbon and the macros that the table of buttons asks for."""
    yield _written(directory / "customUI14.xml", ribbon_xml(buttons()).encode("utf-8"))
    yield _written(directory / f"{MODULE}.bas", buttons_module(buttons()).encode("ascii"))


def _written(out: Path, content: bytes) -> Path:
    write(out, content)
    return out


def write_handbook(out: Path) -> Path:
    """Write the handbook of the shipped forms, one after the other."""
    out.write_text("\n".join(in_markdown(load_form(key)) for key in shipped()), "utf-8")
    return out


def write_catalogue(out: Path) -> Path:
    """Write the catalogue of all that a check can find."""
    out.write_text(catalogue.in_markdown(), "utf-8")
    return out


def samples() -> list[Path]:
    """List the entries files of the samples."""
    return sorted((resources.workbook() / "samples").glob("*.json"), reverse=True)


def build_sample(entries: Path, directory: Path) -> Path:
    """Build the workbook of one sample."""
    head = read_entries(entries)
    out = directory / f"{entries.stem}.xlsx"
    new_workbook(head["form"], head["unit"], head["period"], out, entries)
    return out
