// "Tampilan layar": the page wears what is chosen before it is saved. What does not belong here: keeping it (the form does).

const form = document.getElementById('display');

function wear() {
  const chosen = ['text', 'lines', 'scheme'].map((name) => form.elements[name].value);
  document.documentElement.dataset.look = chosen.join(' ');
}

form.addEventListener('change', (event) => {
  wear();
  // Larger letters push what was chosen away from under the finger.
  event.target.scrollIntoView({ block: 'nearest' });
});
// Going back brings the page with its choices as they were left.
addEventListener('pageshow', wear);
