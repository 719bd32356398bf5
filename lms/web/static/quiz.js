// The paper of an attempt: each choice, and each pause of typing, is an event, kept on the device until the server
// says that it is stored.
// Without this module the plain form does the same at each button. What does not belong here: lessons, and
// working without a network for long (a store of its own).
import './clock.js';
import { Outbox, uuid } from './outbox.js';
import { signInAgain, useToken, token } from './sign-in-again.js';

const form = document.querySelector('form.quiz');
const { device, epoch, seq, ...text } = form.dataset;
const outbox = new Outbox(text.outbox);
const dialog = document.getElementById('sign-in-again');
const LONGEST_WAIT_MS = 30000;
const PATIENCE_MS = 20000;
const PAUSE_MS = 1500;
const NAMES = { one: 'choice', several: 'choices', short: 'text', numeric: 'text', essay: 'text',
  matching: 'pairs', ordering: 'places', gaps: 'gaps', scale: 'point' };

let lastSeq = Number(seq);
let failures = 0;
let sending = false;
let onItsWay = '';
let timer = 0;
let handIn = null;
let ended = ''; // the address of the result, once the time is up

const question = (position) => document.getElementById(`soal-${position}`);
const part = (control) => Number(control.name.split('-')[2] ?? 0);
// Items to be ordered stand in another order than that of their numbers.
const controls = (field) => [...field.querySelectorAll('[name^=answer-]')].sort((a, b) => part(a) - part(b));
const typing = new Map(); // question -> timer of the pause
const known = new Map(); // question -> its answer as recorded last

function say({ position }, kind, words) {
  const line = question(position).querySelector('.save-state');
  line.className = `save-state ${kind}`;
  line.textContent = words;
}

const value = (control) => {
  if (control.tagName === 'SELECT') return control.value ? Number(control.value) : null;
  return control.value.trim();
};

function answerOf(field) {
  const all = controls(field);
  const { kind } = field.dataset;
  if (all[0].type === 'radio' || all[0].type === 'checkbox') {
    const chosen = all.filter((input) => input.checked).map((input) => Number(input.value)).sort((a, b) => a - b);
    return chosen.length ? { [NAMES[kind]]: kind === 'several' ? chosen : chosen[0] } : {};
  }
  const values = all.map(value);
  if (values.every((one) => one === null || one === '')) return {};
  return { [NAMES[kind]]: NAMES[kind] === 'text' ? values[0] : values };
}

function fill(field, payload) {
  const values = [payload[NAMES[field.dataset.kind]] ?? []].flat();
  controls(field).forEach((control, place) => {
    if (control.type === 'radio' || control.type === 'checkbox') control.checked = values.includes(Number(control.value));
    else control.value = values[place] ?? '';
  });
}

function show({ position, kind, payload }) {
  const field = question(position);
  if (kind === 'flag') {
    const button = field.querySelector('[name=flag], [name=unflag]');
    button.name = payload.flagged ? 'unflag' : 'flag';
    button.querySelector('span').textContent = payload.flagged ? text.unflag : text.flag;
  } else {
    known.set(field, JSON.stringify(payload));
    fill(field, payload);
  }
  drawMap();
}

function drawMap() {
  const map = document.querySelector('.question-map');
  if (!map) return; // an assignment
  const fields = [...form.querySelectorAll('fieldset.question')];
  const isAnswered = (field) => known.get(field) !== '{}';
  for (const field of fields) {
    const link = document.getElementById(`peta-${field.dataset.position}`);
    // Without a class where it is empty, as it came: what moves under a finger loses the tap.
    link.className = field.querySelector('[name=unflag]') ? 'flagged' : isAnswered(field) ? 'answered' : '';
    link.querySelector('span').textContent = text[link.className || 'empty'];
  }
  document.getElementById('answered-count').textContent =
    text.count.replace('{done}', fields.filter(isAnswered).length).replace('{all}', fields.length);
}

function count(field) {
  const words = field.querySelector('[data-length]');
  if (words) words.textContent = words.dataset.length.replace('{n}', controls(field)[0].value.length.toLocaleString(document.documentElement.lang));
}

// What stands in the controls now, unless it was recorded before.
function keep(field) {
  clearTimeout(typing.get(field));
  typing.delete(field);
  const payload = answerOf(field);
  if (JSON.stringify(payload) !== known.get(field)) record(field, 'answer', payload);
}

const keepAll = () => [...typing.keys()].forEach(keep);

function record(field, kind, payload) {
  // Above all known events, and near the clock, so that devices that know nothing of each other are ordered.
  lastSeq = Math.max(lastSeq + 1, Date.now(), ...outbox.unsent().map((event) => event.seq + 1));
  const event = { event_id: uuid(), kind, position: Number(field.dataset.position), payload, seq: lastSeq,
    epoch: Number(epoch), device_id: device, wall_ms: Date.now(), mono_ms: Math.round(performance.now()) };
  const older = outbox.unsent().filter((one) => one.position === event.position && one.kind === kind && one.event_id !== onItsWay);
  outbox.keep(event);
  // A long text would fill the device's storage with its earlier states.
  if ('text' in payload) older.forEach((one) => outbox.forget(one));
  if (kind === 'flag') show(event);
  else known.set(field, JSON.stringify(payload));
  drawMap();
  say(event, 'queued', text.saving);
  failures = 0;
  flush();
}

// One event at a time, in order. Only a receipt that names the event takes it off the device.
async function flush() {
  clearTimeout(timer);
  if (sending || dialog.open) return;
  sending = true;
  let [event] = outbox.unsent();
  while (event && await send(event)) [event] = outbox.unsent();
  sending = false;
  if (event) return;
  if (ended) location.assign(ended);
  if (ended || !handIn) return;
  const button = handIn;
  handIn = null;
  form.requestSubmit(button);
}

async function send(event) {
  let response, answer;
  onItsWay = event.event_id;
  try {
    response = await fetch(form.action, { method: 'POST', body: JSON.stringify(event), signal: AbortSignal.timeout?.(PATIENCE_MS),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': token() } });
    answer = await response.json();
  } catch {
    return later(event); // no network, a captive portal's page, an answer cut short
  }
  if (response.ok && answer.event_id === event.event_id) {
    outbox.forget(event);
    failures = 0;
    if (!outbox.unsent().some((other) => other.position === event.position)) {
      const words = answer.status === 'late' ? text.late : text.saved;
      say(event, answer.status === 'late' ? 'queued' : 'saved', words.replace('{time}', answer.saved_at));
    }
    if (answer.taken_over) goOnElsewhere();
    return true;
  }
  if (response.status === 401) {
    say(event, 'queued', text.unsent);
    signInAgain(dialog);
    return false;
  }
  if (response.status === 400 && await useToken(location.href)) return true;
  // 404 is another person's session: the event waits on the device for its owner.
  if (![404, 409, 413, 422].includes(response.status)) return later(event);
  say(event, 'failed', `${text.refused} ${answer.message}`);
  if (response.status === 404) return false;
  outbox.forget(event);
  return true;
}

// Another device goes on: whoever is here is told, once, and nothing more is typed in vain.
function goOnElsewhere() {
  const state = document.getElementById('finish-state');
  state.className = 'save-state failed';
  state.textContent = text.elsewhere;
  for (const field of form.querySelectorAll('fieldset.question')) field.disabled = true;
  form.querySelector('[name=finish]').disabled = true;
  state.scrollIntoView({ block: 'center' });
}

// What is typed still goes; then the result. Without a network the page stays until the answers have gone.
function endInTime({ detail }) {
  ended = detail;
  keepAll();
  flush();
}

function later(event) {
  say(event, 'queued', text.unsent);
  timer = setTimeout(flush, Math.min(LONGEST_WAIT_MS, 1000 * 2 ** failures++) * (0.5 + Math.random()));
  return false;
}

function press(event) {
  const button = event.submitter;
  keepAll();
  const field = button?.closest('fieldset.question');
  if (!field && button?.name !== 'finish') return; // files go with the plain form
  if (button?.name === 'finish' && !outbox.unsent().length) return;
  event.preventDefault();
  if (button.name === 'clear') {
    fill(field, {});
    keep(field);
  } else if (field) {
    record(field, 'flag', { flagged: button.name === 'flag' });
  }
  if (button.name !== 'finish') return;
  handIn = button;
  document.getElementById('finish-state').textContent = text.waiting;
  flush();
}

form.addEventListener('change', ({ target }) => {
  const field = target.closest('fieldset.question');
  if (field) keep(field);
});
form.addEventListener('input', ({ target }) => {
  if (!target.matches('[type=text], textarea')) return; // a choice is complete with its `change`
  const field = target.closest('.question');
  count(field);
  clearTimeout(typing.get(field));
  typing.set(field, setTimeout(keep, PAUSE_MS, field));
});
form.addEventListener('keydown', (event) => {
  // Enter would press the first button of the whole form, whatever it does.
  const field = event.target.closest('fieldset.question');
  if (event.key !== 'Enter' || !field || !event.target.matches('input')) return;
  event.preventDefault();
  keep(field);
});
form.addEventListener('submit', press);
dialog.addEventListener('close', flush);
addEventListener('online', flush);
document.addEventListener('time-up', endInTime);
document.addEventListener('visibilitychange', () => {
  keepAll();
  flush();
});
addEventListener('beforeunload', (event) => {
  keepAll();
  if (outbox.unsent().length) event.preventDefault();
});

for (const button of form.querySelectorAll('[name=save]')) button.remove();
for (const field of form.querySelectorAll('fieldset.question')) {
  known.set(field, JSON.stringify(JSON.parse(field.querySelector('[name^=shown-]').value)));
  count(field);
}
// Whoever sees the page as somebody else answers nothing, not even on the device.
if (document.querySelector('.reading')) for (const field of form.querySelectorAll('fieldset.question')) field.disabled = true;
for (const event of outbox.unsent()) {
  show(event);
  say(event, 'queued', text.unsent);
}
flush();
