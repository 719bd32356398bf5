// Where events wait on the device: a database for each person, whose name tells nothing. Part of queue.js (`JOINED` in
// web/assets.py), after events.js. What does not belong here: when they are sent (sending.js).

// Raised only where an older page could no longer read what is stored. A page opens the next schema as well: what it
// doesn't know of an event, it sends along untouched.
const SCHEMA = 1;
const EVENTS = 'events';
const ABOUT = 'about';
const LOST = ['InvalidStateError', 'UnknownError']; // phones cut off what is in the background: opened anew

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const shaped = `${hex.slice(0, 12)}4${hex.slice(13, 16)}8${hex.slice(17)}`; // an intranet without https
  return shaped.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const nameOf = (owner) => `outbox:${owner}`;

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
  #idb;
  #name;
  #db = null; // a promise: one connection, however many ask at once
  #isClosed = false;

  constructor(idb, name) {
    this.#idb = idb;
    this.#name = name;
  }

  async #connect() {
    const db = await opened(this.#idb, this.#name);
    db.onversionchange = () => this.close(); // somebody signs out in another tab
    return db;
  }

  async #within(work, isSecond = false) {
    if (this.#isClosed) throw new Error('the outbox is closed');
    const db = this.#db ??= this.#connect();
    try {
      return await work(await db);
    } catch (error) {
      if (isSecond || this.#isClosed || !LOST.includes(error?.name)) throw error;
      if (this.#db === db) this.#db = null;
      return this.#within(work, true);
    }
  }

  #read = (part, what) => this.#within((db) => asked(what(db.transaction(part).objectStore(part))));

  // Resolves when the disk has it, not when the browser intends to write it.
  #write = (part, what) => this.#within((db) => new Promise((resolve, reject) => {
    const transaction = db.transaction(part, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
    what(transaction.objectStore(part));
  }));

  all = () => this.#read(EVENTS, (events) => events.getAll()).then((events) => events.sort(byAge));
  add = (event) => this.#write(EVENTS, (events) => events.put(event));
  remove = (ids) => this.#write(EVENTS, (events) => ids.forEach((id) => events.delete(id)));
  // What is known beside the events: the name of this browser where no page gives it one, and what makes a parcel.
  about = (name) => this.#read(ABOUT, (about) => about.get(name));
  note = (name, value) => this.#write(ABOUT, (about) => about.put(value, name));

  close() {
    this.#isClosed = true;
    this.#db?.then((db) => db.close(), () => undefined);
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

async function deviceOf(store) {
  const known = await store.about('device');
  const name = known ?? uuid();
  if (!known) await store.note('device', name).catch(() => undefined); // a full disk: what waits there is sent all the same
  return name;
}

// Nothing of the person stays on the device.
export async function wipe(owner, idb = globalThis.indexedDB) {
  await asked(idb.deleteDatabase(nameOf(owner)));
}

// Whether somebody else's may wait on this device; a browser that can't tell is taken to have some.
export async function othersMayWait(owner, idb = globalThis.indexedDB) {
  const found = await idb?.databases?.().catch(() => null);
  return !found || found.some(({ name }) => name.startsWith(nameOf('')) && name !== nameOf(owner));
}
