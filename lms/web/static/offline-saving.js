// Saving a package: what is missing is fetched, checked by its hash and only then kept, so an interrupted saving goes
// on where it was and an update fetches only what changed. What does not belong here: what the page shows meanwhile.

import * as store from './offline-store.js';

const AT_ONCE = 3;
const LEVELS = { text: ['page'], pictures: ['page', 'picture'], audio: ['page', 'picture', 'audio'] };
const HASH = 'X-Offline-Hash';

// Why saving ended early: network, changed, refused, full or stopped.
export class Ended extends Error {
  constructor(why, facts = {}) {
    super(why);
    Object.assign(this, { why, facts });
  }
}

async function request(address, signal) {
  let response;
  try {
    response = await fetch(address, { signal, headers: { Accept: 'application/json' } });
  } catch {
    throw new Ended(signal?.aborted ? 'stopped' : 'network');
  }
  if (response.status > 500) throw new Ended('network');
  return response;
}

// The package as the server has it now; null where the course isn't open to the reader any more.
export async function packageOf(address, signal) {
  const response = await request(address, signal);
  if (response.status === 404) return null;
  if (!response.ok || response.redirected) throw new Ended('refused');
  return response.json();
}

// The files of a choice; an address that two modules share comes once.
export function chosen(pack, { level, modules }) {
  const wanted = pack.files.filter((file) => LEVELS[level].includes(file.kind) && (!modules || !file.module || modules.includes(file.module)));
  return [...new Map(wanted.map((file) => [file.address, file])).values()];
}

export const bytesOf = (files) => files.reduce((sum, file) => sum + file.bytes, 0);

async function download(file, signal) {
  const response = await request(file.address, signal);
  if (response.status === 404) throw new Ended('changed');
  if (response.status !== 200 || response.redirected || !response.headers.has('X-Offline')) throw new Ended('refused');
  let bytes;
  try {
    bytes = await response.arrayBuffer();
  } catch {
    throw new Ended(signal?.aborted ? 'stopped' : 'network');
  }
  if ((await store.hash(bytes)) !== file.sha256) throw new Ended('changed');
  const headers = store.headersOf(response);
  headers.set(HASH, file.sha256);
  return new Response(bytes, { headers });
}

// What a cache of this course holds already with these very bytes.
async function atHand(file, kept) {
  for (const one of kept) {
    const response = await one.cache.match(file.address);
    if (response?.headers.get(HASH) === file.sha256) return response;
  }
  return undefined;
}

export async function missing(files, kept) {
  const found = await Promise.all(files.map(async (file) => ((await atHand(file, kept)) ? [] : [file])));
  return found.flat();
}

async function tooFull(files) {
  return new Ended('full', { need: bytesOf(files), free: (await store.room()).free });
}

// The words of the kept lessons, for the search without a network.
async function words(kept, files) {
  const pages = [];
  for (const file of files) {
    if (!file.activity) continue;
    const page = new DOMParser().parseFromString(await (await kept.cache.match(file.address)).text(), 'text/html');
    const text = page.querySelector('.prose')?.textContent ?? '';
    pages.push({ activity: file.activity, title: file.title, text: text.replace(/\s+/g, ' ').trim() });
  }
  return pages;
}

async function dropOthers(kept, files) {
  const wanted = new Set([...store.OURS, ...files.map((file) => file.address)]);
  for (const request of await kept.cache.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await kept.cache.delete(request);
  }
}

async function fetchAll(kept, before, files, tell, signal) {
  const queue = [...files];
  const done = { done: 0, total: files.length, bytes: 0, all: bytesOf(files) };
  async function work() {
    for (let file = queue.shift(); file; file = queue.shift()) {
      if (signal?.aborted) throw new Ended('stopped');
      const response = (await atHand(file, [kept, ...before])) ?? (await download(file, signal));
      await kept.cache.put(file.address, response);
      done.done += 1;
      done.bytes += file.bytes;
      tell(done);
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failed = workers.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

// `tell` hears of every file; the pack's course is whole on the device when this returns.
export async function save(pack, choice, { tell = () => undefined, signal } = {}) {
  const files = chosen(pack, choice);
  try {
    if ((await store.owner()) !== pack.owner) await store.belongTo(pack.owner);
    const before = await store.all(pack.course);
    const need = await missing(files, before);
    if (bytesOf(need) > (await store.room()).free) throw await tooFull(need);
    // Asked so that the browser spares us when it needs room; it may refuse.
    await navigator.storage?.persist?.();
    const kept = await store.open(pack);
    const { course, title, owner, revision, version } = pack;
    const note = { course, title, owner, revision, version, ...choice, files, bytes: bytesOf(files), saved: Date.now(), complete: false };
    await kept.write(note);
    await fetchAll(kept, before, files, tell, signal);
    await kept.writeIndex(await words(kept, files));
    await kept.write({ ...note, complete: true });
    await dropOthers(kept, files);
    for (const one of before) if (one.name !== kept.name) await one.remove();
    await store.remember();
  } catch (error) {
    throw error.name === 'QuotaExceededError' ? await tooFull(files) : error;
  }
}
