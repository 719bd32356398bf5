// Remembers which paragraph of a lesson was read last. Without it the page works as well, only without
// that memory. What belongs here: the reading position. What does not: anything a form can do.

const SAVE_EVERY_MS = 10000;
const text = document.querySelector('[data-position]');
let saved = text.dataset.anchor;
let current = saved;
let sentOnce = false;
let timer = 0;

function firstVisible() {
  const below = document.querySelector('.site-header')?.getBoundingClientRect().bottom ?? 0;
  const top = Math.max(0, below);
  for (const block of text.children) {
    if (block.id && block.getBoundingClientRect().bottom > top) return block.id;
  }
  return '';
}

function send() {
  clearTimeout(timer);
  timer = 0;
  if (sentOnce && current === saved) return;
  saved = current;
  sentOnce = true;
  // A lost position is no loss worth a message: the next one is sent anyway.
  fetch(text.dataset.position, {
    method: 'POST',
    keepalive: true,
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'X-CSRF-Token': document.documentElement.dataset.csrf,
    },
    body: JSON.stringify({ anchor: current }),
  }).catch(() => { sentOnce = false; });
}

function follow() {
  current = firstVisible() || current;
  timer ||= setTimeout(send, SAVE_EVERY_MS);
}

function leave() {
  if (document.visibilityState === 'hidden') send();
}

addEventListener('scroll', follow, { passive: true });
addEventListener('pagehide', send);
document.addEventListener('visibilitychange', leave);
