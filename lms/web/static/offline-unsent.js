// On the pages that stand without a network: what waits to be sent. What does not belong here: sending (outbox/page.js), and
// the kept courses (offline-saved.js, offline-page.js).

import { able, owner } from './offline-store.js';
import { say } from './offline-words.js';
import { offer } from './outbox/parcel.js';
import { Outbox } from './outbox/queue.js';

const part = document.getElementById('unsent-here');
const NOBODY = 'nobody';

async function show() {
  const key = await owner();
  if (!key || key === NOBODY) return;
  const outbox = await Outbox.open(key);
  const { length } = outbox.unsent();
  part.hidden = !length;
  part.querySelector('[data-count]').textContent = say(part, 'words', { n: length });
  offer(document.getElementById('parcel'), outbox);
}

if (able()) show();
