// What was not yet sent, kept on the device under a prefix of its own. What does not belong here: sending it.

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 12)}4${hex.slice(13, 16)}8${hex.slice(17)}`; // an intranet without https
}

// One key for each event: two tabs of a page then never overwrite each other's.
export class Outbox {
  #memory = new Map(); // what the browser would not store

  constructor(prefix) {
    this.prefix = prefix;
  }

  unsent() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(this.prefix));
    const stored = names.map((name) => JSON.parse(localStorage.getItem(name)));
    return [...stored, ...this.#memory.values()].sort((a, b) => a.seq - b.seq);
  }

  keep(event) {
    try {
      localStorage.setItem(`${this.prefix}:${event.event_id}`, JSON.stringify(event));
    } catch {
      this.#memory.set(event.event_id, event);
    }
  }

  forget(event) {
    this.#memory.delete(event.event_id);
    localStorage.removeItem(`${this.prefix}:${event.event_id}`);
  }
}
