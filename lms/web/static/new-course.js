// Proposes a course's id while its title is typed, until somebody writes an id of their own. The server proposes one too.

const title = document.getElementById('title');
const key = document.getElementById('key');
let own = key.value !== '';

const slug = (text) =>
  text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase()
    .replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 56).replace(/-+$/, '');

title.addEventListener('input', () => {
  if (!own) key.value = slug(title.value);
});
key.addEventListener('input', () => {
  own = key.value !== '';
});
