"""Archives and locks: files inside a zip, and workbooks that need a password."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from orgtransfer.errors import InputError
from orgtransfer.i18n import _
from orgtransfer.read.cell_types import unpack
from orgtransfer.read.limit import Job

_LEFT_BY_SYSTEMS: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_WRITE_PROTECTED: Final = "VelvetSweatshop"
"""What Excel itself locks a workbook with that is only protected against changes."""


def members(data: bytes, job: Job) -> Iterator[tuple[str, bytes]]:
    """The files of a zip, in its order. Their names are labels only: nothing is written.

    Raises:
        InputError: the archive is damaged, locked with another password, or passes a limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if job.password:
                package.setpassword(job.password.encode())
            for info in package.infolist():
                name = _name(info)
                if not info.is_dir() and not any(part in name for part in _LEFT_BY_SYSTEMS):
                    yield name, unpack(package, info.filename, job)
    except (RuntimeError, NotImplementedError) as error:
        message = _(
            "{file}: the archive is locked and the password does not open it; unpack it first"
        )
        raise InputError(message.format(file=job.place)) from error
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error, struct.error) as error:
        raise job.damaged() from error


def _name(info: zipfile.ZipInfo) -> str:
    """A name that is not marked as UTF-8 is in the code page of China on such machines."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("gb18030")
        except UnicodeError:
            return info.filename
    return info.filename


def unlocked(data: bytes, job: Job) -> bytes:
    """A workbook without its password.

    Raises:
        InputError: there is no password, or it is wrong.
    """
    opened = None
    for password in (job.password, _WRITE_PROTECTED):
        if password and opened is None:
            opened = _try(data, password, job)
    if opened is not None:
        return opened
    if job.password:
        message = _(
            "{file}: the password does not open this workbook; correct the environment variable "
            "that password_env names"
        )
    else:
        message = _(
            "{file}: the workbook is locked; put its password into an environment variable and "
            'name that variable in the configuration: password_env = "…"'
        )
    raise InputError(message.format(file=job.place))


def _try(data: bytes, password: str, job: Job) -> bytes | None:
    import msoffcrypto  # noqa: PLC0415  # it loads cryptography, and few workbooks are locked

    target = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        office.load_key(password=password)
        office.decrypt(target)
    except msoffcrypto.exceptions.InvalidKeyError:
        return None
    except Exception as error:
        # msoffcrypto raises what it meets in a damaged file: struct.error, KeyError, ...
        if "password" in str(error).lower() or "key" in str(error).lower():
            return None
        raise job.damaged() from error
    return target.getvalue()


def is_locked(data: bytes) -> bool:
    """Whether an old workbook (.xls) needs a password."""
    import msoffcrypto  # noqa: PLC0415  # as above

    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(data)).is_encrypted())
    except Exception:  # noqa: BLE001  # it raises what it meets; a damaged file is told elsewhere
        return False
