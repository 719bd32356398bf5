// The courses that are kept on this device: one cache each, with a note of what it should hold. The worker reads the
// same caches. What does not belong here: fetching (offline-saving.js), pages.

const NOTE = '/offline/note';
const INDEX = '/offline/index';
export const OURS = [NOTE, INDEX]; // beside the files of the package
const OWNER = 'owner';
const REMEMBERED = 'saved-courses';

export const able = () => isSecureContext && 'serviceWorker' in navigator && 'caches' in window && Boolean(crypto.subtle);

export const json = (value) => new Response(JSON.stringify(value), { headers: { 'Content-Type': 'application/json' } });

export async function hash(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// Those that hold for a copy too.
export function headersOf(response) {
  const headers = new Headers(response.headers);
  for (const name of ['Vary', 'Content-Encoding', 'Content-Length', 'X-Offline-Owner']) headers.delete(name);
  return headers;
}

const read = async (cache, address) => (await cache.match(address))?.json();

export async function owner() {
  return (await (await caches.open(OWNER)).match('/owner'))?.text();
}

// The key of the person whose outbox a kept page may use; empty after a sign-out, and while somebody's pages are looked at.
export async function person() {
  const key = able() ? await owner() : '';
  return /^[0-9a-f]{24}$/.test(key ?? '') ? key : '';
}

// Says whose the device's courses are; those of somebody else go.
export async function belongTo(key) {
  for (const name of await caches.keys()) {
    if (/^(saved|papers)\//.test(name) && name.split('/')[1] !== key) await caches.delete(name);
  }
  await (await caches.open(OWNER)).put('/owner', new Response(key));
}

export const nameOf = (pack) => `saved/${pack.owner}/${pack.course}/${pack.revision}-${pack.version}`;

export class Kept {
  constructor(name, cache, note) {
    Object.assign(this, { name, cache, note });
  }

  // How many of its files are there; only what was verified ever gets in.
  async count() {
    const there = new Set((await this.cache.keys()).map((request) => new URL(request.url).pathname));
    return this.note.files.filter((file) => there.has(file.address)).length;
  }

  write(note) {
    this.note = note;
    return this.cache.put(NOTE, json(note));
  }

  writeIndex(pages) {
    return this.cache.put(INDEX, json(pages));
  }

  async index() {
    return (await read(this.cache, INDEX)) ?? [];
  }

  remove() {
    return caches.delete(this.name);
  }
}

export async function open(pack) {
  const cache = await caches.open(nameOf(pack));
  return new Kept(nameOf(pack), cache, await read(cache, NOTE));
}

// All that is kept for the owner, of one course or of all.
export async function all(course = '') {
  const begin = `saved/${await owner()}/${course && `${course}/`}`;
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith(begin)) continue;
    const cache = await caches.open(name);
    const note = await read(cache, NOTE);
    if (note) found.push(new Kept(name, cache, note));
  }
  return found.sort((a, b) => a.note.title.localeCompare(b.note.title));
}

// A course while it is updated has two; the whole one counts until the new one is whole.
export async function courses() {
  const found = new Map();
  for (const one of await all()) {
    const before = found.get(one.note.course);
    if (!before || one.note.complete > before.note.complete) found.set(one.note.course, one);
  }
  return [...found.values()];
}

// What is kept, and whose, in a place that a browser short of room spares: so that we can tell what it took.
export async function remember() {
  if (!await person()) return;
  const kept = (await courses()).map(({ note }) => [note.course, note.title]);
  localStorage.setItem(REMEMBERED, JSON.stringify({ owner: await owner(), kept }));
}

// The titles of what this person had saved and the browser has thrown away; told to nobody else.
export async function evicted() {
  const before = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{"kept": []}');
  if (before.owner !== (await owner())) return [];
  const here = new Set((await courses()).map(({ note }) => note.course));
  return before.kept.filter(([course]) => !here.has(course)).map(([, title]) => title);
}

export async function room() {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return { used: usage, free: Math.max(0, quota - usage), quota };
}
