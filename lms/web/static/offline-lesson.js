// A lesson as it is kept: offers its reader what they do in a lesson, and shows what of it waits on this device. What does
// not belong here: keeping and sending it (learning.js, outbox/).
import { subject } from './learning.js';
import { opening } from './outbox/page.js';
import { person } from './offline-store.js';

const outbox = await opening;
const own = document.getElementById('own');
const [question, form, list, waiting] = ['.done-bar strong', '.done-bar form', '.list', '[data-waiting]'].map((part) => own.querySelector(part));
const [done, notDone] = form.querySelectorAll('button');
const { unsent, saved, refused } = document.querySelector('[data-position]').dataset;
const asked = question.textContent;
const marks = new Map(); // event id → its line

function showDone(isDone) {
  const had = document.activeElement?.form === form;
  question.textContent = isDone ? own.dataset.marked : asked;
  done.hidden = isDone;
  notDone.hidden = !isDone;
  if (had) (isDone ? notDone : done).focus();
}

function tell(line, kind, words) {
  const state = line.querySelector('.save-state');
  state.className = `save-state ${kind}`;
  state.textContent = words;
}

function showMark({ event_id, payload: { anchor, content } }) {
  if (marks.has(event_id)) return;
  const line = document.getElementById('own-mark').content.firstElementChild.cloneNode(true);
  const option = [...own.querySelector('select').options].find(({ value }) => value === anchor);
  line.querySelector('[data-place]').textContent = option?.textContent ?? '';
  line.querySelector('.note-text').textContent = content ?? '';
  tell(line, 'queued', unsent);
  marks.set(event_id, line);
  list.append(line);
  list.hidden = false;
}

function draw() {
  const events = outbox.unsent(subject);
  events.filter(({ kind }) => kind === 'note' || kind === 'bookmark').forEach(showMark);
  const last = events.filter(({ kind }) => kind === 'done' || kind === 'not-done').pop();
  if (last) showDone(last.kind === 'done');
  if (!events.length) waiting.textContent = '';
}

function hear({ heard }) {
  for (const { event, receipt } of heard.filter((one) => one.event.subject === subject)) {
    const isHeld = receipt.status === 'quarantined';
    const line = marks.get(event.event_id);
    if (line) tell(line, isHeld ? 'failed' : 'saved', isHeld ? `${refused} ${receipt.message}` : saved.replace('{time}', receipt.saved_at));
    if (event.kind === 'done' && isHeld) showDone(false);
  }
  draw();
}

function offerResume() {
  const read = outbox.unsent(subject).find(({ kind }) => kind === 'read');
  const resume = own.querySelector('[data-resume]');
  resume.hidden = !read || !document.getElementById(read.payload.anchor);
  resume.querySelector('a').hash = read?.payload.anchor ?? '';
}

if (await person()) {
  own.hidden = false;
  outbox.addEventListener('change', draw);
  outbox.addEventListener('heard', hear);
  outbox.addEventListener('waiting', ({ state }) => { waiting.textContent = state === 'signed-out' && outbox.unsent(subject).length ? own.dataset.signedOut : ''; });
  offerResume();
  draw();
} else {
  document.querySelector('[data-nobody]').hidden = false;
}
