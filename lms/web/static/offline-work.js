// Saving as a page shows it: a bar with figures, a way to stop, and what came of it in words. What does not belong
// here: what is saved, and where the page is.

import { Ended, save } from './offline-saving.js';
import { room } from './offline-store.js';
import { say, size } from './offline-words.js';

const NEARLY = 0.9;

// `root` brings the words, `part` holds the bar. True when everything is there.
export async function show(root, part, pack, choice) {
  const bar = part.querySelector('[data-work]');
  const said = part.querySelector('[data-said]');
  const stop = new AbortController();
  const tell = ({ done, total, bytes, all }) => {
    bar.querySelector('progress').value = all ? bytes / all : 1;
    bar.querySelector('[data-words]').textContent = say(root, 'saving', { done, total, bytes: size(bytes), all: size(all) });
  };
  bar.querySelector('[data-stop]').onclick = () => stop.abort();
  said.textContent = '';
  tell({ done: 0, total: pack.files.length, bytes: 0, all: 1 });
  bar.hidden = false;
  try {
    // Without its worker nothing that is kept could be shown.
    await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'all' });
    await navigator.serviceWorker.ready;
    await save(pack, choice, { tell, signal: stop.signal });
    const { used, quota } = await room();
    said.textContent = [say(root, 'saved'), ...(used > NEARLY * quota ? [say(root, 'nearly')] : [])].join(' ');
    return true;
  } catch (error) {
    explain(root, part, error);
    return false;
  } finally {
    bar.hidden = true;
  }
}

// Why it came to an end, in words; what we don't know goes to the console as any fault does.
export function explain(root, part, error) {
  const { need = 0, free = 0 } = error.facts ?? {};
  part.querySelector('[data-said]').textContent = say(root, error.why ?? 'failed', { need: size(need), free: size(free) });
  if (!(error instanceof Ended)) throw error;
}
