// The page of one text: the plain form becomes an editor that saves by itself, with findings and a preview beside it.
// Without this module the form does the same at its buttons. What does not belong here: the parts (editor-*.js).
import { makeCode, plainCode } from './editor-code.js';
import { difference, Kept } from './editor-kept.js';
import { Asking, fill, followLine, listFindings, showPreview } from './editor-preview.js';
import { Saving } from './editor-saving.js';
import { uploadPictures } from './editor-uploads.js';

const ASK_AFTER_MS = 600;

const form = document.getElementById('editor');
const field = document.getElementById('text');
const pane = document.getElementById('preview');
const place = document.getElementById('authoring');
const dialog = document.getElementById('sign-in-again');
const words = JSON.parse(form.dataset.words);
const { path, prefix } = form.dataset;
const readOnly = field.readOnly;
const byId = (id) => document.getElementById(id);

let timer = 0;
let code = null;
let saving = null;
let line = 1;

const shownText = field.value;
const text = () => (code ? code.text() : field.value);

// --- words -------------------------------------------------------------------------------------------------------------

const LOOKS = { saved: 'saved', unchanged: 'saved', refused: 'failed', nowhere: 'failed', conflict: 'failed' };
let lastSaved = byId('state')?.textContent.trim();

function say(state, params = {}) {
  const said = state === 'unchanged' ? lastSaved : fill(words[state] ?? words.unsaved, params);
  if (state === 'saved') lastSaved = said;
  byId('conflict').hidden = state !== 'conflict' && byId('conflict').hidden;
  byId('state').className = `save-state ${LOOKS[state] ?? 'queued'}`;
  byId('state').textContent = state === 'refused' ? `${said} ${params.reason}` : said;
  // Read aloud what matters only: not every pause of typing.
  if (LOOKS[state] === 'failed' || state === 'onDevice') byId('said').textContent = byId('state').textContent;
}

const announce = (said, params) => { byId('said').textContent = fill(said, params); };

// --- checking and preview ----------------------------------------------------------------------------------------------

const checker = new Asking(form.dataset.check);
const compiler = new Asking(form.dataset.preview);

async function check() {
  try {
    const answer = await checker.ask({ path, text: text() });
    if (!answer) return;
    listFindings(answer, words);
    code.mark(answer.findings);
  } catch {
    byId('findings-others').textContent = words.unchecked;
  }
}

async function preview() {
  // On a phone the pane waits behind its button: nothing is asked for that nobody sees.
  if (!pane.getClientRects().length) return;
  pane.setAttribute('aria-busy', 'true');
  try {
    const answer = await compiler.ask({ path, text: text() });
    if (!answer) return;
    showPreview(pane, answer.html);
    followLine(pane, line);
    byId('preview-state').textContent = '';
  } catch {
    byId('preview-state').textContent = words.noPreview;
  }
  pane.removeAttribute('aria-busy');
}

function ask() {
  check();
  preview();
}

function askSoon() {
  clearTimeout(timer);
  timer = setTimeout(ask, ASK_AFTER_MS);
}

// --- inserting ---------------------------------------------------------------------------------------------------------

// As rules/snippets.py does it for the plain form.
function withIds(piece) {
  let number = 0;
  let made = piece;
  while (made.includes('§')) {
    do number += 1; while (text().includes(`${prefix}${number}`));
    const id = `${prefix}${number}`;
    made = made.includes('[^§]:') ? made.replaceAll('§', id) : made.replace('§', id);
  }
  return made;
}

function insert(button) {
  code.insert(withIds(button.dataset.text), button.dataset.chosen, false);
  button.closest('details').open = false;
}

function upload(files) {
  return uploadPictures(files, {
    address: form.dataset.uploads,
    dialog,
    words,
    say: announce,
    progress(percent, name) {
      byId('upload').hidden = percent === null;
      byId('upload').querySelector('progress').value = percent ?? 0;
      byId('upload-words').textContent = percent === null ? '' : fill(words.uploading, { name, percent });
    },
    done: (media) => code.insert(`![${words.alt}](${media})`, words.alt, true),
  });
}

// --- what was left unsent ----------------------------------------------------------------------------------------------

const moment = (at) => new Intl.DateTimeFormat(document.documentElement.lang, new Date(at).toDateString() === new Date().toDateString()
  ? { hour: '2-digit', minute: '2-digit' } : { dateStyle: 'medium', timeStyle: 'short' }).format(at);

function offer(kept, left) {
  const box = document.createElement('div');
  box.className = 'notice warning';
  const inner = document.createElement('div');
  const said = document.createElement('p');
  const { fresh, gone } = difference(left.text, shownText);
  said.textContent = fill(words.offer, { time: moment(left.at), new: fresh, gone });
  const actions = document.createElement('p');
  actions.className = 'actions';
  const button = (label, look, act) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = `button ${look}`;
    made.textContent = label;
    made.addEventListener('click', () => { box.remove(); act(); });
    actions.append(made);
  };
  button(words.restore, '', () => {
    // At the version at which it was read: what somebody saved since then leads to the page that joins both.
    saving.resume(left.version);
    code.replace(left.text);
    saving.keep();
    kept.drop(left);
    announce(words.restored, {});
    code.focus();
  });
  button(words.discard, 'secondary', () => { kept.drop(left); code.focus(); });
  inner.append(said, actions);
  box.append(inner);
  byId('offers').append(box);
}

function offerWhatIsLeft(kept) {
  for (const left of kept.left()) {
    const merged = form.dataset.mine === 'true' && saving.version > left.version && kept.wasHandedOver(left);
    if (left.text === shownText || merged) kept.drop(left);
    else offer(kept, left);
  }
}

// --- the page ----------------------------------------------------------------------------------------------------------

function submit(event) {
  const { submitter } = event;
  if (submitter?.name === 'merge') {
    field.value = text();
    saving.kept.handOver(saving.version);
    return;
  }
  event.preventDefault();
  if (submitter?.name === 'insert') insert(submitter);
  else saveNow();
}

async function saveNow() {
  if (readOnly) return;
  if (await saving.save()) announce(byId('state').textContent, {});
}

function show(view) {
  place.dataset.view = view;
  for (const button of place.querySelectorAll('.view-switch button')) button.setAttribute('aria-pressed', String(button.value === view));
  if (view === 'preview') preview();
}

function jump(event) {
  const link = event.target.closest('a[data-line]');
  if (!link) return;
  event.preventDefault();
  show('text');
  code.jump(Number(link.dataset.line));
}

function lineInAddress() {
  const given = /^#L(\d+)$/.exec(location.hash)?.[1] ?? new URLSearchParams(location.search).get('line');
  if (given) code.jump(Number(given));
}

function changed() {
  if (!saving) return;
  if (!readOnly) saving.changed();
  askSoon();
}

function moved(number) {
  line = number;
  followLine(pane, line);
}

async function makeEditor() {
  const wiring = { changed, moved, files: upload };
  const label = `${words.label} ${path}`;
  try {
    code = await makeCode(byId('code'), {
      ...wiring, module: form.dataset.code, text: shownText, label, readOnly, phrases: JSON.parse(form.dataset.phrases),
    });
    byId('code').hidden = false;
    field.hidden = true;
  } catch {
    code = plainCode(field, wiring); // the module didn't arrive: the field does it as well
  }
}

await makeEditor();
if (!readOnly) {
  const kept = new Kept(form.dataset.keep);
  saving = new Saving({ form, kept, text, dialog, say });
  offerWhatIsLeft(kept);
  form.addEventListener('submit', submit);
  byId('pick').closest('label').hidden = false;
  byId('pick').addEventListener('change', ({ target }) => {
    target.closest('details').open = false;
    upload([...target.files]).then(() => { target.value = ''; });
  });
  const isSignOut = ({ target }) => target.getAttribute('action') === '/sign-out';
  // Kept first, so that app.js asks before it removes the text; not kept again afterwards.
  document.addEventListener('submit', (event) => isSignOut(event) && saving.keep(), { capture: true });
  document.addEventListener('submit', (event) => isSignOut(event) && !event.defaultPrevented && saving.end());
  const leave = () => {
    saving.keep();
    saving.save({ leaving: true });
  };
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave());
  addEventListener('pagehide', leave);
  addEventListener('online', () => saving.save());
  addEventListener('beforeunload', (event) => { if (!saving.keep()) event.preventDefault(); });
}
place.addEventListener('click', jump);
place.querySelector('.view-switch').hidden = false;
place.querySelector('.view-switch').addEventListener('click', ({ target }) => target.value && show(target.value));
byId('preview-pane').hidden = false;
byId('show-keys').addEventListener('change', ({ target }) => pane.classList.toggle('with-keys', target.checked));
document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  saveNow();
});
addEventListener('hashchange', lineInAddress);
lineInAddress();
ask();
