// Signing in again in place, when a session ended while something was unsent. What does not belong here: what is
// sent afterwards (the page's own module goes on when the dialog closes).

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

async function enter(event) {
  if (event.submitter?.value === 'cancel') return;
  event.preventDefault();
  const door = event.target;
  const dialog = door.closest('dialog');
  const problem = door.querySelector('[role=alert]');
  problem.textContent = '';
  try {
    await useToken('/sign-in');
    const { response, page } = await load('/sign-in', { method: 'POST', body: new FormData(door), headers: { 'X-CSRF-Token': token() } });
    // The door sends on whoever may enter, and shows its form again to everybody else.
    if (response.ok && response.redirected) {
      takeToken(page);
      door.reset();
      dialog.close();
    } else {
      problem.textContent = page.querySelector('.error-summary li')?.textContent ?? dialog.dataset.refused;
    }
  } catch {
    problem.textContent = dialog.dataset.unreachable;
  }
}

export function signInAgain(dialog) {
  if (dialog.open) return;
  dialog.querySelector('form').onsubmit = enter;
  dialog.showModal();
}
