// One browser of a learner: its cookies, its tabs, its wrong clock; it asks pages of the real server and keeps answers in
// the outbox of the real module. What does not belong here: what the learner does (learners.mjs).
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Disk } from './disk.mjs';

const FORM = 'application/x-www-form-urlencoded';
const DAYS_3 = 3 * 24 * 3600 * 1000;
const FASTER = 40; // nobody waits half a minute for the next try here
export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const found = (text, pattern) => pattern.exec(text)?.[1];

// News between the tabs of a device, as a BroadcastChannel brings them.
class Channel extends EventTarget {
  constructor(all) {
    super();
    this.all = all.add(this);
  }

  postMessage(data) {
    for (const other of this.all) {
      if (other !== this) setTimeout(() => other.all.has(other) && other.dispatchEvent(Object.assign(new Event('message'), { data: structuredClone(data) })));
    }
  }

  close() {
    this.all.delete(this);
  }
}

export class Device {
  #cookies;
  #jar;
  #channels = new Set();
  #sending = null; // the tab that holds the lock
  #ahead = 0; // by how much its clock is wrong
  tabs = [];
  elsewhere = false; // it was told that another device goes on
  signedOut = false;
  isCut = false; // nothing that it sends leaves it, until the next page comes

  constructor(name, person, { told, modules, chance, note }) {
    Object.assign(this, { name, person, told, modules, chance, note });
    const folder = `${told.folder}/${name}`;
    mkdirSync(folder, { recursive: true });
    this.disk = new Disk(folder);
    this.#jar = `${folder}/cookies`;
    this.#cookies = existsSync(this.#jar) ? JSON.parse(readFileSync(this.#jar, 'utf8')) : {};
  }

  fetch = async (path, options = {}) => {
    if (this.isCut && path === '/api/v1/sync') throw new TypeError('no network');
    const cookie = Object.entries(this.#cookies).map((pair) => pair.join('=')).join('; ');
    const headers = { ...options.headers, Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
    const response = await fetch(this.told.origin + path, { ...options, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies[name] = value;
    }
    writeFileSync(`${this.#jar}.new`, JSON.stringify(this.#cookies)); // whole or not at all
    renameSync(`${this.#jar}.new`, this.#jar);
    return response;
  };

  // Its session ends: what is sent next is answered with a 401.
  loseSession() {
    for (const name of Object.keys(this.#cookies)) if (name !== 'device') delete this.#cookies[name];
    this.note({ did: 'sessions lost' });
  }

  // A page, asked for until the server itself has answered.
  async ask(path, fields) {
    const options = fields ? { method: 'POST', headers: { 'Content-Type': FORM }, body: new URLSearchParams(fields).toString() } : {};
    for (;;) {
      try {
        const response = await this.fetch(path, options);
        const text = await response.text();
        if (response.status < 500) return { status: response.status, text, to: response.headers.get('Location') ?? '' };
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // whatever happens to a line is one of these
      }
      await pause(50);
    }
  }

  async signIn() {
    const { text, status } = await this.ask('/sign-in');
    const csrf_token = found(text, /data-csrf="(\w+)"/);
    if (status === 200) await this.ask('/sign-in', { csrf_token, identifier: this.person.name, password: this.told.password });
    this.signedOut = false;
  }

  // Somebody's page, signed in.
  async page(path) {
    this.isCut = false;
    for (;;) {
      const page = await this.ask(path);
      if (found(page.text, /data-outbox="(\w+)"/)) return page.text;
      if (page.status !== 302 || !page.to.includes('/sign-in')) throw new Error(`${path} answered ${page.status}: ${page.text.slice(0, 300)}`);
      await this.signIn();
    }
  }

  // A form of a page, with the token of the session; where it leads.
  async send(path, fields = {}) {
    for (;;) {
      const csrf_token = found(await this.page('/unsent'), /data-csrf="(\w+)"/);
      const { status, to } = await this.ask(path, { csrf_token, ...fields });
      if ([302, 303].includes(status) && !to.includes('/sign-in')) return to;
      if (status === 409) return null; // handed in meanwhile
    }
  }

  // The paper of an attempt as this device is shown it; none where another device goes on, or it was handed in.
  async open(uuid) {
    const text = await this.page(`/attempts/${uuid}`);
    const part = (name) => found(text, new RegExp(`data-${name}="([^"]+)"`));
    const paper = part('seq') === undefined ? null : { subject: part('subject'), device: part('device'), epoch: Number(part('epoch')), seq: Number(part('seq')) };
    const isHandedIn = !paper && !text.includes('/take-over"');
    this.elsewhere = !paper;
    return { paper, isHandedIn, owner: part('outbox') };
  }

  // Several tabs of one paper share the store, as a browser's do.
  async openTab(owner, paper = null) {
    const tab = { alive: true, paper };
    const lock = async (work) => {
      if (this.#sending) return 'busy';
      this.#sending = tab;
      return work().finally(() => { if (this.#sending === tab) this.#sending = null; });
    };
    if (this.chance() < 0.3) this.turnClock();
    tab.outbox = await this.modules.Outbox.open(owner, {
      idb: this.disk.doorFor(tab),
      post: this.modules.poster(owner, this.fetch),
      now: () => Date.now() + this.#ahead,
      later: (work, ms) => setTimeout(() => tab.alive && work(), ms / FASTER),
      lock,
      channel: tab.channel = new Channel(this.#channels),
    });
    tab.outbox.addEventListener('heard', ({ heard }) => heard.forEach((one) => this.#hear(one)));
    tab.outbox.addEventListener('waiting', ({ state }) => { if (state === 'signed-out') this.signedOut = true; });
    this.tabs.push(tab);
    return tab;
  }

  #hear({ event, receipt }) {
    this.note({ receipt: event.event_id, status: receipt.status });
    if (receipt.taken_over) this.elsewhere = true;
  }

  turnClock() {
    this.#ahead = Math.round((this.chance() * 2 - 1) * DAYS_3);
    this.note({ did: 'clocks turned' });
  }

  // Nothing that it had begun goes on; what it had sent may still arrive.
  kill(tab) {
    tab.alive = false;
    tab.channel.close();
    if (this.#sending === tab) this.#sending = null;
    this.tabs = this.tabs.filter((other) => other !== tab);
    if (!this.tabs.length) this.disk.forget();
    this.note({ did: 'tabs killed' });
  }

  killAll() {
    [...this.tabs].forEach((tab) => this.kill(tab));
  }
}
