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

  // pdf.js brings the mark into view with every box around it, so the window would move and hide the reader's own bar.
  scrollMatchIntoView(where) {
    if (!this.reader.mayLeave && where.pageIndex !== this.reader.firstPage - 1) return;
    const [left, top] = [window.scrollX, window.scrollY];
    super.scrollMatchIntoView(where);
    window.scrollTo({ left, top, behavior: "instant" });
  }
}
