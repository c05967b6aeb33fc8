"""Office files are zips stamped with the clock; packed again at one fixed moment, equal samples are equal."""

import io
import re
import zipfile

from app.demo.samples import MADE_ON

_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_MOMENT = MADE_ON.strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def with_fixed_times(packed: bytes) -> bytes:
    """The same members in the same order, with one moment for each and in what the properties say."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            member = _STAMP.sub(rb"\g<1>" + _MOMENT, before.read(name)) if name == "docProps/core.xml" else None
            content = before.read(name) if member is None else member
            after.writestr(zipfile.ZipInfo(name, MADE_ON.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
