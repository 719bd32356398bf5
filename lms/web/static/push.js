// Being told of notices on this device: asked for by a tap, taken along into a new session (app.js loads this once in
// each), ended here. What belongs here: the permission, the browser's subscription, what the server is told of it. What
// does not: showing a notice (worker.js).

const panel = document.getElementById('push');
const token = document.documentElement.dataset.csrf;

const post = (address, said) => fetch(`/notifications/devices${address}`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': token },
  body: JSON.stringify(said),
});

const manager = async () => (await navigator.serviceWorker.ready).pushManager;

function obstacle() {
  if (!isSecureContext) return 'insecure';
  // Safari has them in the installed app only; elsewhere `standalone` is unknown.
  if (!('PushManager' in self && 'Notification' in self)) return navigator.standalone === false ? 'install' : 'unable';
  return Notification.permission === 'denied' ? 'denied' : '';
}

// A subscription that the server doesn't know as this person's is of no use to anybody.
async function takeAlong() {
  const kept = await (await manager()).getSubscription();
  if (!kept) return false;
  const response = await post('/take-along', { endpoint: kept.endpoint });
  if (!response.ok) return true;
  const { told } = await response.json();
  sessionStorage.push = token;
  if (!told) await kept.unsubscribe();
  return told;
}

function tell(name) {
  panel.querySelector('[data-state]').textContent = name && panel.dataset[name];
}

async function begin(event) {
  const { target: button } = event;
  button.disabled = true;
  try {
    if (await Notification.requestPermission() !== 'granted') return tell(obstacle() || 'undecided');
    const pushes = await manager();
    await (await pushes.getSubscription())?.unsubscribe(); // it may be of another key
    const made = await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: panel.dataset.key });
    const { endpoint, keys } = made.toJSON();
    const response = await post('', { endpoint, public_key: keys.p256dh, secret: keys.auth });
    if (!response.ok) throw new Error(response.statusText);
    location.reload();
  } catch (error) {
    console.warn(error);
    tell('failed');
  } finally {
    button.disabled = false;
  }
}

async function end(event) {
  event.preventDefault();
  try {
    await (await (await manager()).getSubscription())?.unsubscribe();
  } finally {
    event.target.submit();
  }
}

async function look() {
  const problem = obstacle();
  const here = panel.querySelector('[data-here]');
  here?.querySelector('form').addEventListener('submit', end);
  if (problem) return tell(problem);
  const told = Notification.permission === 'granted' && await takeAlong();
  if (told && !here) return location.reload(); // it was another session's until now
  const offer = panel.querySelector('.actions');
  offer.hidden = told;
  offer.querySelector('button').addEventListener('click', begin);
}

if (panel) look();
else takeAlong();
