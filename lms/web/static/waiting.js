// A page that waits for the worker is loaded anew until the work is done. What does not belong here: what is shown
// meanwhile; without this script the page has a link for it.

const AGAIN_MS = 2000;

setInterval(() => { if (!document.hidden) location.reload(); }, AGAIN_MS);
