// A lesson: remembers which paragraph was read last, and keeps on the device what its forms say where no network is.
// Without it the page works as well, only without that memory. What belongs here: position, done, notes, bookmarks. What
// does not: how the outbox sends.
import { opening } from './outbox/page.js';

const SAVE_EVERY_MS = 10000;
const PROBE_MS = 3000;
const FORM = /\/(learn\/[^/]+\/[^/]+)\/(done|not-done|notes|bookmark)$/;
const KINDS = { done: 'done', 'not-done': 'not-done', notes: 'note', bookmark: 'bookmark' };
const text = document.querySelector('[data-position]');
let saved = text.dataset.anchor;
let current = saved;
// A kept page is the same for everybody: it knows no place that was read before, and sends through the outbox alone.
const isKept = 'kept' in document.documentElement.dataset;
let sentOnce = isKept;
let timer = 0;

function firstVisible() {
  const below = document.querySelector('.site-header')?.getBoundingClientRect().bottom ?? 0;
  const top = Math.max(0, below);
  for (const block of text.children) {
    if (block.id && block.getBoundingClientRect().bottom > top) return block.id;
  }
  return '';
}

export const subject = text.dataset.position.replace(/^\/|\/position$/g, '');

// Only the last position says anything; the server needs none of those before.
async function keepPosition(anchor) {
  (await opening).append('read', subject, { anchor }, { instead: ({ kind }) => kind === 'read' });
}

async function send() {
  clearTimeout(timer);
  timer = 0;
  if (sentOnce && current === saved) return;
  saved = current;
  sentOnce = true;
  const anchor = current;
  if (isKept) {
    keepPosition(anchor);
    return;
  }
  try {
    const response = await fetch(text.dataset.position, {
      method: 'POST',
      keepalive: true,
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'X-CSRF-Token': document.documentElement.dataset.csrf,
      },
      body: JSON.stringify({ anchor }),
    });
    if (response.status === 401 || response.status >= 500) keepPosition(anchor);
  } catch {
    keepPosition(anchor);
  }
}

function follow() {
  current = firstVisible() || current;
  timer ||= setTimeout(send, SAVE_EVERY_MS);
}

function leave() {
  if (document.visibilityState === 'hidden') send();
}

addEventListener('scroll', follow, { passive: true });
addEventListener('pagehide', send);
document.addEventListener('visibilitychange', leave);

// `navigator.onLine` lies, and a captive portal answers too.
async function isReachable() {
  try {
    const response = await fetch('/health/live', { cache: 'no-store', signal: AbortSignal.timeout?.(PROBE_MS) });
    return response.ok && await response.text() === 'ok\n';
  } catch {
    return false;
  }
}

function lineBehind(form) {
  const next = form.nextElementSibling;
  if (next?.matches('.save-state')) return next;
  const line = document.createElement('p');
  line.setAttribute('role', 'status');
  line.className = 'save-state';
  form.after(line);
  return line;
}

function say(form, kind, words) {
  const line = lineBehind(form);
  line.className = `save-state ${kind}`;
  line.textContent = words;
}

const isDone = (kind) => kind === 'done' || kind === 'not-done';

// A lesson that has closed has no form for it.
function placeOf(kind) {
  const bar = document.querySelector('.done-bar');
  return isDone(kind) ? bar.querySelector('form') ?? bar.querySelector('p') : document.querySelector('.note-box details form');
}

function payloadOf(kind, form) {
  const { anchor, content } = form.elements;
  if (kind === 'note') return { anchor: anchor.value, content: content.value };
  return kind === 'bookmark' ? { anchor: anchor.value } : {};
}

async function keep(form, kind) {
  // Of a mark and its taking back only the last one says anything.
  const instead = (older) => isDone(kind) && isDone(older.kind);
  const outbox = await opening;
  try {
    await outbox.append(kind, subject, payloadOf(kind, form), { instead }).kept;
  } catch {
    say(form, 'failed', text.dataset.full);
    return;
  }
  if (kind === 'note') form.elements.content.value = '';
  say(form, 'queued', outbox.lasts ? text.dataset.unsent : text.dataset.fleeting);
  outbox.flush();
}

let asking = false;
let passes = null;

// What can be sent is sent as ever; only without a network the device keeps it.
async function hold(event) {
  const address = event.submitter?.hasAttribute('formaction') ? event.submitter.formAction : event.target.action;
  const kind = KINDS[FORM.exec(address)?.[2]];
  if (!kind || passes === event.target) return;
  event.preventDefault();
  if (asking) return;
  asking = true;
  const { target, submitter } = event;
  if (!isKept && await isReachable()) {
    passes = target;
    target.requestSubmit(submitter);
    passes = null;
  } else if (kind !== 'note' || target.elements.content.value.trim()) {
    await keep(target, kind);
  }
  asking = false;
}

function hear({ heard }) {
  for (const { event, receipt } of heard.filter((one) => one.event.subject === subject && one.event.kind !== 'read')) {
    const held = receipt.status === 'quarantined';
    const words = held ? `${text.dataset.refused} ${receipt.message}` : text.dataset.saved.replace('{time}', receipt.saved_at);
    say(placeOf(event.kind), held ? 'failed' : 'saved', words);
  }
}

// A screen reader says what changes in a line that it knows already.
for (const kind of ['done', 'note']) if (placeOf(kind)) lineBehind(placeOf(kind));
document.addEventListener('submit', hold, true);
const outbox = await opening;
outbox.addEventListener('heard', hear);
for (const { kind } of outbox.unsent(subject)) if (kind !== 'read') say(placeOf(kind), 'queued', text.dataset.unsent);
