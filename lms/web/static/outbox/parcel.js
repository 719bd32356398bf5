// The last resort: what waits on this device as a file that only the server can read (`sync/rules/parcels.py` opens it), for
// somebody else to bring there. What does not belong here: how events wait and are sent (queue.js).

const MOST_EVENTS = 200; // as many as the server takes in at once
const MOST_BYTES = 900_000;
const LONG_MS = 24 * 3600 * 1000;
const FETCHED_MS = 60_000; // Safari fetches what is saved only after the click has ended
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

const utf8 = (text) => new TextEncoder().encode(text);
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toText = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''));

// Browsers lock nothing on an intranet without https.
const able = () => Boolean(globalThis.crypto?.subtle);

// A key of our own, used once, and the server's public one make the key of the content.
export async function locked({ key, point, ticket, at }, events) {
  const { subtle } = crypto;
  const own = await subtle.generateKey(CURVE, false, ['deriveBits']);
  const theirs = await subtle.importKey('raw', toBytes(point), CURVE, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256);
  const material = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const salt = await subtle.exportKey('raw', own.publicKey);
  const about = utf8(`kiriman:1:${key}`);
  const lock = await subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: about }, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const content = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: about }, lock, utf8(JSON.stringify({ ticket, at, events })));
  return JSON.stringify({ kiriman: 1, key, point: toText(salt), iv: toText(iv), content: toText(content) });
}

// As few files as the server can take in one by one.
export function parts(events) {
  const found = [];
  let bytes = Infinity;
  for (const event of events) {
    const size = utf8(JSON.stringify(event)).length;
    if (bytes + size > MOST_BYTES || found.at(-1).length === MOST_EVENTS) {
      found.push([]);
      bytes = 0;
    }
    found.at(-1).push(event);
    bytes += size;
  }
  return found;
}

function save(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), FETCHED_MS);
}

// `box` holds the button and brings the words; it opens by itself where sending fails for long.
export function offer(box, outbox) {
  const button = box.querySelector('button');
  const state = box.querySelector('[role=status]');
  const words = box.dataset;
  let next = 0;

  function show() {
    const events = outbox.unsent();
    box.hidden = !events.length;
    if (events.some(({ wall_ms }) => Date.now() - wall_ms > LONG_MS)) box.open = true;
    const total = parts(events).length;
    if (next >= total) next = 0;
    button.textContent = total > 1 ? words.part.replace('{n}', next + 1).replace('{total}', total) : words.whole;
  }

  async function download() {
    const material = await outbox.material();
    if (!material) {
      state.textContent = words.never;
      return;
    }
    button.disabled = true;
    try {
      const name = `kiriman-${new Date().toLocaleString('sv').slice(0, 16).replace(/\D/g, '-')}-${next + 1}.json`;
      save(await locked(material, parts(outbox.unsent())[next]), name);
      state.textContent = words.saved.replace('{name}', name);
      next += 1;
      show();
    } catch (error) {
      state.textContent = words.failed;
      throw error; // to the console, as any fault
    } finally {
      button.disabled = false;
    }
  }

  outbox.addEventListener('change', show);
  outbox.addEventListener('heard', show);
  outbox.addEventListener('waiting', ({ state: why }) => { if (why !== 'busy') box.open = true; });
  button.parentElement.hidden = !able();
  box.querySelector('[data-unable]').hidden = able();
  button.addEventListener('click', download);
  show();
}
