// The outbox of whoever is signed in, on every page: sends what waits, says how much does, and lets nobody sign out
// unawares. What does not belong here: what events mean (quiz.js, learning.js).
import { othersMayWait, Outbox, poster, wipe } from './queue.js';

const WIPE_MS = 3000; // a database that can't be deleted keeps nobody signed in

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

// Kept pages are the same for everybody: the worker knows whose they are on this device.
async function whose() {
  const { kept, outbox } = document.documentElement.dataset; // none while somebody's pages are only looked at
  return kept === undefined ? outbox : (await import('../offline-store.js')).person();
}

async function opened() {
  const owner = await whose();
  const outbox = owner ? await Outbox.open(owner, { post: poster(owner, ask) }) : Outbox.nobodys();
  if (owner) begin(outbox, owner);
  return outbox;
}

// A promise, and never awaited at the top: of two scripts that import this module Safari lets the second one run before
// such an await has ended.
export const opening = opened();

const count = document.getElementById('unsent');
const dialog = document.getElementById('unsent-dialog'); // kept pages have none, for nobody signs out there
const problem = dialog?.querySelector('[role=alert]');

// A reading position is sent too, and nobody need worry about it.
const worthTelling = (outbox) => outbox.unsent().filter(({ kind }) => kind !== 'read');

function show(outbox) {
  const { length } = worthTelling(outbox);
  count.hidden = !length;
  for (const number of document.querySelectorAll('#unsent b, #unsent-dialog b')) number.textContent = length;
}

// Signed out in another tab. Whoever comes to this one sees what is true by then.
function clear() {
  document.body.replaceChildren();
  for (const coming of ['focus', 'visibilitychange']) addEventListener(coming, () => location.replace('/'));
}

function begin(outbox, owner) {
  const flush = () => { if (outbox.unsent().length) outbox.flush(); };
  outbox.addEventListener('change', () => show(outbox));
  outbox.addEventListener('heard', () => show(outbox));
  outbox.addEventListener('left', clear);
  dialog?.querySelector('form').addEventListener('submit', (event) => decide(event, outbox, owner));
  addEventListener('online', flush);
  document.addEventListener('visibilitychange', flush);
  show(outbox);
  flush();
}

let leaving = null; // the form that signs out

// Asks about what wasn't sent, and takes the person off the device; called with the form that signs out (app.js).
export async function signOut(form) {
  const owner = await whose();
  const outbox = await opening;
  leaving = form;
  if (!owner) form.requestSubmit();
  else if (worthTelling(outbox).length) dialog.showModal();
  else await leave(outbox, owner);
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function leave(outbox, owner) {
  outbox.leave();
  await Promise.race([wipe(owner).catch(() => undefined), pause(WIPE_MS)]);
  dialog.close();
  // With nothing left the server has all storage of the browser cleared.
  if (!await othersMayWait(owner)) leaving.elements.waiting.value = 'nothing';
  leaving.requestSubmit();
}

async function decide(event, outbox, owner) {
  event.preventDefault();
  problem.textContent = '';
  const { value } = event.submitter;
  if (value === 'cancel') dialog.close();
  else if (value === 'discard') await leave(outbox, owner);
  else if (await outbox.flush() === 'received' && !worthTelling(outbox).length) await leave(outbox, owner);
  else problem.textContent = dialog.dataset.unreachable;
}
