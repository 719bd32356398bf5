// Signing in again in place, when a session ended while something was unsent. What does not belong here: what is
// sent afterwards (the page's own module goes on when the dialog closes).

// What a page does when the dialog closes may find the session still ended: whoever chose "Nanti saja" isn't asked again at once.
const PEACE_MS = 10000;
let peaceUntil = 0;

const tokens = (root) => root.querySelectorAll('[name=csrf_token]');

export const token = () => tokens(document)[0].value;

// The token belongs to the session: take over the one that a page of the session at hand carries.
function takeToken(page) {
  const [fresh] = tokens(page);
  if (!fresh || fresh.value === token()) return false;
  for (const field of tokens(document)) field.value = fresh.value;
  return true;
}

async function load(address, options) {
  const response = await fetch(address, options);
  return { response, page: new DOMParser().parseFromString(await response.text(), 'text/html') };
}

// False when the page's token is no other than ours, or the page can't be had.
export async function useToken(address) {
  return load(address).then(({ page }) => takeToken(page), () => false);
}

// Whoever has a second factor is asked for its code in the same dialog; `page` is what the door answered.
function askForCode(door, page) {
  const { pending, code } = door.elements;
  pending.value = page?.querySelector('form[action="/sign-in/code"] [name=pending]')?.value ?? '';
  code.required = Boolean(pending.value);
  code.closest('.field').hidden = !pending.value;
  code.value = '';
  if (pending.value) code.focus();
}

async function enter(event) {
  if (event.submitter?.value === 'cancel') return;
  event.preventDefault();
  const door = event.target;
  const dialog = door.closest('dialog');
  const problem = door.querySelector('[role=alert]');
  problem.textContent = '';
  try {
    await useToken('/sign-in');
    const address = door.elements.pending.value ? '/sign-in/code' : '/sign-in';
    const { response, page } = await load(address, { method: 'POST', body: new FormData(door), headers: { 'X-CSRF-Token': token() } });
    // The door sends on whoever may enter, and shows its form again to everybody else.
    if (response.ok && response.redirected) {
      takeToken(page);
      askForCode(door);
      door.reset();
      dialog.close();
    } else {
      askForCode(door, page);
      problem.textContent = page.querySelector('.error-summary li')?.textContent ?? (response.ok ? '' : dialog.dataset.refused);
    }
  } catch {
    problem.textContent = dialog.dataset.unreachable;
  }
}

export function signInAgain(dialog) {
  if (dialog.open || performance.now() < peaceUntil) return;
  dialog.querySelector('form').onsubmit = enter;
  dialog.onclose = () => { peaceUntil = performance.now() + PEACE_MS; };
  dialog.showModal();
}
