// Build step between npm and the web server: copies third-party browser assets from node_modules into
// frontend/static/vendor, draws one icon sprite, and writes the manifest of content hashes that `asset()` reads.
// Run `node frontend/build.mjs` after `npm ci`; a second run changes nothing that is already right.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const FRONTEND = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(FRONTEND);
const PDFJS_DATA = ["cmaps", "standard_fonts", "wasm", "iccs"];

// Icons that Python or JavaScript name at run time; those that templates name literally are found by scanning.
const ICONS = `alert-circle alert-triangle archive arrow-autofit-width arrow-left arrow-right arrow-up-right award ban bell bell-off book-2 bookmark
  building building-community bulb calendar certificate chart-bar check checklist chevron-down chevron-left chevron-right chevron-up
  circle-check circle-dashed circle-x clipboard-check clock copy database device-floppy download edit external-link eye eye-off file-alert
  file-check file-description file-off file-search file-text file-upload files filter folder gavel git-merge help-circle history home
  hourglass info-circle key layout-grid link list list-check lock lock-open login-2 logout mail menu-2 message message-circle minus
  pencil plus printer quote refresh rotate-clockwise report restore route scale search send server settings shield-check shield-lock
  sort-descending star tag tags target template trash unlink upload user user-circle users world x zoom-in zoom-out`.split(/\s+/);

const LICENSES = [
  ["htmx.org", "htmx.org/LICENSE"],
  ["Inter (font)", "@fontsource-variable/inter/LICENSE"],
  ["Tabler Icons", "@tabler/icons/LICENSE"],
  ["PDF.js", "pdfjs-dist/LICENSE"],
];

const toUrl = (path) => path.split(sep).join("/");
const sha = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

/** Every file below a folder, as paths relative to it; sorted so that two machines build the same bytes. */
export function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => toUrl(relative(folder, join(entry.parentPath ?? entry.path, entry.name))))
    .sort();
}

function addTree(files, source, target, wanted = () => true) {
  for (const name of walk(source).filter(wanted)) files.set(`${target}/${name}`, readFileSync(join(source, name)));
}

/** Names that templates and our scripts give literally: icon("search"), icon='search', #icon-search. */
export function iconsInTemplates(folder) {
  const names = new Set();
  for (const name of walk(folder).filter((path) => path.endsWith(".html"))) {
    const text = readFileSync(join(folder, name), "utf8");
    for (const match of text.matchAll(/\bicon(?:\(|=)\s*["']([a-z0-9-]+)["']/g)) names.add(match[1]);
  }
  return names;
}

function symbol(icons, name) {
  const file = join(icons, `${name}.svg`);
  if (!existsSync(file)) throw new Error(`Icon "${name}" is not among the outline icons of @tabler/icons`);
  const body = readFileSync(file, "utf8").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const shapes = body.replace(/<path stroke="none"[^>]*\/>/, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" `
    + `stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
}

export function sprite(modules, templates) {
  const icons = join(modules, "@tabler/icons/icons/outline");
  const names = [...new Set([...ICONS, ...iconsInTemplates(templates)])].sort();
  const symbols = names.map((name) => symbol(icons, name)).join("\n");
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}\n</svg>\n`);
}

function licenses(modules) {
  const inFolder = (folder) => walk(join(modules, "pdfjs-dist", folder))
    .filter((name) => name.startsWith("LICENSE"))
    .map((name) => [`PDF.js, ${folder}/${name}`, `pdfjs-dist/${folder}/${name}`]);
  const parts = [...LICENSES, ...PDFJS_DATA.flatMap(inFolder)].map(([title, path]) =>
    `${"=".repeat(78)}\n${title}\n${"=".repeat(78)}\n\n${readFileSync(join(modules, path), "utf8").trim()}\n`);
  return Buffer.from(parts.join("\n"));
}

/** All vendored files: path below vendor/ → bytes. Reading everything first keeps a failed build from half-writing. */
export function collect(modules, templates) {
  const files = new Map();
  const copy = (target, source) => files.set(target, readFileSync(join(modules, source)));
  copy("htmx/htmx.min.js", "htmx.org/dist/htmx.min.js");
  for (const subset of ["latin", "latin-ext"]) {
    const name = `inter-${subset}-wght-normal.woff2`;
    copy(`fonts/${name}`, `@fontsource-variable/inter/files/${name}`);
  }
  for (const name of ["pdf.min.mjs", "pdf.worker.min.mjs"]) copy(`pdfjs/build/${name}`, `pdfjs-dist/legacy/build/${name}`);
  for (const name of ["pdf_viewer.mjs", "pdf_viewer.css"]) copy(`pdfjs/web/${name}`, `pdfjs-dist/legacy/web/${name}`);
  addTree(files, join(modules, "pdfjs-dist/legacy/web/images"), "pdfjs/web/images");
  for (const folder of PDFJS_DATA) {
    addTree(files, join(modules, "pdfjs-dist", folder), `pdfjs/${folder}`, (name) => !name.startsWith("LICENSE"));
  }
  files.set("icons.svg", sprite(modules, templates));
  files.set("LICENSES.txt", licenses(modules));
  return files;
}

/** Path below static/ → path with its content hash. pdf.js asks for its data files by bare name: they need none. */
export function manifest(files, staticFolder) {
  const entries = new Map();
  for (const [name, bytes] of files) {
    if (!/^pdfjs\/(cmaps|standard_fonts|wasm|iccs|web\/images)\//.test(name)) entries.set(`vendor/${name}`, bytes);
  }
  for (const name of walk(staticFolder).filter((path) => !path.startsWith("vendor/"))) {
    entries.set(name, readFileSync(join(staticFolder, name)));
  }
  const hashed = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => [name, `${name}?v=${sha(bytes)}`]);
  return Buffer.from(`${JSON.stringify(Object.fromEntries(hashed), null, 2)}\n`);
}

// Written beside and renamed, so that a server which reads meanwhile never sees half a file.
function write(path, bytes) {
  if (existsSync(path) && readFileSync(path).equals(bytes)) return false;
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.part`;
  writeFileSync(partial, bytes);
  renameSync(partial, path);
  return true;
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).filter((item) => item.isDirectory())) {
    const path = join(folder, entry.name);
    removeEmptyFolders(path);
    if (readdirSync(path).length === 0) rmdirSync(path);
  }
}

/** Make the folder hold exactly these files; returns how many had to be written or removed. */
export function sync(folder, files) {
  let changed = 0;
  for (const [name, bytes] of files) changed += write(join(folder, name), bytes) ? 1 : 0;
  for (const name of walk(folder).filter((path) => !files.has(path) && !path.endsWith(".part"))) {
    rmSync(join(folder, name));
    changed += 1;
  }
  removeEmptyFolders(folder);
  return changed;
}

export function build(root = ROOT) {
  const staticFolder = join(root, "frontend/static");
  const files = collect(join(root, "node_modules"), join(root, "frontend/templates"));
  files.set("manifest.json", manifest(files, staticFolder));
  const changed = sync(join(staticFolder, "vendor"), files);
  return { files: files.size, changed };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    const { files, changed } = build(process.argv[2]);
    console.log(`frontend/static/vendor: ${files} files, ${changed} changed`);
  } catch (error) {
    console.error(`Frontend build failed: ${error.message}`);
    console.error("Run `npm ci` first if node_modules is missing or old.");
    process.exitCode = 1;
  }
}
