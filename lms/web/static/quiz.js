// The paper of an attempt: each choice, and each pause of typing, is an event, kept in the outbox until the server says
// that it is stored. Online it goes at once by itself; whatever doesn't get through goes with the outbox.
// Without this module the plain form does the same at each button. What does not belong here: lessons, how the outbox
// sends.
import { countFrom } from './clock.js';
import { ask, opening } from './outbox/page.js';
import { signInAgain, useToken, token } from './sign-in-again.js';

const form = document.querySelector('form.quiz');
const { device, epoch, seq, subject, ...text } = form.dataset;
const dialog = document.getElementById('sign-in-again'); // not on a kept paper: it sends through the outbox alone
const outbox = await opening;
const taken = dialog ? null : await import('./offline-papers.js');
// What was answered here before, beside the kept paper.
const earlier = (await taken?.remembered(subject) ?? []).filter((event) => event.epoch === Number(epoch));
const above = Math.max(Number(seq), ...earlier.map((event) => event.seq));
const PATIENCE_MS = 20000;
const PAUSE_MS = 1500;
const NAMES = { one: 'choice', several: 'choices', short: 'text', numeric: 'text', essay: 'text',
  matching: 'pairs', ordering: 'places', gaps: 'gaps', scale: 'point' };

let sending = false;
let writing = 0; // events that the disk doesn't have yet
let onItsWay = '';
let handIn = null;
let stopped = false;
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

// Whether it differs from what the server sent; nothing else can have filled it, for the form remembers nothing.
const isTouched = (control) => (control.tagName === 'SELECT'
  ? control.selectedIndex !== Math.max(0, [...control.options].findIndex((option) => option.defaultSelected))
  : control.checked !== control.defaultChecked || control.value !== control.defaultValue);

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

function show(event) {
  const { position, payload } = place(event);
  const field = question(position);
  if (event.kind === 'flag') {
    const button = field.querySelector('[name=flag], [name=unflag]');
    button.name = payload.flagged ? 'unflag' : 'flag';
    button.querySelector('span').textContent = payload.flagged ? text.unflag : text.flag;
  } else {
    known.set(field, JSON.stringify(payload));
    fill(field, payload);
  }
  drawMap();
}

// What is in the controls by now is newer.
function showEarlier(event) {
  const { position } = place(event);
  if (answers().some((other) => place(other).position === position)) return;
  show(event);
  if (event.kind === 'answer') say({ position }, 'saved', text.arrived);
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

const mine = () => outbox.unsent(subject);
const answers = () => mine().filter(({ kind }) => kind !== 'submit');
// What an event says of a question, as this page shows it.
const place = ({ payload: { position, ...said } }) => ({ position, payload: Object.values(said)[0] });

async function put(kind, payload, options) {
  const { event, kept } = outbox.append(kind, subject, payload, { device_id: device, epoch: Number(epoch), above, ...options });
  writing++;
  await kept.finally(() => { writing--; });
  return event;
}

function record(field, kind, payload) {
  const position = Number(field.dataset.position);
  // A long text would fill the device's storage with its earlier states.
  const instead = (older) => 'text' in payload && older.kind === kind && older.payload.position === position && older.event_id !== onItsWay;
  const said = { position, [kind]: payload };
  put(kind, said, { instead }).catch(() => say({ position }, 'failed', text.full)).then(flush);
  if (kind === 'flag') show({ kind, payload: said });
  else known.set(field, JSON.stringify(payload));
  drawMap();
  say({ position }, 'queued', text.saving);
}

async function sendMine() {
  for (;;) {
    const [event, ...others] = mine();
    if (!event) return;
    if ((taken || others.length || event.kind === 'submit' || !await send(event)) && (dialog?.open || await outbox.flush() !== 'received')) return;
    if (mine().some((one) => one.event_id === event.event_id)) return;
  }
}

// The newest goes by itself, at once; what waits already goes together. Only a receipt takes an event off the device.
async function flush() {
  if (sending || dialog?.open) return;
  sending = true;
  try {
    await sendMine();
  } finally {
    sending = false;
  }
  if (mine().length) return;
  if (ended) location.assign(ended);
  if (ended || !handIn) return;
  const button = handIn;
  handIn = null;
  form.requestSubmit(button);
}

async function send(event) {
  const { position, payload } = place(event);
  const body = { ...event, subject: undefined, position, payload }; // the address says of which attempt
  let response, answer;
  onItsWay = event.event_id;
  try {
    response = await ask(form.action, { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout?.(PATIENCE_MS),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': token() } });
    answer = await response.json();
  } catch {
    return false; // no network, a captive portal's page, an answer cut short, a page that is being left
  }
  if (response.ok && answer.event_id === event.event_id) {
    await outbox.forget([event]);
    sayReceived(event, { ...answer, late: answer.status === 'late' });
    return true;
  }
  if (response.status === 401) askToSignIn();
  // The forms of this page need the token of the session at hand.
  if (response.status === 400) await useToken(location.href);
  return false;
}

function askToSignIn() {
  sayUnsent();
  if (dialog) signInAgain(dialog);
  else document.getElementById('finish-state').textContent = text.signedOut;
}

function sayReceived(event, receipt) {
  if (receipt.taken_over) goOnElsewhere();
  if (event.kind === 'submit') {
    if (receipt.status !== 'quarantined') location.reload();
    else stop(`${text.refused} ${receipt.message}`);
    return;
  }
  const { position } = place(event);
  if (receipt.status === 'quarantined') say({ position }, 'failed', `${text.refused} ${receipt.message}`);
  else if (!answers().some((other) => place(other).position === position)) {
    const words = receipt.late ? text.late : text.saved;
    say({ position }, receipt.late ? 'queued' : 'saved', words.replace('{time}', receipt.saved_at));
  }
}

// On the device, or not even there.
function sayUnsent() {
  for (const event of answers()) say(place(event), 'queued', outbox.lasts ? text.unsent : text.fleeting);
  form.querySelector('[name=finish-later]').hidden = stopped || !(handIn || taken) || !outbox.lasts;
}

// Nothing more is typed in vain.
function stop(words, kind = 'failed') {
  stopped = true;
  const state = document.getElementById('finish-state');
  state.className = `save-state ${kind}`;
  state.textContent = words;
  for (const field of form.querySelectorAll('fieldset.question')) field.disabled = true;
  form.querySelectorAll('[name=finish]').forEach((button) => { button.disabled = true; });
  form.querySelector('[name=finish-later]').hidden = true;
  state.scrollIntoView({ block: 'center' });
}

// Another device goes on: whoever is here is told, once.
const goOnElsewhere = () => stop(text.elsewhere);

// Without a network: the attempt is handed in behind its answers, once they have gone.
function handInLater() {
  const answered = document.getElementById('answered-count')?.textContent ?? '';
  if (!confirm(`${answered} ${text.later}`.trim())) return;
  handIn = null;
  stop(text.handed, 'queued');
  put('submit', {}).catch(() => stop(text.full)).then(flush);
}

// What is typed still goes; then the result. Without a network the page stays until the answers have gone.
function endInTime({ detail }) {
  ended = detail;
  keepAll();
  flush();
}

function press(event) {
  const button = event.submitter;
  keepAll();
  const field = button?.closest('fieldset.question');
  if (button?.name === 'finish-later') {
    event.preventDefault();
    handInLater();
    return;
  }
  if (!field && button?.name !== 'finish') return; // files go with the plain form
  if (button?.name === 'finish' && !mine().length) return;
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
dialog?.addEventListener('close', flush);
outbox.addEventListener('heard', ({ heard }) => {
  for (const { event, receipt } of heard) if (event.subject === subject) sayReceived(event, receipt);
  if (handIn || ended) flush();
});
outbox.addEventListener('waiting', ({ state }) => {
  sayUnsent();
  if (state === 'signed-out' && mine().length) askToSignIn();
});
document.addEventListener('time-up', endInTime);
document.addEventListener('visibilitychange', keepAll);
addEventListener('beforeunload', (event) => {
  keepAll();
  if (writing || (!outbox.lasts && mine().length)) event.preventDefault();
});

for (const button of form.querySelectorAll('[name=save]')) button.remove();
for (const field of form.querySelectorAll('fieldset.question')) {
  known.set(field, JSON.stringify(JSON.parse(field.querySelector('[name^=shown-]').value)));
  count(field);
}
// Whoever sees the page as somebody else answers nothing, not even on the device.
if (document.querySelector('.reading')) for (const field of form.querySelectorAll('fieldset.question')) field.disabled = true;
// A slow phone shows the questions long before this module runs: what was answered until then counts too.
else for (const field of form.querySelectorAll('fieldset.question')) if (controls(field).some(isTouched)) keep(field);
for (const event of earlier.filter(({ kind }) => kind !== 'submit')) showEarlier(event);
for (const event of answers()) show(event);
sayUnsent();
if (mine().length > answers().length) stop(text.handed, 'queued');
else if (earlier.some(({ kind }) => kind === 'submit')) stop(text.handedIn, 'saved');
if (taken) {
  const remember = () => taken.remember(subject, mine());
  outbox.addEventListener('change', remember);
  remember(); // the tab may have been closed before it was done
  taken.age(subject).then(countFrom);
}
flush();
outbox.prepare();
