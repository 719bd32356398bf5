// The page for what can't be had: the courses that can be read all the same.

import { able, courses } from './offline-store.js';

const part = document.getElementById('at-hand');

async function list() {
  for (const { note } of await courses()) {
    const link = Object.assign(document.createElement('a'), { href: `/learn/${note.course}`, textContent: note.title });
    const line = document.createElement('li');
    line.append(link);
    part.querySelector('ul').append(line);
    part.hidden = false;
  }
}

if (able()) list();
