// Marks the words of the reasons on the picture of a page of a PDF that has text of its own: pdf.js says where they
// stand. The picture is there before, and stays if this fails; scans come from the server with their marks.
const LONGEST = 2000;
let library; // one for all documents that are walked through
let canvas; // measures letters

async function load() {
  const pdfjs = await import("../vendor/pdfjs/build/pdf.min.mjs");
  pdfjs.GlobalWorkerOptions.workerSrc = new URL("../vendor/pdfjs/build/pdf.worker.min.mjs", import.meta.url).href;
  return { pdfjs, worker: new pdfjs.PDFWorker() };
}

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, " ").trim();

/** The words of the page in one line of plain text, each with its place there and in its item. */
function lined(items) {
  let line = "";
  const places = [];
  for (const item of items) {
    for (const found of item.str.matchAll(/[\p{L}\p{N}]+/gu)) {
      const word = plain(found[0]);
      if (!word) continue;
      places.push({ item, from: line.length, to: line.length + word.length, start: found.index, end: found.index + found[0].length });
      line += `${word} `;
    }
  }
  return { line, places };
}

function spans(line, phrases) {
  const found = [];
  for (const phrase of phrases.map(plain).filter((words) => words.length > 2)) {
    for (let at = line.indexOf(phrase); at >= 0 && found.length < LONGEST; at = line.indexOf(phrase, at + 1)) {
      const begins = at === 0 || line[at - 1] === " ";
      if (begins) found.push([at, at + phrase.length]);
    }
  }
  return found;
}

/** How far into its line each letter stands, as a share of the line: as wide as in a font of the same kind, what a
    justified line has too much falls to its spaces. */
function ruler(item, style) {
  const pen = (canvas ??= document.createElement("canvas")).getContext("2d");
  pen.font = `100px ${/(^|[^-])serif/.test(style?.fontFamily ?? "") ? "Times New Roman, Liberation Serif, serif" : "Arial, Liberation Sans, sans-serif"}`;
  const size = Math.hypot(item.transform[2], item.transform[3]) / 100;
  const spaces = (text) => text.split(" ").length - 1;
  const natural = pen.measureText(item.str).width * size;
  const gap = spaces(item.str) ? Math.max(0, item.width - natural) / spaces(item.str) : 0;
  const upTo = (letter) => pen.measureText(item.str.slice(0, letter)).width * size + gap * spaces(item.str.slice(0, letter));
  const whole = upTo(item.str.length) || 1;
  return (letter) => upTo(letter) / whole;
}

/** From the first to the last word of the span that stands in this item, as shares of the page. */
function box(words, [begin, end], styles, view) {
  const { item } = words[0];
  const letter = (word, at) => word.start + Math.round(((at - word.from) * (word.end - word.start)) / (word.to - word.from));
  const share = ruler(item, styles[item.fontName]);
  const last = words.at(-1);
  const [x, y] = view.convertToViewportPoint(item.transform[4], item.transform[5]);
  const width = item.width * view.scale;
  const height = Math.hypot(item.transform[2], item.transform[3]) * view.scale;
  const left = x + width * share(letter(words[0], Math.max(begin, words[0].from)));
  const right = x + width * share(letter(last, Math.min(end, last.to)));
  return { x: left / view.width, y: (y - height) / view.height, width: (right - left) / view.width, height: (height * 1.2) / view.height };
}

/** One box for each span in each item that it touches. */
function boxes(places, found, styles, view) {
  return found.flatMap((span) => {
    const touched = places.filter((place) => span[0] < place.to && span[1] > place.from);
    const items = [...new Set(touched.map((place) => place.item))];
    return items.map((item) => box(touched.filter((place) => place.item === item), span, styles, view));
  });
}

function draw(picture, marks) {
  const sheet = picture.querySelector(".page-picture__sheet");
  if (!sheet || !marks.length) return;
  const space = "http://www.w3.org/2000/svg";
  const layer = document.createElementNS(space, "svg");
  for (const [name, value] of Object.entries({ class: "page-picture__marks", viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" })) layer.setAttribute(name, value);
  for (const one of marks) {
    const mark = document.createElementNS(space, "rect");
    for (const [name, value] of Object.entries(one)) mark.setAttribute(name, value);
    layer.append(mark);
  }
  sheet.append(layer);
}

export async function markReasons(picture, phrases) {
  try {
    const { pdfjs, worker } = await (library ??= load());
    const loading = pdfjs.getDocument({ url: picture.dataset.fileUrl, disableAutoFetch: true, isEvalSupported: false, worker });
    const page = await (await loading.promise).getPage(Number(picture.dataset.page));
    const { items, styles } = await page.getTextContent();
    const { line, places } = lined(items);
    const found = spans(line, [...new Set(phrases)]);
    const view = page.getViewport({ scale: 1 });
    draw(picture, boxes(places, found, styles, view));
    loading.destroy();
  } catch {
    picture.dataset.unmarked = "ya";
  }
}
