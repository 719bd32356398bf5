// Pictures that are pasted, dropped or picked: sent to the draft's media, then put into the text.
// What does not belong here: the page of uploads (uploads.js).
import { signInAgain, token } from './sign-in-again.js';

const ENDINGS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'image/gif': 'gif' };

// A pasted picture has no name of its own; the moment makes one that nothing else has.
function named(file) {
  if (file.name && !/^image\.\w+$/i.test(file.name)) return file;
  const moment = new Date().toISOString().replace(/\D/g, '').slice(0, 17);
  return new File([file], `gambar-${moment}.${ENDINGS[file.type] ?? 'png'}`, { type: file.type });
}

// Resolves to {status, answer}: a fetch can't tell how much was sent.
function send(address, file, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.responseType = 'json';
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('X-CSRF-Token', token());
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(Math.round(loaded / total * 100)));
    request.addEventListener('loadend', () => resolve({ status: request.status, answer: request.response }));
    const data = new FormData();
    data.append('files', file);
    request.send(data);
  });
}

// Uploads one after the other; `done(path)` for each that is in, `say(words, params)` for how it goes.
export async function uploadPictures(files, { address, dialog, words, say, progress, done }) {
  for (const given of files) {
    const file = named(given);
    progress(0, file.name);
    const { status, answer } = await send(address, file, (percent) => progress(percent, file.name));
    progress(null);
    const path = answer?.files?.[0]?.path;
    if (status >= 200 && status < 300 && path) {
      done(path);
      say(words.uploaded, { name: file.name });
      continue;
    }
    if (status === 401) signInAgain(dialog);
    say(words.notUploaded, { name: file.name, reason: status === 401 ? words.signIn : answer?.message ?? words.unreachable });
  }
}
