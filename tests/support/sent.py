"""Workbooks as units and divisions send them back."""

import json
import os
import shutil
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cchc_xl import resources
from cchc_xl.collect.submissions import VIETNAM
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.excel.patch import patch
from cchc_xl.form.load import load_form
from cchc_xl.form.part import own_share, part_of, write_share

_FORM, _CACHE = "so-2021", Path(mkdtemp(prefix="da-gui-"))


def sample():
    """Give the entries of the sample, a fresh copy."""
    data = json.loads((resources.workbook() / "samples" / "2021-minh-hoa.json").read_text("utf-8"))
    return {key: value for key, value in data.items() if key not in ("form", "unit", "period")}


@cache
def _built(unit, phong, period, entries):
    form, typed = load_form(_FORM, unit), json.loads(entries)
    made = part_of(form, phong) if phong else form
    picture = make_picture(made, period, typed, token=unit)
    if phong:
        share = write_share(own_share(form, phong))
        stamp = picture.stamp._replace(phong=phong, token=phong, due="2021-12-20", share=share)
        picture = replace(picture, stamp=stamp)
    path = _CACHE / f"{len(list(_CACHE.iterdir()))}.xlsx"
    build(picture, path)
    return path


def sent(path, unit, day, *, phong="", period="2021", **entries):
    """Put a workbook at a path as if it had been sent on a day of December 2021."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_built(unit, phong, period, json.dumps(entries, sort_keys=True)), path)
    at = datetime(2021, 12, day, 9, tzinfo=VIETNAM).timestamp()
    os.utime(path, (at, at))
    return path


def saved(blank, path):
    """Put a workbook that was handed out at a path, as somebody saved it who had nothing to add."""
    patch(blank, path, {}, properties={"luu_lai": "1"})
    return path
