// What an event says, its order among others, and its hash. Part of queue.js (`JOINED` in web/assets.py).

const byAge = (one, other) => one.epoch - other.epoch || one.seq - other.seq;

const whole = new TextDecoder('utf-8', { ignoreBOM: true });

// What the server can't read it would refuse with everything else: NUL, half a character.
function clean(value) {
  if (typeof value === 'string') return whole.decode(new TextEncoder().encode(value.replaceAll('\0', '')));
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, clean(part)]));
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
