"""Inside the child, once confined: runs one extractor over the file it was handed and streams what it finds."""

import errno
import os
from typing import BinaryIO

from indexer.extract.frames import End, Ending, encode
from indexer.extract.model import Extractor, Found, Locked, Unsupported

NOT_CONFINED = 70  # the exit code of a child that never came to open the file


def run(extractor: Extractor, file: BinaryIO, output: int) -> None:
    """Every way to end is told to the parent, as far as the process can still speak."""
    send(output, End(_extract(extractor, file, output)))


def _extract(extractor: Extractor, file: BinaryIO, output: int) -> Ending:
    try:
        for found in extractor(file):
            send(output, found)
    except Locked:
        return "locked"
    except Unsupported:
        return "unsupported"
    except MemoryError:
        return "out_of_memory"
    except BrokenPipeError:
        os._exit(1)  # the parent has stopped listening
    except Exception as error:  # noqa: BLE001 - whatever a parser throws on bad bytes, the bytes are bad
        is_memory = isinstance(error, OSError) and error.errno == errno.ENOMEM
        return "out_of_memory" if is_memory else "damaged"
    return "done"


def send(output: int, message: Found | End) -> None:
    data = memoryview(encode(message))
    while data:
        data = data[os.write(output, data) :]
