"""What may be uploaded: a closed list of kinds, judged by content and not by name; nothing that runs, nothing that hides."""

from __future__ import annotations

import io
import lzma
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from engine.errors import Invalid
from engine.messages import mark, message

# Ending to media type. What is not here is not taken: no HTML, SVG, scripts, archives or macros.
KINDS = {
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
MAGIC = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
TEXTS = ("txt", "md", "csv", "json")
PACKED = ("docx", "xlsx", "pptx", "odt", "ods")
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 5_000
MACROS = mark("The file holds macros or other files. Save it without them and send that.")
# Parts of packed files that run: by their names, and as the list of parts and references to them speak of them.
RUNS_INSIDE = re.compile(r"vbaproject|/activex/|/embeddings/|/macrosheets/|^(basic|scripts)/", re.IGNORECASE)
TOLD_TO_RUN = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
MOST_RATIO = 200
TYPES = "[Content_Types].xml"
LONGEST_NAME = 120
ZIP = b"PK\x03\x04"
ACTIVE = re.compile(rb"<\s*(script|html|svg|iframe|object|embed|!doctype)", re.IGNORECASE)


@dataclass(frozen=True)
class Upload:
    """A file that was taken: its tidy name and what it is."""

    filename: str
    media_type: str


def checked_upload(content: bytes, filename: str, largest: int) -> Upload:
    """The upload, or Invalid with one sentence that says what to do."""
    name = _tidy(filename)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if not content:
        _not_taken("The file is empty.")
    if len(content) > largest:
        _not_taken("The file is larger than {most} megabytes.", most=largest // 1024 // 1024)
    if ending not in KINDS:
        _not_taken("Files of this kind are not taken. Send one of: {kinds}.", kinds=", ".join(sorted(KINDS)))
    if _RUNNING & {each.strip() for each in name.lower().split(".")[:-1]}:
        _not_taken("The name has two endings. Give the file one ending only.")
    _check_content(content, ending)
    return Upload(name, KINDS[ending])


_RUNNING = {
    "exe",
    "js",
    "html",
    "htm",
    "svg",
    "php",
    "bat",
    "cmd",
    "com",
    "scr",
    "vbs",
    "ps1",
    "sh",
    "jar",
    "hta",
    "lnk",
    "xhtml",
    "mht",
    "msi",
    "dll",
    "wsf",
    "docm",
    "xlsm",
    "pptm",
}


def _not_taken(text: str, **values: object) -> None:
    raise Invalid({"file": message(text, **values)}, rule="AC-07")


def _tidy(filename: str) -> str:
    """The last part of the name, without what could steer a terminal, a path or a reader's eye."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        c
        for c in unicodedata.normalize("NFC", last)
        if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*'
    )
    stem, dot, ending = kept.strip(" .").rpartition(".")
    shorter = stem[: LONGEST_NAME - len(ending) - 1].rstrip() + dot + ending if dot else ending
    return shorter[:LONGEST_NAME] or "file"


def _check_content(content: bytes, ending: str) -> None:
    if ending in MAGIC and not content.startswith(MAGIC[ending]):
        _not_taken("The file is not what its ending says.")
    if ending in ("png", "jpg", "jpeg") and ACTIVE.search(content):
        _not_taken("The picture hides something that runs.")
    if ending in MAGIC and zipfile.is_zipfile(io.BytesIO(content)):
        _not_taken("The file hides another file.")
    if ending == "pdf" and re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile)\b", content):
        _not_taken("The PDF holds a script or another file. Print it to a plain PDF and send that.")
    if ending in TEXTS:
        _check_text(content)
    if ending in PACKED:
        _check_packed(content, ending)


def _check_text(content: bytes) -> None:
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError:
        _not_taken("The text is not in UTF-8.")
        return
    if "\x00" in words:
        _not_taken("The file is not plain text.")
    if ACTIVE.match(words.lstrip("\ufeff \t\r\n\f\v")[:64].encode()):
        _not_taken("The file is not what its ending says.")


def _check_packed(content: bytes, ending: str) -> None:
    if not content.startswith(ZIP):  # a reader of archives skips whatever stands before them
        _not_taken("The file is damaged, or not what its ending says.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_size(members, len(content))
            names = {member.filename for member in members}
            _check_names(names, ending)
            _check_xml(archive, members)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        RuntimeError,
        NotImplementedError,
        OSError,
        EOFError,
    ):
        _not_taken("The file is damaged, or not what its ending says.")


def _check_size(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED or len(members) > MOST_MEMBERS or unpacked > MOST_RATIO * max(packed, 1024):
        _not_taken("The file unpacks to far more than it holds.")


def _check_names(names: set[str], ending: str) -> None:
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        _not_taken("The file names places outside itself.")
    if any(RUNS_INSIDE.search(name) for name in names):
        _not_taken(MACROS)
    if ("mimetype" if ending in ("odt", "ods") else TYPES) not in names:
        _not_taken("The file is not what its ending says.")


def _check_xml(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as part:
                words = part.read()
            if any("<!DOCTYPE".encode(code) in words.upper() for code in ("ascii", "utf-16-le", "utf-16-be")):
                _not_taken("The file declares entities of its own. Save it again and send that.")
            if member.filename.endswith((TYPES, ".rels")) and TOLD_TO_RUN.search(words.replace(b"\x00", b"")):
                _not_taken(MACROS)
