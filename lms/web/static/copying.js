// Buttons that copy a text of the page. Without this module the text is there to be selected; the buttons stay hidden.
// What does not belong here: what is copied.

const SHOWN_MS = 4000;

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  const label = button.firstChild;
  const words = label.textContent;
  if (words === button.dataset.copied) return;
  label.textContent = button.dataset.copied;
  setTimeout(() => { label.textContent = words; }, SHOWN_MS);
}

// The clipboard is open to pages from a safe address only.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }
}
