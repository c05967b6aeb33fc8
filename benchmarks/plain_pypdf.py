"""pypdf as anybody would use it, without our precautions; what `hostile.py` runs beside the sandbox, a process a file.

`python benchmarks/plain_pypdf.py FILE PAGES` writes, page by page, how many characters there are on it.
"""

import sys
import warnings
from itertools import islice

from pypdf import PdfReader


def main(path: str, pages: int) -> None:
    warnings.simplefilter("ignore")
    for page in islice(PdfReader(path).pages, pages):
        print(len(page.extract_text().strip()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
