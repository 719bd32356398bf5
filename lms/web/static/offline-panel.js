// "Simpan untuk offline" on a course's page: what to keep, with its size before. What does not belong here: how.

import { NotTaken, take } from './offline-papers.js';
import { bytesOf, chosen, packageOf } from './offline-saving.js';
import { able, all } from './offline-store.js';
import { explain, show } from './offline-work.js';
import { say, size } from './offline-words.js';
import { opening } from './outbox/page.js';

const panel = document.getElementById('offline');
const form = panel.querySelector('form');
const standing = panel.querySelector('[data-standing]');
let pack = null;
let kept = [];

function tellStanding() {
  const [one] = kept;
  standing.hidden = !one;
  if (!one) return;
  const { complete, level, modules, bytes, files } = one.note;
  const part = say(panel, modules ? 'parts' : 'whole', { n: modules?.length });
  standing.textContent = complete
    ? say(panel, 'have', { part, level: say(panel, level), size: size(bytes) })
    : say(panel, 'unfinished', { done: one.done, total: files.length });
}

async function look() {
  kept = (await all(pack.course)).sort((a, b) => b.note.complete - a.note.complete);
  for (const one of kept) one.done = await one.count();
  tellStanding();
}

// Another module comes beside those that are kept already; the whole course takes their place, and stays whole.
function choice() {
  const { level, module } = form.elements;
  const { complete, modules: before } = kept[0]?.note ?? {};
  const isWhole = complete && !before;
  const modules = module.value && !isWhole ? [...new Set([...(before ?? []), module.value])] : null;
  return { level: level.value, modules };
}

const quizzes = () => pack.papers.filter(({ module }) => !form.elements.module.value || module === form.elements.module.value);

// Each by itself: one whose attempts are used up keeps none of the others here.
async function takeQuizzes() {
  const all = quizzes();
  let n = 0;
  for (const { take: address, activity, title } of all) {
    const about = { course: pack.course, activity, title };
    n += await take(address, about, document.documentElement.dataset.csrf).then(() => 1, (error) => {
      if (!(error instanceof NotTaken)) throw error;
      return 0;
    });
  }
  panel.querySelector('[data-said]').textContent += ` ${say(panel, 'taken', { n, all: all.length })}`;
}

function tellSizes() {
  const module = form.elements.module.value;
  const { length } = quizzes();
  panel.querySelector('[data-papers]').hidden = !length;
  panel.querySelector('[data-count]').textContent = `(${length})`;
  let less = 0;
  for (const radio of form.elements.level) {
    const files = chosen(pack, { level: radio.value, modules: module ? [module] : null });
    radio.closest('label').querySelector('[data-size]').textContent = `(${size(bytesOf(files))})`;
    // A level that adds nothing here isn't offered.
    radio.closest('label').hidden = radio.value !== 'text' && files.length === less;
    if (radio.checked && radio.closest('label').hidden) form.elements.level.value = 'text';
    less = files.length;
  }
}

async function begin() {
  if (!panel.open || pack) return;
  try {
    pack = await packageOf(panel.dataset.package);
    if (!pack) return location.reload();
    await look();
    form.elements.level.value = kept[0]?.note.level ?? 'text';
    tellSizes();
    form.hidden = false;
  } catch (error) {
    explain(panel, panel, error);
  }
}

async function send(event) {
  event.preventDefault();
  form.hidden = true;
  opening.then((outbox) => outbox.prepare()); // what is done with the course may never get through
  // What is published meanwhile comes too.
  try {
    pack = await packageOf(panel.dataset.package);
    if (!pack) return location.reload();
    const isWhole = await show(panel, panel, pack, choice());
    if (isWhole && form.elements.papers.checked) await takeQuizzes();
    await look();
  } catch (error) {
    explain(panel, panel, error);
  } finally {
    form.hidden = false;
  }
}

if (able()) {
  panel.hidden = false;
  panel.addEventListener('toggle', begin);
  form.addEventListener('submit', send);
  form.addEventListener('change', tellSizes);
}
