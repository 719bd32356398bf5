// What waits on this device, in words, and a button to send it. What does not belong here: what was held on the server
// (the page itself).
import { opening } from './page.js';
import { offer } from './parcel.js';

const box = document.getElementById('outbox');
const list = box.querySelector('ul');
const actions = box.querySelector('.actions');
const state = box.querySelector('.save-state');
const text = box.dataset;
const outbox = await opening;

function words({ kind, payload, wall_ms }) {
  const name = text[kind.replace('not-done', 'notDone')] ?? kind;
  const time = new Date(wall_ms).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
  return `${name.replace('{number}', payload.position)} · ${time}`;
}

function show() {
  const events = outbox.unsent();
  box.querySelector('.none').hidden = Boolean(events.length);
  list.hidden = actions.hidden = !events.length;
  list.replaceChildren(...events.map((event) => Object.assign(document.createElement('li'), { textContent: words(event) })));
  if (!events.length) state.textContent = '';
}

outbox.addEventListener('change', show);
// What the server held shows on the page of its own, anew where it is this one.
outbox.addEventListener('heard', ({ heard }) => {
  if (heard.some(({ receipt }) => receipt.status === 'quarantined')) location.assign('/unsent');
  else show();
});
outbox.addEventListener('waiting', (event) => {
  if (event.state === 'busy') return; // another tab sends
  state.className = 'save-state queued';
  state.textContent = event.state === 'signed-out' ? text.signedOut : text.unreachable;
});
actions.querySelector('button').addEventListener('click', () => {
  state.className = 'save-state';
  state.textContent = text.sending;
  outbox.flush();
});
show();
offer(document.getElementById('parcel'), outbox);
if (text.material) outbox.keepMaterial(JSON.parse(text.material));
