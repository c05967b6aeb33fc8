"""What a walk over a word processor's file writes to: the body, a table row in it, a box within that.

A row ends up as one line with tabs between its cells, a box after the paragraph that it hangs in.
"""

from indexer.extract.pages import PAGE_END


class Flow:
    """Marked text under construction. Rows within rows are one line; a page that ends in a row ends before it."""

    def __init__(self) -> None:
        self._frames: list[list[str]] = [[]]
        self._boxes: list[str] = []
        self._rows: list[bool] = []  # whether a page ends within; then it ends before the outermost
        self._cells = 0

    @property
    def is_in_body(self) -> bool:
        return len(self._frames) == 1

    @property
    def is_in_row(self) -> bool:
        return bool(self._rows)

    @property
    def is_in_cell(self) -> bool:
        return bool(self._cells)

    def write(self, text: str) -> None:
        self._frames[-1].append(text)

    def tab(self) -> None:
        self.write(" " if self._cells else "\t")

    def break_line(self) -> None:
        self.write(" " if self._cells else "\n")

    def end_page(self) -> bool:
        """False when the page ends within a row, and so before it."""
        if self._rows:
            self._rows[0] = True
            return False
        if self.is_in_body:
            self.write(PAGE_END)
        return True

    def take(self) -> str:
        """What was written to the body so far."""
        text = "".join(self._frames[0])
        self._frames[0].clear()
        return text

    def hang(self, text: str) -> None:
        """A box with words of its own, to be placed where its paragraph ends."""
        if text:
            self._boxes.append(text)

    def place_boxes(self) -> None:
        self._frames[-1].extend(f"{text} " if self._cells else f"{text}\n" for text in self._boxes)
        self._boxes.clear()

    def begin_box(self) -> None:
        self._frames.append([])

    def end_box(self) -> str:
        return "".join(self._frames.pop())

    def begin_row(self) -> None:
        if not self._rows:
            self._frames.append([])
        self._rows.append(False)

    def end_row(self) -> None:
        ends_page = self._rows.pop()
        if self._rows:
            self.write(" ")
            return
        text = "".join(self._frames.pop()).rstrip()
        self.write(f"{PAGE_END if ends_page else ''}{text}\n")

    def begin_cell(self) -> None:
        self._cells += 1

    def end_cell(self) -> None:
        self._cells -= 1
        self.write("\t")
