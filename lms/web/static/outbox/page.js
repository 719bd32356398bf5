// The outbox of whoever is signed in, on every page: sends what waits, says how much does, and lets nobody sign out
// unawares. What does not belong here: what events mean (quiz.js, learning.js).
import { othersMayWait, Outbox, poster, wipe } from './queue.js';

// Kept pages are the same for everybody: the worker knows whose they are on this device.
const { kept, outbox: told } = document.documentElement.dataset; // none while somebody's pages are only looked at
const owner = kept === undefined ? told : await (await import('../offline-store.js')).person();

// The page asked for next was perhaps made before the server stored what it answers only now, and wouldn't show it. So
// whoever leaves hears nothing: the next page sends again, and hears it. Who stays after all (a download) hears later.
const LEAVING_MS = 20_000;
let left = -Infinity;
addEventListener('beforeunload', () => { left = performance.now(); });
addEventListener('pageshow', () => { left = -Infinity; }); // back from the browser's memory
export async function ask(...request) {
  const response = await fetch(...request);
  if (performance.now() - left < LEAVING_MS) throw new Error('the page is being left');
  return response;
}

export const outbox = owner ? await Outbox.open(owner, { post: poster(owner, ask) }) : Outbox.nobodys();

const count = document.getElementById('unsent');
const dialog = document.getElementById('unsent-dialog'); // kept pages have none, for nobody signs out there
const problem = dialog?.querySelector('[role=alert]');
let leaving = null; // the form that signs out

// A reading position is sent too, and nobody need worry about it.
const worthTelling = () => outbox.unsent().filter(({ kind }) => kind !== 'read');

function show() {
  const { length } = worthTelling();
  count.hidden = !length;
  for (const number of document.querySelectorAll('#unsent b, #unsent-dialog b')) number.textContent = length;
}

async function leave() {
  outbox.leave();
  await wipe(owner);
  dialog.close();
  const form = leaving;
  // With nothing left the server has all storage of the browser cleared.
  if (!await othersMayWait(owner)) form.elements.waiting.value = 'nothing';
  document.removeEventListener('submit', askFirst, true);
  form.requestSubmit();
}

function askFirst(event) {
  if (event.target.getAttribute('action') !== '/sign-out') return;
  event.preventDefault();
  event.stopImmediatePropagation();
  leaving = event.target;
  if (!worthTelling().length) leave();
  else dialog.showModal();
}

async function decide(event) {
  event.preventDefault();
  problem.textContent = '';
  const { value } = event.submitter;
  if (value === 'cancel') dialog.close();
  else if (value === 'discard') await leave();
  else if (await outbox.flush() === 'received' && !worthTelling().length) await leave();
  else problem.textContent = dialog.dataset.unreachable;
}

// Signed out in another tab. Whoever comes to this one sees what is true by then.
function clear() {
  document.body.replaceChildren();
  for (const coming of ['focus', 'visibilitychange']) addEventListener(coming, () => location.replace('/'));
}

const flush = () => { if (outbox.unsent().length) outbox.flush(); };

if (owner) {
  outbox.addEventListener('change', show);
  outbox.addEventListener('heard', show);
  outbox.addEventListener('left', clear);
  document.addEventListener('submit', askFirst, true);
  dialog?.querySelector('form').addEventListener('submit', decide);
  addEventListener('online', flush);
  document.addEventListener('visibilitychange', flush);
  show();
  flush();
}
