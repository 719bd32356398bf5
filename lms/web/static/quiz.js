// The paper of a quiz: each choice is an event, kept on the device until the server says that it is stored.
// Without this module the plain form does the same at each button. What does not belong here: lessons, and
// working without a network for long (a store of its own).
import { Outbox, uuid } from './outbox.js';
import { signInAgain, useToken, token } from './sign-in-again.js';

const form = document.querySelector('form.quiz');
const { device, epoch, seq, ...text } = form.dataset;
const outbox = new Outbox(text.outbox);
const dialog = document.getElementById('sign-in-again');
const LONGEST_WAIT_MS = 30000;
const PATIENCE_MS = 20000;

let lastSeq = Number(seq);
let failures = 0;
let sending = false;
let timer = 0;
let handIn = null;

const question = (position) => document.getElementById(`soal-${position}`);
const options = (field) => [...field.querySelectorAll('.option input')];

function say({ position }, kind, words) {
  const line = question(position).querySelector('.save-state');
  line.className = `save-state ${kind}`;
  line.textContent = words;
}

function answerOf(field) {
  const chosen = options(field).filter((input) => input.checked).map((input) => Number(input.value));
  if (!chosen.length) return {};
  return field.dataset.kind === 'one' ? { choice: chosen[0] } : { choices: chosen.sort((a, b) => a - b) };
}

function show({ position, kind, payload }) {
  const field = question(position);
  if (kind === 'flag') {
    const button = field.querySelector('[name=flag], [name=unflag]');
    button.name = payload.flagged ? 'unflag' : 'flag';
    button.querySelector('span').textContent = payload.flagged ? text.unflag : text.flag;
  } else {
    const chosen = payload.choices ?? [payload.choice];
    for (const input of options(field)) input.checked = chosen.includes(Number(input.value));
  }
  drawMap();
}

function drawMap() {
  const fields = [...form.querySelectorAll('.question')];
  for (const field of fields) {
    const link = document.getElementById(`peta-${field.dataset.position}`);
    const answered = options(field).some((input) => input.checked) && 'answered';
    link.className = field.querySelector('[name=unflag]') ? 'flagged' : answered || 'empty';
    link.querySelector('span').textContent = text[link.className];
  }
  const answered = fields.filter((field) => options(field).some((input) => input.checked)).length;
  document.getElementById('answered-count').textContent = text.count.replace('{done}', answered).replace('{all}', fields.length);
}

function record(field, kind, payload) {
  // Above all known events, and near the clock, so that devices that know nothing of each other are ordered.
  lastSeq = Math.max(lastSeq + 1, Date.now(), ...outbox.unsent().map((event) => event.seq + 1));
  const event = { event_id: uuid(), kind, position: Number(field.dataset.position), payload, seq: lastSeq,
    epoch: Number(epoch), device_id: device, wall_ms: Date.now(), mono_ms: Math.round(performance.now()) };
  outbox.keep(event);
  show(event);
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
  if (event || !handIn) return;
  const button = handIn;
  handIn = null;
  form.requestSubmit(button);
}

async function send(event) {
  let response, answer;
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
    if (!outbox.unsent().some((other) => other.position === event.position)) say(event, 'saved', text.saved.replace('{time}', answer.saved_at));
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

function later(event) {
  say(event, 'queued', text.unsent);
  timer = setTimeout(flush, Math.min(LONGEST_WAIT_MS, 1000 * 2 ** failures++) * (0.5 + Math.random()));
  return false;
}

function press(event) {
  const button = event.submitter;
  const field = button?.closest('.question');
  if (button?.name === 'finish' && !outbox.unsent().length) return;
  event.preventDefault();
  if (field) record(field, ...(button.name === 'clear' ? ['answer', {}] : ['flag', { flagged: button.name === 'flag' }]));
  if (button?.name !== 'finish') return;
  handIn = button;
  document.getElementById('finish-state').textContent = text.waiting;
  flush();
}

form.addEventListener('change', ({ target }) => {
  const field = target.closest('.question');
  record(field, 'answer', answerOf(field));
});
form.addEventListener('submit', press);
dialog.addEventListener('close', flush);
addEventListener('online', flush);
document.addEventListener('visibilitychange', flush);
addEventListener('beforeunload', (event) => {
  if (outbox.unsent().length) event.preventDefault();
});

for (const button of form.querySelectorAll('[name=save]')) button.remove();
for (const event of outbox.unsent()) {
  show(event);
  say(event, 'queued', text.unsent);
}
flush();
