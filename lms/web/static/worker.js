// The worker: what is kept on the device is shown when the network can't be had. One classic script, for Firefox
// knows no module workers; before it the server writes `SHELL` (build, pages, files). What belongs here: answering
// requests, whose the kept courses are, and showing notices. What does not: keeping courses (offline-saving.js, which a
// page runs), asking to be told (push.js).
//
// Caches: `shell/BUILD` (this file's), `owner` (whose the device's courses are), `saved/OWNER/COURSE/REVISION-VERSION`, and
// `papers/OWNER` (quizzes that were taken along).
// A new worker waits until no page of the site is open any more: it never takes over in the middle of anything.

const PATIENCE_MS = 3000; // how long a slow network is waited for when the page is kept
const OWNER = 'owner';
const NOBODY = 'nobody';
const READING = 'reading'; // whoever it is looks at somebody else's pages
const shellName = `shell/${SHELL.build}`;
const file = (name) => `/static/${SHELL.build}/${name}`;

async function keepShell() {
  const shell = await caches.open(shellName);
  await Promise.all(SHELL.files.map((name) => shell.add(file(name))));
  await keepPages();
}

// Made anew for each owner: they are in the reader's language.
async function keepPages() {
  const shell = await caches.open(shellName);
  for (const address of SHELL.pages) await keepPage(shell, address, await fetch(address, { cache: 'no-cache' }));
}

async function keepPage(shell, address, response) {
  if (response.ok && !response.redirected && response.headers.has('X-Offline')) await shell.put(address, response);
}

async function begin() {
  await registration.navigationPreload?.enable();
  for (const name of await caches.keys()) {
    if (name.startsWith('shell/') && name !== shellName) await caches.delete(name);
  }
}

async function owner() {
  const kept = await (await caches.open(OWNER)).match('/owner');
  return kept ? kept.text() : NOBODY;
}

// Another person's sign-in, or this one's sign-out, ends what was kept before anything else is shown. Returns whose the
// device was, if that changes.
async function belongTo(key) {
  const before = await owner();
  if (key === before) return undefined;
  for (const name of key === READING ? [] : await caches.keys()) {
    if (/^(saved|papers)\//.test(name) && name.split('/')[1] !== key) await caches.delete(name);
  }
  await (await caches.open(OWNER)).put('/owner', new Response(key));
  return before;
}

async function stopTelling() {
  await (await registration.pushManager?.getSubscription())?.unsubscribe();
}

let asked = 0;
let heeded = 0;

// An answer that comes after a later one says whose the device was, not whose it is.
async function heed(event, response, number) {
  const key = number > heeded && response.headers.get('X-Offline-Owner');
  if (key) heeded = number;
  const before = key && (await belongTo(key));
  if (before && key !== NOBODY) event.waitUntil(keepPages().catch(() => undefined));
  if (before && ![before, key].includes(READING) && before !== NOBODY) event.waitUntil(stopTelling().catch(() => undefined));
  if (key && response.headers.get('X-Offline') === 'gone') await forgetPaper(new URL(event.request.url));
  return response;
}

// Where a kept course holds this address; an update that is under way has a cache of its own beside the old one.
async function kept(course, address) {
  const begin = `saved/${await owner()}/${course}/`;
  for (const name of await caches.keys()) {
    const found = name.startsWith(begin) && (await (await caches.open(name)).match(address));
    if (found) return found;
  }
  return undefined;
}

const papers = async () => `papers/${await owner()}`;
const ofPapers = async (address) => caches.match(address, { cacheName: await papers() });

// An attempt that was handed in, or goes on elsewhere: its paper here is worth nothing any more.
async function forgetPaper({ pathname }) {
  if (!(await ofPapers(pathname))) return;
  const cache = await caches.open(await papers());
  for (const part of ['', '/note', '/said']) await cache.delete(pathname + part);
}

async function keptPage({ pathname }) {
  const [, area, course, activity, ...more] = pathname.split('/');
  if (area === 'learn' && course && !more.length) return kept(course, `/offline/courses/${course}${activity ? `/${activity}` : ''}`);
  if (area === 'attempts' && course && !activity) return ofPapers(pathname);
  return SHELL.pages.includes(pathname) ? (await caches.open(shellName)).match(pathname) : undefined;
}

// A copy that is read at its own address, from *Di perangkat ini* on: nothing is asked of the network, and its links lead
// to the other copies. What is no lesson may need the network, and what isn't kept does: that is shown at its usual address.
async function read({ pathname }) {
  const [, , , course, activity] = pathname.split('/');
  const copy = await kept(course, pathname);
  const text = (await copy?.text()) ?? '';
  if (!copy || (activity && !text.includes(' data-position="'))) return Response.redirect(pathname.replace('/offline/courses/', '/learn/'));
  const [live, here] = ['learn', 'offline/courses'].map((area) => `href="/${area}/${course}`);
  const leading = text.replaceAll(`${live}"`, `${here}"`).replaceAll(`${live}/`, `${here}/`);
  return new Response(leading.replace(`data-live ${here}`, `data-live ${live}`), { headers: copy.headers });
}

// Ahead of the worker the browser asks too, but for where the next page is likely a copy.
const askAhead = (isWanted) => registration.navigationPreload?.[isWanted ? 'enable' : 'disable']();

function navigate(event, address) {
  event.waitUntil(askAhead(!address.pathname.startsWith('/offline/')));
  event.respondWith(address.pathname.startsWith('/offline/courses/') ? read(address) : page(event, address));
}

const later = (value) => new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, value); });

async function page(event, address) {
  // The browser asks while the worker starts, where it can.
  const number = ++asked;
  const coming = Promise.resolve(event.preloadResponse)
    .then((response) => response ?? fetch(event.request))
    .then((response) => heed(event, response, number));
  event.waitUntil(coming.catch(() => undefined)); // it may come, or fail, after the kept page was shown
  const copy = await keptPage(address);
  try {
    const response = await (copy ? Promise.race([coming, later(copy)]) : coming);
    // A gateway that answers for a server which is away.
    return copy && response.status > 500 ? copy : response;
  } catch {
    return copy ?? (await (await caches.open(shellName)).match('/offline')) ?? Response.error();
  }
}

async function asset(request, { pathname }) {
  const [, , build, ...rest] = pathname.split('/');
  const name = rest.join('/');
  const shell = await caches.open(shellName);
  const own = await shell.match(file(name));
  // Kept pages name no build, so that a release changes none of them. Without an address of its own the file goes by the
  // one that was asked for: else a module and what it imports would be there twice.
  if (build === 'current') return own ? new Response(own.body, own) : fetch(file(name));
  if (build === SHELL.build && own) return own;
  return fetch(request).catch(() => own ?? Response.error());
}

// A player asks for a piece of a sound; Safari plays none without being given just that.
async function piece(response, range) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (from === undefined) return response;
  const whole = await response.blob();
  const last = Math.min(to ? Number(to) : Infinity, whole.size - 1);
  const headers = new Headers(response.headers);
  headers.set('Content-Range', `bytes ${from}-${last}/${whole.size}`);
  headers.set('Content-Length', last - from + 1);
  return new Response(whole.slice(Number(from), last + 1), { status: 206, headers });
}

async function media(request, { pathname }) {
  const copy = (await kept(pathname.split('/')[2], pathname)) ?? (await ofPapers(pathname));
  if (!copy) return fetch(request);
  const range = request.headers.get('Range');
  return range ? piece(copy, range) : copy;
}

// Notices (lms/notifications) that a push service brings: a word, and the page behind it.
function show({ title, body, tag, page: data }) {
  return registration.showNotification(title, { body, tag, data, icon: file('icon-192.png') });
}

async function open(path) {
  const { href } = new URL(path, location.origin);
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find(({ url }) => url === href);
  return there ? there.focus() : clients.openWindow(href);
}

addEventListener('push', (event) => event.waitUntil(show(event.data.json())));
addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});
addEventListener('install', (event) => event.waitUntil(keepShell()));
addEventListener('activate', (event) => event.waitUntil(begin()));
addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== location.origin) return;
  if (request.mode === 'navigate') navigate(event, address);
  else if (address.pathname.startsWith('/static/')) event.respondWith(asset(request, address));
  else if (/^\/courses\/[^/]+\/media\//.test(address.pathname)) event.respondWith(media(request, address));
});
