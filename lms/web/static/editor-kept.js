// Texts that the server doesn't have yet, kept on the device: each under the person's opaque key, the course, the file,
// the version it was read at and the tab that holds it. Signing out removes them (app.js).
// What does not belong here: sending them.
import { uuid } from './outbox/queue.js';

export class Kept {
  #tab = uuid();

  constructor(prefix) {
    this.prefix = prefix;
  }

  // False where the browser won't store it: then nothing may say that it is safe.
  keep(text, version) {
    try {
      localStorage.setItem(this.#name(version), JSON.stringify({ text, version, at: Date.now() }));
    } catch {
      return false;
    }
    this.#forgetOthers(version);
    return true;
  }

  forget() {
    this.#forgetOthers(null);
  }

  // What other tabs and earlier visits left behind, the newest first.
  left() {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(this.prefix) && !name.endsWith(this.#tab))
      .map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) }))
      .sort((a, b) => b.at - a.at);
  }

  drop({ name }) {
    localStorage.removeItem(name);
  }

  // Who sends the plain form (to join two texts) hands the text over; see `wasHandedOver`.
  handOver(version) {
    sessionStorage.setItem(this.prefix, this.#name(version));
  }

  wasHandedOver({ name }) {
    return sessionStorage.getItem(this.prefix) === name;
  }

  #name(version) {
    return `${this.prefix}${version}:${this.#tab}`;
  }

  #forgetOthers(version) {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(this.prefix) && name.endsWith(this.#tab) && name !== this.#name(version)) localStorage.removeItem(name);
    }
  }
}

// How many lines of `text` the other doesn't have, and how many of the other's are gone.
export function difference(text, other) {
  const count = new Map();
  for (const line of other.split('\n')) count.set(line, (count.get(line) ?? 0) + 1);
  let fresh = 0;
  for (const line of text.split('\n')) {
    if (count.get(line)) count.set(line, count.get(line) - 1);
    else fresh += 1;
  }
  return { fresh, gone: [...count.values()].reduce((sum, n) => sum + n, 0) };
}
