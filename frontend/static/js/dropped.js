// What somebody chose or dropped, as a flat list of files with their paths: folders are walked, leftovers of operating
// systems are left out.
const CLUTTER = /(^|\/)(\.ds_store|thumbs\.db|desktop\.ini|__macosx(\/|$)|\._|~\$)/i;

const named = (file) => ({ file, path: file.webkitRelativePath || file.name });
const isMeant = ({ path }) => !CLUTTER.test(path);

const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader hands out a folder by the hundred, until it has nothing more. */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all;
    all.push(...some);
  }
}

async function walk(entry) {
  if (entry.isFile) return [{ file: await fileOf(entry), path: entry.fullPath.replace(/^\//, "") }];
  const inside = [];
  for (const child of await entriesOf(entry)) inside.push(...(await walk(child)));
  return inside;
}

/** From a file field, which is emptied, or from what a drop carries. Entries must be asked for before anything waits. */
export async function filesOf(source) {
  if (source instanceof HTMLInputElement) {
    const chosen = [...source.files].map(named);
    source.value = "";
    return chosen.filter(isMeant);
  }
  const items = [...source.items].filter((item) => item.kind === "file");
  const parts = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = await Promise.all(parts.map((part) => (part instanceof File ? [named(part)] : walk(part))));
  return found.flat().filter(isMeant);
}
