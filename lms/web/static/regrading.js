// How far a regrading is, asked for every few seconds while somebody looks; the form beside it is left alone. What does not
// belong here: what is shown without this script (assessment/_regrading.html).

const ASK_AGAIN_MS = 5000;

const shown = document.getElementById('regrading');
const bar = shown.querySelector('progress');
const words = bar.previousElementSibling;
const said = document.getElementById('regrading-said');

async function ask() {
  if (document.hidden) return;
  let answer;
  try {
    const response = await fetch(shown.dataset.address, { headers: { Accept: 'application/json' } });
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
  for (const element of shown.querySelectorAll('.running, .progress')) element.hidden = true;
  said.textContent = shown.dataset.ended;
}

const timer = setInterval(ask, ASK_AGAIN_MS);
