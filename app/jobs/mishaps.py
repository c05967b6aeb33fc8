"""Which errors say nothing of a job: the disk is full, the database locked or away. Work waits for them to pass."""

import errno
import sqlite3

from sqlalchemy.exc import OperationalError

from storage.blobs import StoreFull

_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_PRIMARY = 0xFF  # the extended codes carry it in their lowest byte


def is_mishap(error: BaseException | None) -> bool:
    """Whether the same job may well succeed once the machine has recovered; also looks at what an error came from."""
    while error is not None:
        if isinstance(error, StoreFull) or (isinstance(error, OSError) and error.errno in _DISK):
            return True
        if isinstance(error, OperationalError):
            return _is_passing(error.orig)
        error = error.__cause__
    return False


def _is_passing(error: BaseException | None) -> bool:
    """SQLite calls a missing table operational, too; PostgreSQL's driver only what the server or the line did."""
    if isinstance(error, sqlite3.Error):
        return error.sqlite_errorcode & _PRIMARY in _SQLITE
    return True
