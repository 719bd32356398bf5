// On the pages that stand without a network: what waits to be sent. What does not belong here: sending (outbox/page.js), and
// the kept courses (offline-saved.js, offline-page.js).

import { say } from './offline-words.js';
import { opening } from './outbox/page.js';
import { offer } from './outbox/parcel.js';

const part = document.getElementById('unsent-here');
const outbox = await opening;

function show() {
  const { length } = outbox.unsent();
  part.hidden = !length;
  part.querySelector('[data-count]').textContent = say(part, 'words', { n: length });
}

outbox.addEventListener('change', show);
outbox.addEventListener('heard', show);
show();
offer(document.getElementById('parcel'), outbox);
