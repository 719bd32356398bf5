// What the checker and the compiler say of the text in hand: the list of findings and the preview beside the editor.
// What does not belong here: the text itself (editor-code.js), saving it (editor-saving.js).
import { token } from './sign-in-again.js';

// The newest question counts: an older one that is still under way is given up.
export class Asking {
  #under = null;

  constructor(address) {
    this.address = address;
  }

  // The answer; null where a newer question took its place. Throws where there is none.
  async ask(fields) {
    this.#under?.abort();
    const mine = this.#under = new AbortController();
    try {
      const response = await fetch(this.address, {
        method: 'POST',
        signal: mine.signal,
        body: JSON.stringify(fields),
        headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': token() },
      });
      if (!response.ok) throw new Error(response.status);
      return await response.json();
    } catch (error) {
      if (mine.signal.aborted) return null;
      throw error;
    }
  }
}

const put = (parent, name, text, attributes = {}) => {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  Object.assign(element, attributes);
  parent.append(element);
  return element;
};

export const fill = (words, params) => words.replace(/\{(\w+)\}/g, (_, name) => params[name] ?? '');

export function listFindings({ findings, others, left_out }, words) {
  const list = document.getElementById('findings');
  const count = document.getElementById('findings-count');
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const summary = findings.length ? fill(words.findings, { errors, warnings: findings.length - errors }) : words.clean;
  if (count.textContent !== summary) count.textContent = summary;
  list.replaceChildren();
  for (const { line, code, severity, message, text } of findings) {
    const item = put(list, 'li', '', { className: severity === 'error' ? 'danger' : 'warning' });
    const head = put(item, 'p');
    put(head, 'a', fill(words.line, { line }), { href: '#text' }).dataset.line = line;
    head.append(' ');
    put(head, 'b', words[severity]);
    head.append(' ');
    put(head, 'span', code, { className: 'soft' });
    put(item, 'p', message);
    if (text) put(item, 'code', text);
  }
  const elsewhere = document.getElementById('findings-others');
  elsewhere.replaceChildren(left_out ? `${fill(words.leftOut, { n: left_out })} ` : '');
  others.forEach(({ path, url, errors, warnings }, index) => {
    if (index) elsewhere.append(' · ');
    put(elsewhere, 'a', path, { href: url });
    elsewhere.append(`: ${fill(words.counts, { errors, warnings })}`);
  });
}

const REFERENCES = ['id', 'for', 'aria-labelledby', 'aria-describedby'];

// What the compiler wrote is safe; its ids are the learner's page's, so that they may be ours too.
export function showPreview(pane, html) {
  const piece = document.createElement('template');
  piece.innerHTML = html;
  const own = (ids) => ids.split(' ').map((id) => `pratinjau-${id}`).join(' ');
  let number = 0;
  for (const part of piece.content.querySelectorAll('article, article *, fieldset, fieldset *')) {
    if (part.matches('article')) number += 1;
    for (const name of REFERENCES) {
      if (part.hasAttribute(name)) part.setAttribute(name, own(part.getAttribute(name)).replaceAll('pratinjau-', `pratinjau-${number}-`));
    }
    const target = part.getAttribute('href');
    if (target?.startsWith('#') && target !== '#text') part.setAttribute('href', `#pratinjau-${number}-${target.slice(1)}`);
  }
  const place = pane.scrollTop;
  const shown = [...pane.querySelectorAll('details')].map(({ open }) => open);
  pane.replaceChildren(piece.content);
  [...pane.querySelectorAll('details')].forEach((one, index) => { one.open = shown[index] ?? one.open; });
  pane.scrollTop = place;
}

// Brings the piece that the cursor stands in into view, inside the pane alone.
export function followLine(pane, line) {
  const pieces = [...pane.querySelectorAll('[data-line]')].filter(({ dataset }) => Number(dataset.line) <= line);
  const here = pieces.at(-1);
  if (!here) return;
  const { top, bottom } = here.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  if (top < frame.top || top > frame.bottom - 40 || bottom < frame.top) pane.scrollTop += top - frame.top - 12;
}
