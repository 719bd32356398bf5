// The outbox: what a person did is kept on the device until the server says, event by event and with the right hash,
// that it has it. Nothing here knows a page, so that it runs in tests as well. What does not belong here: what events
// mean (quiz.js, learning.js). Where they wait, how they are hashed and sent: one file, for every page loads it, and on a weak
// line each request costs more than its bytes.

export const MOST_EVENTS = 50;
const MOST_BYTES = 200_000; // a weak line still brings it across
const PATIENCE_MS = 20_000;
const LONGEST_WAIT_MS = 30_000;
const RENEWED_MS = 30 * 24 * 3600 * 1000;
const STATES = { 401: 'signed-out', 403: 'not-ours', 409: 'not-ours', 413: 'too-large' };

// Where it waits: a database for each person, whose name tells nothing.

// Raised only where an older page could no longer read what is stored. A page opens the next schema as well: what it
// doesn't know of an event, it sends along untouched.
const SCHEMA = 1;
const EVENTS = 'events';
const ABOUT = 'about';

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const shaped = `${hex.slice(0, 12)}4${hex.slice(13, 16)}8${hex.slice(17)}`; // an intranet without https
  return shaped.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const nameOf = (owner) => `outbox:${owner}`;
const byAge = (one, other) => one.epoch - other.epoch || one.seq - other.seq;

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function opened(idb, name) {
  const request = idb.open(name, SCHEMA);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(EVENTS, { keyPath: 'event_id' });
    request.result.createObjectStore(ABOUT);
  };
  return asked(request).catch((error) => {
    if (error?.name !== 'VersionError') throw error;
    return asked(idb.open(name)); // a newer page was here
  });
}

class Lasting {
  lasts = true;
  #db;

  constructor(db) {
    this.#db = db;
    db.onversionchange = () => db.close(); // somebody signs out in another tab
  }

  // Resolves when the disk has it, not when the browser intends to write it.
  #write(names, what) {
    return new Promise((resolve, reject) => {
      const transaction = this.#db.transaction(names, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      what(transaction);
    });
  }

  all = () => asked(this.#db.transaction(EVENTS).objectStore(EVENTS).getAll()).then((events) => events.sort(byAge));
  add = (event) => this.#write(EVENTS, (transaction) => transaction.objectStore(EVENTS).put(event));
  remove = (ids) => this.#write(EVENTS, (transaction) => ids.forEach((id) => transaction.objectStore(EVENTS).delete(id)));

  // What is known beside the events: the name of this browser where no page gives it one, and what makes a parcel.
  about(name) {
    return asked(this.#db.transaction(ABOUT).objectStore(ABOUT).get(name));
  }

  note(name, value) {
    return this.#write(ABOUT, (transaction) => transaction.objectStore(ABOUT).put(value, name));
  }

  close() {
    this.#db.close();
  }
}

// Where the browser keeps nothing: the page still sends, and says that it must stay open.
class Fleeting {
  lasts = false;
  #events = new Map();
  #about = new Map();

  all = async () => [...this.#events.values()].sort(byAge);
  add = async (event) => { this.#events.set(event.event_id, event); };
  remove = async (ids) => ids.forEach((id) => this.#events.delete(id));
  about = async (name) => this.#about.get(name);
  note = async (name, value) => { this.#about.set(name, value); };
  close() {}
}

async function openStore(owner, idb = globalThis.indexedDB) {
  try {
    return new Lasting(await opened(idb, nameOf(owner)));
  } catch {
    return new Fleeting();
  }
}

async function deviceOf(store) {
  const known = await store.about('device');
  const name = known ?? uuid();
  if (!known) await store.note('device', name);
  return name;
}

// Nothing of the person stays on the device.
export const wipe = (owner, idb = globalThis.indexedDB) => asked(idb.deleteDatabase(nameOf(owner)));

// Whether somebody else's may wait on this device; a browser that can't tell is taken to have some.
export async function othersMayWait(owner, idb = globalThis.indexedDB) {
  if (!idb.databases) return true;
  const found = await idb.databases();
  return found.some(({ name }) => name.startsWith(nameOf('')) && name !== nameOf(owner));
}

// What an event says, as SHA-256 of its canonical JSON: the server writes the same (`sync/rules/events.py`). The browser's own
// hashing is missing on an intranet without https.

// Sorted keys, no spaces.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

// FIPS 180-4: the first 32 bits of the fractions of the cube roots of the first 64 primes, of the square roots of the first 8.
const primes = [];
for (let number = 2; primes.length < 64; number++) if (primes.every((prime) => number % prime)) primes.push(number);
const fractionOf = (root) => (root % 1) * 2 ** 32;
const K = Uint32Array.from(primes, (prime) => fractionOf(Math.cbrt(prime)));
const START = Uint32Array.from(primes.slice(0, 8), (prime) => fractionOf(Math.sqrt(prime)));
const turn = (word, by) => (word >>> by) | (word << (32 - by));

function padded(bytes) {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, bytes.length / 0x20000000);
  view.setUint32(whole.length - 4, bytes.length << 3);
  return view;
}

function sha256(text) {
  const view = padded(new TextEncoder().encode(text));
  const state = START.slice();
  const w = new Uint32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + i * 4);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
  }
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

const hashOf = (event) => sha256(canonical(event));

// How it is sent.

const whole = new TextDecoder('utf-8', { ignoreBOM: true });

// What the server can't read it would refuse with everything else: NUL, half a character.
function clean(value) {
  if (typeof value === 'string') return whole.decode(new TextEncoder().encode(value.replaceAll('\0', '')));
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, clean(part)]));
}

function firstOf(events, most) {
  const batch = [];
  let bytes = 0;
  for (const event of events.slice(0, most)) {
    bytes += JSON.stringify(event).length;
    if (batch.length && bytes > MOST_BYTES) break;
    batch.push(event);
  }
  return batch;
}

// `post` → { state, results }. Only an answer of ours counts: a captive portal says 200 too.
export function poster(owner, send = fetch) {
  return async (body) => {
    let response, said;
    try {
      response = await send('/api/v1/sync', { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout?.(PATIENCE_MS),
        headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-Outbox': owner } });
      said = await response.json();
    } catch {
      return { state: 'unreachable' };
    }
    if (response.status === 200 && Array.isArray(said?.results)) return { state: 'received', results: said.results, parcel: said.parcel };
    return { state: STATES[response.status] ?? 'unreachable' };
  };
}

export class Outbox extends EventTarget {
  #store;
  #post;
  #now;
  #lock;
  #waiting = new Map(); // what is in the store, for those who can't wait for it
  #stuck = new Set(); // came back without a receipt: tried again with the next page
  #channel;
  #device;
  #lastSeq = 0;
  #failures = 0;
  #timer = 0;
  #sending = null;
  #later;

  constructor(store, { device, post, now, lock, later, channel }) {
    super();
    this.#store = store;
    this.lasts = store.lasts;
    this.#device = device;
    this.#post = post;
    this.#now = now;
    this.#lock = lock;
    this.#later = later;
    this.#channel = channel;
    channel?.addEventListener('message', ({ data }) => this.#hear(data));
  }

  static async open(owner, { idb, post = poster(owner), now = Date.now, later = (work, ms) => setTimeout(work, ms), lock = oneTab(owner), channel = tabs(owner) } = {}) {
    const store = await openStore(owner, idb);
    const outbox = new Outbox(store, { device: await deviceOf(store), post, now, lock, later, channel });
    await outbox.#read();
    return outbox;
  }

  // While somebody's pages are only looked at: nothing of theirs is read, kept or sent here.
  static nobodys() {
    const post = async () => ({ state: 'not-ours' });
    return new Outbox(new Fleeting(), { device: uuid(), post, now: Date.now, later: () => 0, lock: (work) => work(), channel: null });
  }

  unsent(subject) {
    const events = [...this.#waiting.values()].sort(byAge);
    return subject ? events.filter((event) => event.subject === subject) : events;
  }

  // `above` is the highest number that the page knows of; `instead` says which unsent events the new one makes needless.
  append(kind, subject, payload, { device_id = this.#device, epoch = 1, above = 0, instead = () => false } = {}) {
    // Above all known events, and near the clock, so that devices that know nothing of each other are ordered.
    this.#lastSeq = Math.max(this.#lastSeq + 1, above + 1, this.#now(), ...this.unsent().map((event) => event.seq + 1));
    const event = { event_id: uuid(), device_id, epoch, seq: this.#lastSeq, kind, subject, payload: clean(payload),
      wall_ms: this.#now(), mono_ms: Math.round(performance.now()) };
    const needless = this.unsent(subject).filter(instead);
    this.#waiting.set(event.event_id, event);
    const kept = this.#store.add(event).then(() => this.forget(needless)).then(() => this.#tell({ type: 'change', seq: event.seq }));
    return { event, kept };
  }

  // What the server has, or a later event says better.
  async forget(events) {
    if (!events.length) return;
    const ids = events.map((event) => event.event_id);
    await this.#store.remove(ids);
    ids.forEach((id) => this.#waiting.delete(id));
    this.#tell({ type: 'change', gone: ids });
  }

  // What locks a parcel (parcel.js): the server's key and a ticket, kept for the day on which nothing can be sent.
  material() {
    return this.#store.about('parcel');
  }

  async #lacksMaterial() {
    const { at = 0 } = (await this.material()) ?? {};
    return at < this.#now() - RENEWED_MS;
  }

  // A page that comes back from the browser's memory brings an old one: `at` is when the ticket was new.
  async keepMaterial(given) {
    if (!given || (await this.material())?.ticket === given.ticket) return;
    await this.#store.note('parcel', { ...given, at: this.#now() });
  }

  // It comes with the receipts; where much may be done before there are any, it is asked for while there is a network.
  async prepare() {
    if (!await this.#lacksMaterial()) return;
    const { parcel } = await this.#post({ events: [], sent_ms: this.#now(), parcel: true });
    await this.keepMaterial(parcel);
  }

  // One flush at a time, in one tab; returns how it ended. Whatever isn't received is tried again later.
  flush() {
    clearTimeout(this.#timer);
    this.#sending ??= this.#lock(() => this.#flush()).then((state) => this.#ended(state)).finally(() => { this.#sending = null; });
    return this.#sending;
  }

  async #flush() {
    let most = MOST_EVENTS;
    const heavy = new Set(); // refused even alone: what is behind them goes on, and they are tried again later
    const parcel = await this.#lacksMaterial() || undefined; // as JSON: nothing
    for (;;) {
      await this.#read();
      const batch = firstOf(this.unsent().filter(({ event_id }) => !this.#stuck.has(event_id) && !heavy.has(event_id)), most);
      if (!batch.length) return heavy.size ? 'too-large' : 'received';
      const answer = await this.#post({ events: batch, sent_ms: this.#now(), parcel });
      if (answer.state === 'too-large') {
        if (batch.length === 1) heavy.add(batch[0].event_id);
        most = batch.length === 1 ? MOST_EVENTS : Math.ceil(batch.length / 2);
      } else if (answer.state !== 'received') return answer.state;
      else {
        await this.#settle(batch, answer.results);
        await this.keepMaterial(answer.parcel).catch(() => undefined); // a full disk holds nothing up; asked for again
      }
    }
  }

  async #settle(batch, results) {
    const receipts = new Map(results.map((one) => [one.event_id, one]));
    const heard = batch.map((event) => ({ event, receipt: receipts.get(event.event_id) })).filter(({ event, receipt }) => receipt?.hash === hashOf(event));
    await this.forget(heard.map(({ event }) => event));
    const known = new Set(heard.map(({ event }) => event.event_id));
    batch.filter((event) => !known.has(event.event_id)).forEach((event) => this.#stuck.add(event.event_id));
    this.#failures = 0;
    this.#tell({ type: 'heard', heard });
  }

  #ended(state) {
    if (state === 'unreachable' || state === 'too-large' || state === 'busy') {
      const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.#failures++) * (0.5 + Math.random());
      this.#timer = this.#later(() => this.flush(), wait);
    }
    if (state !== 'received') this.#dispatch({ type: 'waiting', state });
    return state;
  }

  async #read() {
    const events = await this.#store.all();
    // What is being written just now isn't among them yet.
    for (const event of events) this.#waiting.set(event.event_id, event);
  }

  #tell(news) {
    this.#channel?.postMessage(news);
    this.#dispatch(news);
  }

  // Another tab of the same person kept or sent something.
  async #hear(news) {
    if (news.type === 'left') {
      this.close();
      this.#dispatch(news);
      return;
    }
    // What is said here afterwards comes after it, though it be sent by then and the clock be put back.
    this.#lastSeq = Math.max(this.#lastSeq, news.seq ?? 0);
    await this.#read();
    for (const id of news.gone ?? []) this.#waiting.delete(id);
    this.#dispatch(news);
  }

  #dispatch({ type, ...said }) {
    this.dispatchEvent(Object.assign(new Event(type), said));
  }

  // The person signs out: whatever other tabs show of them goes too.
  leave() {
    this.#channel?.postMessage({ type: 'left' });
    this.close();
  }

  close() {
    clearTimeout(this.#timer);
    this.#channel?.close();
    this.#store.close();
  }
}

// Runs only where no other tab sends; without locks (no https) the server tells doubles apart.
function oneTab(owner) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return (work) => work();
  return (work) => locks.request(`outbox:${owner}`, { ifAvailable: true }, (lock) => (lock ? work() : 'busy'));
}

const tabs = (owner) => ('BroadcastChannel' in globalThis ? new BroadcastChannel(`outbox:${owner}`) : null);
