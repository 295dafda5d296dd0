"""Files that a request brings: what they are by their first bytes, and a name that tells one content from another."""

import hashlib

from werkzeug.datastructures import FileStorage

from sandbox.errors import InvalidRequest

LARGEST = 5 * 1024 * 1024
KINDS = {b"%PDF-": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


def name_of(sent: FileStorage) -> str:
    """What stands for the file among the parameters, so that a key cannot be used again with another one."""
    return f"{hashlib.sha256(_read(sent)).hexdigest()} {sent.filename or ''}"


def judge(sent: FileStorage) -> tuple[str, int]:
    """Type and size of a file that a bank would read."""
    data = _read(sent)
    kind = next((kind for start, kind in KINDS.items() if data.startswith(start)), None)
    if kind is None:
        raise InvalidRequest("Invalid file: evidence is PDF, JPEG or PNG.", "parameter_invalid", "file")
    if len(data) > LARGEST:
        raise InvalidRequest("Invalid file: evidence has at most 5 MB.", "parameter_invalid", "file")
    return kind, len(data)


def _read(sent: FileStorage) -> bytes:
    data = sent.stream.read()
    sent.stream.seek(0)
    return data
