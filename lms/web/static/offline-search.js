// Search in what is kept: every word must be in the lesson; a title counts more than its text. What does not belong
// here: making the index (offline-saving.js), the page.

const AROUND = 70;
const TITLE = 20;

const plain = (text) => text.toLocaleLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
const times = (text, word) => Math.min(9, text.split(word).length - 1);

function snippet(text, word) {
  const at = Math.max(0, plain(text).indexOf(word));
  const from = at > AROUND ? text.indexOf(' ', at - AROUND) + 1 : 0;
  const piece = text.slice(from, at + AROUND);
  return `${from ? '…' : ''}${piece}${at + AROUND < text.length ? '…' : ''}`;
}

export async function search(asked, courses) {
  const words = plain(asked).split(/\s+/).filter(Boolean);
  const found = [];
  for (const one of words.length ? courses : []) {
    for (const { activity, title, text } of await one.index()) {
      const [inTitle, inText] = [plain(title), plain(text)];
      if (!words.every((word) => inTitle.includes(word) || inText.includes(word))) continue;
      const weight = words.reduce((sum, word) => sum + TITLE * times(inTitle, word) + times(inText, word), 0);
      const { course, title: of } = one.note;
      found.push({ weight, title, course: of, address: `/offline/courses/${course}/${activity}`, snippet: snippet(text, words[0]) });
    }
  }
  return found.sort((a, b) => b.weight - a.weight);
}
