// Loaded by every page after its HTML: gives each enhancement the elements that ask for it, also those that htmx brings
// later. Everything works without this file; a module is fetched only where its selector occurs.
const FEATURES = {
  "[data-suggest]": "./suggest.js",
  "[data-upload]": "./upload.js",
  "[data-confirm]": "./confirm.js",
  "[data-autosubmit]": "./autosubmit.js",
  "[data-guard]": "./form-guard.js",
  "[data-copy]": "./copy.js",
  "[data-menu], [data-fold]": "./menu.js",
  "[data-pdf]": "./viewer.js",
  "[data-batch]": "./batch.js",
  "[data-curate]": "./curate.js",
  "[data-several]": "./several.js",
};
const seen = new WeakMap();

function isNew(element, path) {
  const done = seen.get(element) ?? new Set();
  seen.set(element, done);
  return !done.has(path) && done.add(path);
}

function enhance(root) {
  for (const [selector, path] of Object.entries(FEATURES)) {
    const inside = [...root.querySelectorAll(selector)];
    const found = (root.matches?.(selector) ? [root, ...inside] : inside).filter((element) => isNew(element, path));
    if (found.length) import(path).then((module) => found.forEach(module.enhance));
  }
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = document.querySelector('meta[name="csrf-token"]').content;
});
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
enhance(document);
