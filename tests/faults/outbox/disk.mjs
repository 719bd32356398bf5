// A browser's storage on disk, as far as the outbox asks for it: what IndexedDB promises, for Node. Databases outlive
// the tab and the process; a transaction is there whole or not at all, and `oncomplete` comes after it is there.
// What does not belong here: what is kept.
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';

const pause = () => new Promise((resolve) => { setTimeout(resolve, Math.random() * 4); });

// One for each database of a device, shared by its tabs. Every transaction is a line of a file; what a process was
// killed over has no end of line, and was never there. No fsync: processes die here, not the machine.
class Database {
  #file;
  #stores = new Map();
  #turn = Promise.resolve();

  constructor(file) {
    this.#file = file;
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) this.#apply(JSON.parse(line));
  }

  get isNew() {
    return !this.#stores.size;
  }

  #apply(changes) {
    for (const [name, key, value] of changes) {
      if (!this.#stores.has(name)) this.#stores.set(name, new Map());
      if (key === null) continue; // the store itself
      if (value === null) this.#stores.get(name).delete(key);
      else this.#stores.get(name).set(key, JSON.stringify(value));
    }
  }

  write(changes) {
    appendFileSync(this.#file, `${JSON.stringify(changes)}\n`);
    this.#apply(changes);
  }

  read(name, key) {
    const store = this.#stores.get(name);
    if (key === undefined) return [...store.values()].map((text) => JSON.parse(text));
    return store.has(key) ? JSON.parse(store.get(key)) : undefined;
  }

  // Transactions follow each other.
  inTurn(work) {
    this.#turn = this.#turn.then(pause).then(work);
  }
}

class Transaction {
  #database;
  #tab;
  #changes = [];

  constructor(database, tab, mode) {
    this.#database = database;
    this.#tab = tab;
    if (mode === 'readwrite') database.inTurn(() => this.#commit());
  }

  // Of a tab that is gone nothing more happens, not even the news of what it had done.
  async #commit() {
    if (!this.#tab.alive) return;
    this.#database.write(this.#changes);
    await pause();
    if (this.#tab.alive) this.oncomplete();
  }

  #reading(name, key) {
    const request = {};
    this.#database.inTurn(() => {
      if (!this.#tab.alive) return;
      request.result = this.#database.read(name, key);
      request.onsuccess();
    });
    return request;
  }

  objectStore(name) {
    return {
      getAll: () => this.#reading(name),
      get: (key) => this.#reading(name, key),
      put: (value, key = value.event_id) => { this.#changes.push([name, key, value]); },
      delete: (key) => { this.#changes.push([name, key, null]); },
    };
  }
}

// The storage of one device: every tab has a door of its own, which closes when the tab is killed.
export class Disk {
  #folder;
  #databases = new Map();

  constructor(folder) {
    this.#folder = folder;
  }

  #database(name) {
    if (!this.#databases.has(name)) this.#databases.set(name, new Database(`${this.#folder}/${name.replace(':', '-')}`));
    return this.#databases.get(name);
  }

  // When the last tab is gone, the next one finds what the disk has, not what this process remembers.
  forget() {
    this.#databases.clear();
  }

  doorFor(tab) {
    return {
      open: (name) => {
        const database = this.#database(name);
        const request = { result: {
          createObjectStore: (store) => database.write([[store, null, null]]),
          transaction: (_, mode = 'readonly') => new Transaction(database, tab, mode),
          close() {},
        } };
        database.inTurn(() => {
          if (!tab.alive) return;
          if (database.isNew) request.onupgradeneeded();
          request.onsuccess();
        });
        return request;
      },
    };
  }
}
