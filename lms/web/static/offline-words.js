// How the offline pages write: texts that the page brought along, sizes and days. What does not belong here: when.

const language = document.documentElement.lang;

// A text of the element that is looked after, with its {places} filled.
export function say(root, name, values = {}) {
  return root.dataset[name].replace(/\{(\w+)\}/g, (_, place) => values[place]);
}

export function size(bytes) {
  const number = (value, digits) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  return bytes < 1e6 ? `${number(Math.max(1, Math.round(bytes / 1000)), 0)} KB` : `${number(bytes / 1e6, 1)} MB`;
}

export const day = (time) => new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(time);
