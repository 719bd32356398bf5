// The sheet of a marker: what the chosen cells of a rubric come to, and a question before unsaved words are left.
// Without this module the server works the sum out. What does not belong here: any rule about points.
const form = document.querySelector('form.marking');
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
let unsaved = 'unsaved' in form.dataset; // an answer to a form that wasn't taken

function total(rubric) {
  const chosen = [...rubric.querySelectorAll('input:checked')];
  const output = rubric.querySelector('output');
  const criteria = rubric.querySelectorAll('fieldset').length;
  if (chosen.length < criteria) {
    output.textContent = '';
    return;
  }
  const sum = chosen.reduce((all, cell) => all + Number(cell.dataset.points), 0);
  const points = (sum / Number(rubric.dataset.rubricMost)) * Number(rubric.dataset.rubric);
  output.textContent = output.dataset.words.replace('{sum}', number.format(sum)).replace('{points}', number.format(points));
}

for (const rubric of form.querySelectorAll('[data-rubric]')) {
  rubric.addEventListener('change', () => total(rubric));
  total(rubric);
}
form.addEventListener('input', () => { unsaved = true; });
form.addEventListener('submit', () => { unsaved = false; });
window.addEventListener('beforeunload', event => { if (unsaved) event.preventDefault(); });
