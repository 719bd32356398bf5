// Quizzes that were taken along: their papers in a cache of their owner's, with a note of where each belongs and what was
// answered on this device since. What does not belong here: sending (outbox/), what pages show.

import { belongTo, hash, headersOf, json, person } from './offline-store.js';

const SAID = '/said';
const NOTE = '/note';
const MEDIA = /\/media\/([0-9a-f]{64})\//;

// Why a paper could not be taken along: network, refused (with the server's words, where it had some) or full.
export class NotTaken extends Error {
  constructor(why, said = '') {
    super(why);
    Object.assign(this, { why, said });
  }
}

const nameOf = (owner) => `papers/${owner}`;
const shownAt = (paper) => paper.replace(/\/paper$/, '');

async function ask(address, options) {
  try {
    return await fetch(address, { ...options, headers: { Accept: 'application/json', ...options?.headers } });
  } catch {
    throw new NotTaken('network');
  }
}

const isKeepable = (response, kind) => response.status === 200 && !response.redirected && response.headers.get('X-Offline') === kind;

// The pictures and sounds of the questions; each address tells the hash of its bytes.
async function keepMedia(cache, text) {
  const page = new DOMParser().parseFromString(text, 'text/html');
  for (const part of page.querySelectorAll('main img[src], main audio[src], main source:first-child')) {
    const address = part.getAttribute('src');
    const [, promised] = MEDIA.exec(address) ?? [];
    if (!promised || await cache.match(address)) continue;
    const response = await ask(address);
    const bytes = isKeepable(response, 'media') ? await response.arrayBuffer() : new ArrayBuffer(0);
    if (await hash(bytes) !== promised) throw new NotTaken('network');
    await cache.put(address, new Response(bytes, { headers: { 'Content-Type': response.headers.get('Content-Type') } }));
  }
}

// Keeps the paper as the server has it now; what was answered here since stays beside it.
async function keep(paper, about) {
  const response = await ask(paper);
  if (response.status > 500) throw new NotTaken('network');
  if (!isKeepable(response, 'page')) throw new NotTaken('refused');
  const owner = response.headers.get('X-Offline-Owner');
  // A worker that has only just come heard of nobody yet.
  if (owner !== await person()) await belongTo(owner);
  const text = await response.text();
  const cache = await caches.open(nameOf(owner));
  try {
    await keepMedia(cache, text);
    await cache.put(shownAt(paper) + NOTE, json({ ...about, address: shownAt(paper), at: Date.now() }));
    await cache.put(shownAt(paper), new Response(text, { headers: headersOf(response) }));
  } catch (error) {
    throw error.name === 'QuotaExceededError' ? new NotTaken('full') : error;
  }
}

// Begins the attempt on the server, or goes on with the open one, and keeps its paper; returns its address.
export async function take(address, about, token) {
  const response = await ask(address, { method: 'POST', headers: { 'X-CSRF-Token': token } });
  if (response.status > 500) throw new NotTaken('network');
  const said = await response.json().catch(() => null);
  if (!said) throw new NotTaken('refused');
  if (!response.ok || !said.paper) throw new NotTaken('refused', said.message ?? '');
  await keep(said.paper, about);
  return shownAt(said.paper);
}

// All papers of the owner, by their notes.
export async function papers() {
  const owner = await person();
  if (!owner || !await caches.has(nameOf(owner))) return [];
  const cache = await caches.open(nameOf(owner));
  const notes = (await cache.keys()).filter(({ url }) => url.endsWith(NOTE));
  return Promise.all(notes.map(async (request) => (await cache.match(request)).json()));
}

async function place(subject) {
  const address = `/${subject}`;
  const owner = await person();
  if (!owner || !await caches.has(nameOf(owner))) return null;
  const cache = await caches.open(nameOf(owner));
  return await cache.match(address) ? { cache, address } : null;
}

// What was answered on this device: sent or not, for the kept paper knows only what the server had when it was kept.
export async function remembered(subject) {
  const there = await place(subject);
  const said = there && await there.cache.match(there.address + SAID);
  return said ? said.json() : [];
}

const sameThing = (one, other) => one.kind === other.kind && one.payload.position === other.payload.position;

let remembering = Promise.resolve(); // one after the other: each reads what the one before wrote

export function remember(subject, events) {
  remembering = remembering.catch(() => undefined).then(() => write(subject, events)); // what failed once may be written now
  return remembering;
}

async function write(subject, events) {
  const there = await place(subject);
  if (!there || !events.length) return;
  const before = (await remembered(subject)).filter((one) => !events.some((event) => sameThing(one, event)));
  const newest = events.filter((event, at) => !events.slice(at + 1).some((later) => sameThing(later, event)));
  await there.cache.put(there.address + SAID, json([...before, ...newest]));
}

// How long ago the paper was kept as it is.
export async function age(subject) {
  const there = await place(subject);
  const note = there && await there.cache.match(there.address + NOTE);
  return note ? Date.now() - (await note.json()).at : 0;
}

// As the server has it now, where it is kept: with what was answered elsewhere.
export async function renew(subject) {
  const there = await place(subject);
  const note = there && await there.cache.match(there.address + NOTE);
  if (note) await keep(`${there.address}/paper`, await note.json());
}
