// "Bawa untuk dikerjakan tanpa jaringan", on a quiz's page and on its paper. What does not belong here: how it is kept
// (offline-papers.js).

import { NotTaken, papers, remember, renew, take } from './offline-papers.js';
import { able } from './offline-store.js';
import { opening } from './outbox/page.js';

const part = document.getElementById('taking');
const [button, link, state] = ['button', '.actions a', '[role=status]'].map((one) => part.querySelector(one));
const { course, activity } = part.dataset;
const { subject } = document.querySelector('form.quiz')?.dataset ?? {};

function say(kind, words) {
  state.className = `save-state ${kind}`;
  state.textContent = words;
}

function showTaken(address) {
  say('saved', part.dataset.taken);
  part.querySelector('p').hidden = true;
  // On the paper itself the link would lead to where one is.
  link.hidden = Boolean(subject);
  link.href = address;
  button.hidden = true;
}

async function begin() {
  button.disabled = true;
  say('', '');
  try {
    // Without its worker nothing that is kept could be shown.
    await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'all' });
    await navigator.serviceWorker.ready;
    await navigator.storage?.persist?.();
    showTaken(await take(part.dataset.take, { course, activity, title: document.querySelector('h1').textContent }, document.documentElement.dataset.csrf));
  } catch (error) {
    say('failed', error.said || part.dataset[error.why ?? 'refused']);
    if (!(error instanceof NotTaken)) throw error;
  } finally {
    button.disabled = false;
  }
}

// The copy that is there is as good as before.
function ignoreNotTaken(error) {
  if (!(error instanceof NotTaken)) throw error;
}

async function look() {
  part.hidden = !document.documentElement.dataset.outbox;
  if (subject) await renew(subject).catch(ignoreNotTaken);
  const known = (await papers()).find((one) => (subject ? one.address === `/${subject}` : one.course === course && one.activity === activity));
  if (known) showTaken(known.address);
}

if (able()) {
  button.addEventListener('click', begin);
  if (subject) opening.then((outbox) => outbox.addEventListener('change', () => remember(subject, outbox.unsent(subject))));
  look();
}
