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

const signsOut = (form) => form.getAttribute('action') === '/sign-out';
// Texts of courses that wait on this device (editor-kept.js) are their writer's alone: they go when the writer signs out.
const texts = () => Object.keys(localStorage).filter((name) => name.startsWith('draft:'));

// Nothing that waits on the device is given up before everything was asked; a slow phone may not have the outbox yet.
async function askBeforeSigningOut(event) {
  const form = event.target;
  if (!signsOut(form) || !event.submitter) return; // without a button: outbox/page.js goes on
  event.preventDefault();
  event.stopImmediatePropagation();
  if (texts().length && !confirm(form.querySelector('[data-unsent]').dataset.unsent)) return;
  const outbox = await import('./outbox/page.js').catch(() => null);
  if (outbox) await outbox.signOut(form);
  else form.requestSubmit();
}

function forgetTexts({ target: form }) {
  if (!signsOut(form)) return;
  for (const name of [...texts(), 'saved-courses']) localStorage.removeItem(name);
  // What waits here must outlast the sign-out (outbox/page.js says "nothing" where it knows of nothing either).
  if (localStorage.length) form.elements.waiting.value = 'something';
  addEventListener('pagehide', leaveNothing);
}

// Going back after signing out would bring this page from the browser's memory, which the server can't clear of it.
function leaveNothing() {
  document.body.replaceChildren();
  addEventListener('pageshow', () => location.reload());
}

// The worker shows what is kept on the device when the network can't be had (worker.js).
function keepWorker() {
  if (document.querySelector('[action="/sign-out"]')) navigator.serviceWorker?.register('/sw.js', { updateViaCache: 'all' });
  const { csrf, outbox } = document.documentElement.dataset;
  // A device that tells of notices goes on with it in a new session of the same person.
  if (outbox && self.Notification?.permission === 'granted' && sessionStorage.push !== csrf) import('./push.js');
}

// The low-data mode: a picture waits beside a link to it, which works here as the button that it looks like.
function showPicture(event) {
  const link = event.target.closest('.held-picture a');
  if (!link || (event.key ?? ' ') !== ' ' || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const box = link.parentElement;
  const picture = box.querySelector('template').content.firstElementChild.cloneNode();
  picture.removeAttribute('loading');
  picture.tabIndex = -1;
  picture.onerror = () => {
    const state = box.querySelector('[role=status]');
    picture.replaceWith(box);
    state.textContent = state.dataset.failed;
    link.focus();
  };
  box.replaceWith(picture);
  picture.focus();
}

for (const link of document.querySelectorAll('.held-picture a')) link.setAttribute('role', 'button');
document.addEventListener('click', showPicture);
document.addEventListener('keydown', showPicture);
document.addEventListener('submit', askBeforeSigningOut, true);
document.addEventListener('submit', forgetTexts);
document.addEventListener('submit', sendOnce);
document.addEventListener('click', closeMenusOutside);
document.addEventListener('focusin', closeMenusOutside);
document.addEventListener('keydown', closeMenuOnEscape);
// Going back may bring the page from memory with its forms still marked as sent.
addEventListener('load', keepWorker);
addEventListener('pageshow', () => [...sent.keys()].forEach(reopen));
