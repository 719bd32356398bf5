// Signing in again in place, when a session ended while something was unsent. What does not belong here: what is
// sent afterwards (the page's own module goes on when the dialog closes).

const fields = () => document.querySelectorAll('[name=csrf_token]');

export const token = () => fields()[0].value;

function setToken(value) {
  for (const field of fields()) field.value = value;
}

// The token belongs to the session: take the one of the session at hand from a page. False when it is no other.
export async function useToken(address) {
  const page = await fetch(address).then((response) => response.text()).catch(() => '');
  const fresh = new DOMParser().parseFromString(page, 'text/html').querySelector('[name=csrf_token]')?.value;
  if (!fresh || fresh === token()) return false;
  setToken(fresh);
  return true;
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
    const response = await fetch('/sign-in', { method: 'POST', body: new FormData(door), headers: { Accept: 'application/json', 'X-CSRF-Token': token() } });
    const answer = await response.json();
    if (answer.ok) {
      setToken(answer.csrf);
      door.reset();
      dialog.close();
    } else {
      problem.textContent = answer.message ?? dialog.dataset.refused;
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
