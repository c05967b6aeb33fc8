// Scanned pages get the words that recognition saw as their text, each in its place on the picture: pdf.js then finds,
// marks, counts, selects and copies them like any other text, at every zoom and rotation. Used by viewer.js.
const FONT = "pindaian";
const STYLES = { [FONT]: { fontFamily: "sans-serif", ascent: 0.8, descent: -0.2, vertical: false } };
const WAYS = { 0: [1, 0], 90: [0, -1], 180: [-1, 0], 270: [0, 1] }; // where words run on the picture, seen on a screen

/** Which share of a line's height lies above its base line, measured as pdf.js measures it. */
function ascentShare() {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "30px sans-serif";
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = pen.measureText("");
  return above ? above / (above + Math.abs(below)) : 0.8;
}

/** Length along the line and across it, and where the base line begins, in points of the shown page. */
function lineOf(word, [along, down], { width, height }, ascent) {
  const box = [word.width * width, word.height * height];
  const [long, tall] = along ? box : [box[1], box[0]];
  const begin = [word.left * width + (along < 0 || down > 0 ? box[0] : 0), word.top * height + (along < 0 || down < 0 ? box[1] : 0)];
  const base = [begin[0] - down * tall * ascent, begin[1] + along * tall * ascent];
  return { long, tall, base };
}

/** One text item of pdf.js; `isLast` on its line. */
function item(word, way, view, ascent, isLast) {
  const { long, tall, base } = lineOf(word, way, view, ascent);
  const [from, to, up] = [[0, 0], way, [way[1], -way[0]]].map(([x, y]) => view.convertToPdfPoint(base[0] + x, base[1] + y));
  const transform = [to[0] - from[0], to[1] - from[1], up[0] - from[0], up[1] - from[1]].map((share) => share * tall);
  const unit = Math.hypot(to[0] - from[0], to[1] - from[1]); // of the file, in points
  return { str: word.text, dir: "ltr", width: long * unit, height: tall * unit, transform: [...transform, ...from], fontName: FONT, hasEOL: isLast };
}

/** The blank behind a word. */
function blank(before) {
  const [x, y, ...rest] = before.transform;
  const long = before.width / Math.hypot(x, y);
  return { ...before, str: " ", width: 0, transform: [x, y, rest[0], rest[1], rest[2] + x * long, rest[3] + y * long] };
}

/** A word begins a new line where it goes back along the line, or stands beside it. */
function turns(word, next, [along, down]) {
  if (!next) return true;
  const [go, size, across, tall] = along ? ["left", along, "top", "height"] : ["top", down, "left", "width"];
  const apart = Math.abs(next[across] + next[tall] / 2 - word[across] - word[tall] / 2);
  return (next[go] - word[go]) * size < 0 || apart > Math.max(word[tall], next[tall]);
}

/** What pdf.js calls the text content of a page; `view` is the page as it is shown. */
export function textContent({ words, rotation }, view) {
  const [way, ascent] = [WAYS[rotation] ?? WAYS[0], ascentShare()];
  const items = words.flatMap((word, place) => {
    const isLast = turns(word, words[place + 1], way);
    const made = item(word, way, view, ascent, isLast);
    return isLast ? [made] : [made, blank(made)];
  });
  return { items, styles: STYLES, lang: "id" };
}

/** The text of one page, asked for when somebody looks at it or searches; without an answer the page keeps its own. */
function dress(page, url) {
  const [stream, whole] = [page.streamTextContent.bind(page), page.getTextContent.bind(page)];
  let asked;
  const seen = () => (asked ??= fetch(url).then((answer) => (answer.ok ? answer.json() : { words: [] })).catch(() => ({ words: [] })));
  const made = async () => {
    const found = await seen();
    return found.words.length ? textContent(found, page.getViewport({ scale: 1 })) : null;
  };
  page.getTextContent = async (wanted) => (await made()) ?? whole(wanted);
  page.streamTextContent = (wanted) => new ReadableStream({
    async start(out) {
      const text = await made();
      if (text) out.enqueue(text);
      else for (const reader = stream(wanted).getReader(); ;) {
        const { value, done } = await reader.read();
        if (done) break;
        out.enqueue(value);
      }
      out.close();
    },
  });
}

/** From now on this file's scanned pages have text; `address` holds {page} in place of the number. */
export function dressScans(file, numbers, address) {
  const [scans, dressed, getPage] = [new Set(numbers), new Set(), file.getPage.bind(file)];
  file.getPage = async (number) => {
    const page = await getPage(number);
    if (scans.has(number) && !dressed.has(number)) {
      dressed.add(number);
      dress(page, address.replace("{page}", number));
    }
    return page;
  };
}
