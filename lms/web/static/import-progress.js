// How far the work on an import is, asked for while somebody looks; the page is loaded anew when it is done. What does not belong
// here: what is shown without this script (accounts/import.html has a link to look again).

const ASK_AGAIN_MS = 2000;

const shown = document.getElementById('import-progress');
const bar = shown.querySelector('progress');
const words = bar.previousElementSibling;

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
  if (!answer.running) {
    clearInterval(timer);
    location.reload();
    return;
  }
  [bar.max, bar.value] = [answer.total || 1, answer.done];
  words.textContent = answer.words;
}

const timer = setInterval(ask, ASK_AGAIN_MS);
