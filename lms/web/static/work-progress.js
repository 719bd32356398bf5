// How far the worker is with something, asked for every few seconds while somebody looks. At the end the page says so, where it
// has a sentence for it (`data-ended`: a form beside it is left alone), else it is loaded anew. What does not belong here: what
// is shown without this script (the pages have a link to look again).

const ASK_AGAIN_MS = 3000;

const shown = document.querySelector('[data-work]');
const bar = shown.querySelector('progress');
const words = bar.previousElementSibling;

async function ask() {
  if (document.hidden) return;
  let answer;
  try {
    const response = await fetch(shown.dataset.work, { headers: { Accept: 'application/json' } });
    if (!response.ok) return;
    answer = await response.json();
  } catch {
    return; // offline: the next time
  }
  if (answer.running) {
    [bar.max, bar.value] = [answer.total || 1, answer.done];
    words.textContent = answer.words;
    return;
  }
  clearInterval(timer);
  if (shown.dataset.ended === undefined) {
    location.reload();
    return;
  }
  for (const element of shown.querySelectorAll('.running, .progress')) element.hidden = true;
  shown.querySelector('[role="status"]').textContent = shown.dataset.ended;
}

const timer = setInterval(ask, ASK_AGAIN_MS);
