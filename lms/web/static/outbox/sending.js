// The outbox: what a person did is kept on the device until the server says, event by event and with the right hash, that it
// has it. Nothing here knows a page, so that it runs in tests as well. Part of queue.js (`JOINED` in web/assets.py), after
// events.js and store.js. What does not belong here: what events mean (quiz.js, learning.js).

const MOST_EVENTS = 50;
const MOST_BYTES = 200_000; // a weak line still brings it across
const PATIENCE_MS = 20_000;
const LONGEST_WAIT_MS = 30_000;
const RENEWED_MS = 30 * 24 * 3600 * 1000;
const STATES = { 401: 'signed-out', 403: 'not-ours', 409: 'not-ours' };

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
      if (response.status === 413) return { state: 'too-large' }; // a gateway says it in words of its own
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
  #unkept = new Set(); // the disk didn't take them
  #gone = new Set(); // needless, also where the disk couldn't be told
  #stuck = new Set(); // came back without a receipt: tried again with the next page
  #channel;
  #device;
  #lastSeq = 0;
  #failures = 0;
  #timer = 0;
  #sending = null;
  #isClosed = false;
  #later;

  constructor(store, { device, post, now, lock, later, channel }) {
    super();
    this.#store = store;
    this.#device = device;
    this.#post = post;
    this.#now = now;
    this.#lock = lock;
    this.#later = later;
    this.#channel = channel;
    channel?.addEventListener('message', ({ data }) => this.#hear(data));
  }

  static async open(owner, { idb = globalThis.indexedDB, post = poster(owner), now = Date.now, later = (work, ms) => setTimeout(work, ms), lock = oneTab(owner), channel = tabs(owner) } = {}) {
    const on = async (store) => {
      const outbox = new Outbox(store, { device: await deviceOf(store), post, now, lock, later, channel });
      await outbox.#read();
      return outbox;
    };
    return on(new Lasting(idb, nameOf(owner))).catch(() => on(new Fleeting()));
  }

  // While somebody's pages are only looked at: nothing of theirs is read, kept or sent here.
  static nobodys() {
    const post = async () => ({ state: 'not-ours' });
    return new Outbox(new Fleeting(), { device: uuid(), post, now: Date.now, later: () => 0, lock: (work) => work(), channel: null });
  }

  // Whether what waits outlives the page.
  get lasts() {
    return this.#store.lasts && !this.#unkept.size;
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
    return { event, kept: this.#keep(event, needless) };
  }

  async #keep(event, needless) {
    try {
      await this.#store.add(event);
    } catch (error) {
      if (this.#waiting.has(event.event_id)) this.#unkept.add(event.event_id);
      throw error;
    }
    await this.forget(needless);
    this.#tell({ type: 'change', seq: event.seq });
  }

  // What the server has, or a later event says better.
  async forget(events) {
    if (!events.length) return;
    const ids = events.map((event) => event.event_id);
    await this.#store.remove(ids).catch(() => ids.forEach((id) => this.#gone.add(id))); // the next page sends them again: doubles
    this.#drop(ids);
    this.#tell({ type: 'change', gone: ids });
  }

  #drop(ids) {
    for (const id of ids) {
      this.#waiting.delete(id);
      this.#unkept.delete(id);
    }
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
    const parcel = await this.#lacksMaterial().catch(() => false) || undefined; // as JSON: nothing
    for (;;) {
      await this.#refresh();
      if (this.#isClosed) return 'closed';
      const batch = firstOf(this.#sendable(heavy), most);
      if (!batch.length) return heavy.size ? 'too-large' : this.#waiting.size ? 'no-receipt' : 'received';
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

  // A paper is handed in behind its answers: it waits for those that can't go now.
  #sendable(heavy) {
    const isAside = ({ event_id }) => this.#stuck.has(event_id) || heavy.has(event_id);
    const events = this.unsent();
    const held = new Set(events.filter(isAside).map(({ subject }) => subject));
    return events.filter((event) => !isAside(event) && !(event.kind === 'submit' && held.has(event.subject)));
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

  // What is known here is sent without the disk too.
  #refresh = () => this.#read().catch(() => undefined);

  async #read() {
    const events = await this.#store.all();
    // What is being written just now isn't among them yet.
    for (const event of events) if (!this.#gone.has(event.event_id)) this.#waiting.set(event.event_id, event);
  }

  #tell(news) {
    if (!this.#isClosed) this.#channel?.postMessage(news);
    this.#dispatch(news);
  }

  // Another tab of the same person kept or sent something.
  async #hear(news) {
    if (news.type === 'left') {
      this.#dispatch(news);
      this.close();
      return;
    }
    // What is said here afterwards comes after it, though it be sent by then and the clock be put back.
    this.#lastSeq = Math.max(this.#lastSeq, news.seq ?? 0);
    await this.#refresh();
    this.#drop(news.gone ?? []);
    this.#dispatch(news);
  }

  #dispatch({ type, ...said }) {
    if (this.#isClosed) return;
    this.dispatchEvent(Object.assign(new Event(type), said));
  }

  // The person signs out: whatever other tabs show of them goes too.
  leave() {
    this.#channel?.postMessage({ type: 'left' });
    this.close();
  }

  close() {
    this.#isClosed = true;
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
