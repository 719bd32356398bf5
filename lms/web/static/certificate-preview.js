// The preview of a template follows what is typed, where the window is wide and the browser shows PDFs. What does not
// belong here: making it; the server does, with what makes certificates. Without this script a button opens it.

const PAUSE_MS = 900;
const WIDE = matchMedia("(min-width: 1024px)");

const editor = document.querySelector("[data-template-editor]");
const frame = editor?.querySelector("[data-preview-frame]");
const button = editor?.querySelector("[data-preview]");
const form = button?.form;

function follow() {
  let waiting;
  frame.hidden = false;
  button.formAction += "#toolbar=0&navpanes=0&view=FitH"; // What browsers' viewers understand.
  button.formTarget = frame.firstElementChild.name;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE_MS);
  });
  show();
}

function show() {
  form.requestSubmit(button);
}

if (form && WIDE.matches && navigator.pdfViewerEnabled) follow();
