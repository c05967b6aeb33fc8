// Marks the words of the reasons on the picture of a page of a PDF that has text of its own: pdf.js says where they
// stand. The picture is there before, and stays if this fails; scans come from the server with their marks.
const LONGEST = 2000;
let library; // one for all documents that are walked through

async function load() {
  const pdfjs = await import("../vendor/pdfjs/build/pdf.min.mjs");
  pdfjs.GlobalWorkerOptions.workerSrc = new URL("../vendor/pdfjs/build/pdf.worker.min.mjs", import.meta.url).href;
  return { pdfjs, worker: new pdfjs.PDFWorker() };
}

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, " ").trim();

/** Items of the page with the place of each in one line of plain text. */
function lined(items) {
  let line = "";
  const places = [];
  for (const item of items) {
    const words = plain(item.str);
    if (!words) continue;
    places.push({ item, from: line.length, to: line.length + words.length, words });
    line += `${words} `;
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

/** Shares of the page: letters are taken to be equally wide within a line, which is near enough to see. */
function box({ item, from, to }, [begin, end], view) {
  const [x, y] = view.convertToViewportPoint(item.transform[4], item.transform[5]);
  const width = item.width * view.scale;
  const height = Math.hypot(item.transform[2], item.transform[3]) * view.scale;
  const size = to - from;
  const left = x + (width * (Math.max(begin, from) - from)) / size;
  const right = x + (width * (Math.min(end, to) - from)) / size;
  return { x: left / view.width, y: (y - height) / view.height, width: (right - left) / view.width, height: (height * 1.2) / view.height };
}

function draw(picture, boxes) {
  const sheet = picture.querySelector(".page-picture__sheet");
  if (!sheet || !boxes.length) return;
  const space = "http://www.w3.org/2000/svg";
  const layer = document.createElementNS(space, "svg");
  for (const [name, value] of Object.entries({ class: "page-picture__marks", viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" })) layer.setAttribute(name, value);
  for (const one of boxes) {
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
    const { items } = await page.getTextContent();
    const { line, places } = lined(items);
    const found = spans(line, [...new Set(phrases)]);
    const view = page.getViewport({ scale: 1 });
    const touched = (place) => found.filter(([begin, end]) => begin < place.to && end > place.from);
    draw(picture, places.flatMap((place) => touched(place).map((span) => box(place, span, view))));
    loading.destroy();
  } catch {
    picture.dataset.unmarked = "ya";
  }
}
