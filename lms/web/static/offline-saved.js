// "Di perangkat ini": what is kept, how much it takes, what is newer, removing and searching. What does not belong
// here: fetching and keeping.

import { papers } from './offline-papers.js';
import { bytesOf, chosen, missing, packageOf } from './offline-saving.js';
import { search } from './offline-search.js';
import { able, all, courses, evicted, remember, room } from './offline-store.js';
import { explain, show } from './offline-work.js';
import { day, say, size } from './offline-words.js';

const page = document.getElementById('saved');
const [list, results, found, form] = ['[data-courses]', '[data-results]', '[data-found]', 'form'].map((part) => page.querySelector(part));

function about({ modules, level, bytes, revision, saved }) {
  const part = say(page, modules ? 'parts' : 'whole', { n: modules?.length });
  return say(page, 'facts', { part, level: say(page, level), size: size(bytes), revision, day: day(saved) });
}

function offer(card, words, button) {
  const state = card.querySelector('[data-state]');
  state.textContent = words;
  state.hidden = false;
  card.querySelector('[data-update]').textContent = button;
  card.querySelector('[data-update]').hidden = !button;
}

// What the server has now beside what is kept; without a network nothing is said.
async function compare(card, { note }) {
  const address = `/api/v1/offline/courses/${note.course}`;
  const pack = await packageOf(address).catch(() => undefined);
  if (pack === undefined) return;
  if (!pack) {
    offer(card, say(page, 'gone'), '');
    return;
  }
  const files = chosen(pack, note);
  const kept = await all(note.course);
  const need = await missing(files, kept);
  if (!note.complete || (!need.length && files.length === note.files.length)) return;
  offer(card, say(page, 'newer', { size: size(bytesOf(need)) }), say(page, 'renew'));
}

async function update(card, { note }) {
  try {
    const pack = await packageOf(`/api/v1/offline/courses/${note.course}`);
    if (!pack) offer(card, say(page, 'gone'), '');
    else if (await show(page, card, pack, { level: note.level, modules: note.modules })) await draw(note.course);
  } catch (error) {
    explain(page, card, error);
  }
}

async function remove({ note }) {
  for (const one of await all(note.course)) await one.remove();
  await remember();
  await draw();
  list.querySelector('a')?.focus();
}

async function draw(justSaved = '') {
  const kept = await courses();
  list.replaceChildren();
  page.querySelector('[data-empty]').hidden = kept.length > 0;
  form.hidden = !kept.length;
  for (const one of kept) {
    const card = document.getElementById('saved-course').content.firstElementChild.cloneNode(true);
    const { note } = one;
    Object.assign(card.querySelector('[data-title]'), { href: `/offline/courses/${note.course}`, textContent: note.title });
    card.querySelector('[data-about]').textContent = about(note);
    if (!note.complete) offer(card, say(page, 'unfinished', { done: await one.count(), total: note.files.length }), say(page, 'continue'));
    if (note.course === justSaved) card.querySelector('[data-said]').textContent = say(page, 'saved');
    card.querySelector('[data-update]').onclick = () => update(card, one);
    card.querySelector('[data-remove]').onclick = () => remove(one);
    list.append(card);
    compare(card, one);
  }
  const { used, free } = await room();
  page.querySelector('[data-room]').textContent = Number.isFinite(free) ? say(page, 'used', { used: size(used), free: size(free) }) : '';
}

async function listPapers() {
  const part = document.getElementById('papers');
  for (const { address, title } of await papers()) {
    const line = document.createElement('li');
    line.append(Object.assign(document.createElement('a'), { href: address, textContent: title }));
    part.querySelector('ul').append(line);
    part.hidden = false;
  }
}

async function tellLost() {
  const titles = await evicted();
  const lost = page.querySelector('[data-lost]');
  lost.hidden = !titles.length;
  lost.querySelector('p').textContent = say(page, 'evicted', { titles: titles.join(', ') });
  // Said once.
  await remember();
}

function line({ title, course, address, snippet }) {
  const one = document.createElement('li');
  const part = document.createElement('div');
  const link = Object.assign(document.createElement('a'), { href: address, textContent: title });
  const where = Object.assign(document.createElement('p'), { className: 'small soft', textContent: course });
  const piece = Object.assign(document.createElement('p'), { className: 'small', textContent: snippet });
  part.append(link, where, piece);
  one.append(part);
  return one;
}

async function look(event) {
  event.preventDefault();
  const asked = form.elements.q.value;
  const hits = await search(asked, await courses());
  results.replaceChildren(...hits.map(line));
  found.textContent = asked.trim() && !hits.length ? say(page, 'nothing') : '';
}

if (able()) {
  form.addEventListener('submit', look);
  tellLost().then(() => draw());
  listPapers();
} else {
  page.querySelector('[data-unable]').hidden = false;
}
