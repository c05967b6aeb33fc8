// The reader's search for marked words, used by viewer.js after pdf.js itself is loaded.
import { PDFFindController } from "../vendor/pdfjs/web/pdf_viewer.mjs";

// pdf.js turns to the first mark, on whatever page it is; whoever asked for page 12 stays there until they press "next".
export class CalmFinder extends PDFFindController {
  constructor(reader) {
    const pages = {
      get pagesCount() { return reader.viewer.pagesCount; },
      get page() { return reader.viewer.currentPageNumber; },
      set page(number) { if (reader.mayLeave) reader.viewer.currentPageNumber = number; },
    };
    super({ eventBus: reader.bus, linkService: pages });
    this.reader = reader;
  }

  /** The chosen mark and its page, if a reader has it before their eyes. */
  markInView(scroll) {
    const mark = scroll.querySelector(".highlight.selected");
    if (!mark) return null;
    const [seen, box] = [scroll.getBoundingClientRect(), mark.getBoundingClientRect()];
    const isSeen = box.bottom > seen.top && box.top < seen.bottom && box.right > seen.left && box.left < seen.right;
    return isSeen ? { page: Number(mark.closest("[data-page-number]").dataset.pageNumber) } : null;
  }

  /** A listener that shows the chosen mark of this page as soon as its words stand in their places again. */
  bringBack(page) {
    const { bus } = this.reader;
    const listener = ({ pageNumber }) => {
      if (pageNumber !== page) return;
      bus.off("textlayerrendered", listener);
      const mark = this.reader.scroll.querySelector(`[data-page-number="${page}"] .highlight.selected`);
      if (mark) this.calmly(() => mark.scrollIntoView({ block: "center", inline: "center" }));
    };
    return listener;
  }

  /** Inside the reader only: the window stays where it is. */
  calmly(scroll) {
    const [left, top] = [window.scrollX, window.scrollY];
    scroll();
    window.scrollTo({ left, top, behavior: "instant" });
  }

  // pdf.js brings the mark into view with every box around it, so the window would move and hide the reader's own bar.
  scrollMatchIntoView(where) {
    if (!this.reader.mayLeave && where.pageIndex !== this.reader.firstPage - 1) return;
    this.calmly(() => super.scrollMatchIntoView(where));
  }
}
