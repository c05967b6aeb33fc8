"""Words marked on the page that says them: nothing of the page is lost, nothing of it becomes markup."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from frontend.contexts.checking import with_marks

TEXTS = st.text(alphabet="ab <>&\"'\nNO. 12", max_size=80)


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_marks_add_nothing_but_themselves(text: str, phrases: list[str]) -> None:
    shown = str(with_marks(text, phrases))
    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert re.search("[<>]", bare) is None
    assert html.unescape(bare) == text


def test_words_are_found_across_lines_and_in_any_case() -> None:
    text = "Ditetapkan di\nTIRTA   KENCANA pada <b>tanggal</b>"
    assert str(with_marks(text, ["tirta kencana"])) == (
        "Ditetapkan di\n<mark>TIRTA   KENCANA</mark> pada &lt;b&gt;tanggal&lt;/b&gt;"
    )
