// Small comforts on every page; each page also works without them. What belongs here: behaviour of the shell
// and of plain forms. What does not: quizzes, the offline queue, the editor (modules of their own).

// A stopped or stalled request fires no event, so a sent form opens again by itself; the server drops doubles.
const REOPEN_AFTER_MS = 15000;
const sent = new Map();

function setBusy(form, busy) {
  for (const button of form.elements) {
    if (button.type !== 'submit') continue;
    // aria-disabled, not disabled: a disabled button's name and value would not be sent.
    if (busy) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
}

function reopen(form) {
  clearTimeout(sent.get(form));
  sent.delete(form);
  setBusy(form, false);
}

function sendOnce(event) {
  const form = event.target;
  // What is shown in another frame or tab leaves this page as it is: it may be sent again.
  if (event.submitter?.formTarget) return;
  if (event.defaultPrevented || form.getAttribute('method')?.toLowerCase() !== 'post') return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.set(form, setTimeout(reopen, REOPEN_AFTER_MS, form));
  setBusy(form, true);
}

function closeMenusOutside(event) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function closeMenuOnEscape(event) {
  if (event.key !== 'Escape') return;
  const menu = document.querySelector('details.menu[open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
}

// Texts of courses that wait on this device (editor-kept.js) are their writer's alone: they go when the writer signs out.
function forgetTexts(event) {
  const form = event.target;
  if (form.getAttribute('action') !== '/sign-out') return;
  const names = Object.keys(localStorage).filter((name) => name.startsWith('draft:'));
  if (names.length && !confirm(form.querySelector('[data-unsent]').dataset.unsent)) event.preventDefault();
  else for (const name of names) localStorage.removeItem(name);
}

document.addEventListener('submit', forgetTexts);
document.addEventListener('submit', sendOnce);
document.addEventListener('click', closeMenusOutside);
document.addEventListener('focusin', closeMenusOutside);
document.addEventListener('keydown', closeMenuOnEscape);
// Going back may bring the page from memory with its forms still marked as sent.
addEventListener('pageshow', () => [...sent.keys()].forEach(reopen));
