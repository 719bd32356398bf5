// The time that is left of an attempt, by the server's clock: asked for now and then, and counted down between. A kept
// paper counts from when it was kept, until the server can be asked. What does not belong here: keeping answers
// (quiz.js), which hears `time-up`.

const ASK_AGAIN_MS = 60000;
const TOLD_MINUTES = [10, 5, 1];

const clock = document.getElementById('clock');
const shown = clock?.querySelector('b');
const said = document.getElementById('clock-said');
let endsAt = null; // on this device's steady clock, so that a wrong date changes nothing
let asked = -ASK_AGAIN_MS;
let told = Infinity;
let over = false;

const two = (number) => String(number).padStart(2, '0');

function words(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours >= 48) return clock.dataset.days.replace('{n}', Math.floor(hours / 24));
  return hours ? `${hours}.${two(minutes)}.${two(seconds % 60)}` : `${minutes}.${two(seconds % 60)}`;
}

async function ask() {
  asked = performance.now();
  let answer;
  try {
    const response = await fetch(clock.dataset.address, { headers: { Accept: 'application/json' } });
    if (!response.ok) return;
    answer = await response.json();
  } catch {
    return; // the countdown goes on; the server judges anyway
  }
  if (answer.over && !over) {
    over = true;
    document.dispatchEvent(new CustomEvent('time-up', { detail: clock.dataset.ended }));
  }
  endsAt = answer.left_ms === null ? null : performance.now() + answer.left_ms;
  if (!answer.paused) return;
  shown.textContent = clock.dataset.paused;
  clock.classList.remove('soon');
}

function tick() {
  const now = performance.now();
  const left = endsAt === null ? null : Math.max(0, Math.ceil((endsAt - now) / 1000));
  if (left !== null) {
    shown.textContent = clock.dataset.left.replace('{time}', words(left));
    clock.classList.toggle('soon', left <= 60);
    const reached = TOLD_MINUTES.filter((minutes) => left <= minutes * 60).pop();
    if (reached !== undefined && reached < told && left > 0) {
      told = reached;
      said.textContent = clock.dataset.soon.replace('{minutes}', reached);
    }
  }
  const wait = left === 0 ? 2000 : ASK_AGAIN_MS;
  if (!over && now - asked >= wait) ask();
}

export function countFrom(age) {
  const { leftMs } = clock?.dataset ?? {};
  if (!leftMs || endsAt !== null) return;
  endsAt = performance.now() + Number(leftMs) - age;
  tick();
}

if (clock) {
  ask().then(tick);
  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', () => document.hidden || ask());
}
