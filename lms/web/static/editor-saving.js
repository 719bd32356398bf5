// Saving the text: on the device at once, on the server soon, once more when that failed. A newer text by somebody else
// is never overwritten. What does not belong here: what the page looks like (editor.js says it in words).
import { signInAgain, token, useToken } from './sign-in-again.js';

const SAVE_AFTER_MS = 2000;
const KEEP_AFTER_MS = 300;
const LONGEST_WAIT_MS = 30000;
const PATIENCE_MS = 20000;

export class Saving {
  #saved;
  #version;
  #sending = false;
  #stopped = false; // somebody else's text came first
  #ended = false; // the writer signs out
  #failures = 0;
  #timers = {};

  // `say(state, params)` with saved, saving, unsaved, onDevice, nowhere, refused or conflict.
  constructor({ form, kept, text, dialog, say }) {
    Object.assign(this, { address: form.action, form, kept, text, dialog, say });
    this.#saved = text();
    this.#version = Number(form.dataset.version);
    dialog.addEventListener('close', () => this.isUnsaved() && this.save());
  }

  isUnsaved() {
    return this.text() !== this.#saved;
  }

  get version() {
    return this.#version;
  }

  // A text restored from the device goes on from the version at which it was read.
  resume(version) {
    this.#version = version;
    this.form.elements.version.value = version;
  }

  // Nothing is kept or sent any more, unless the writer stays and types on.
  end() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#ended = true;
  }

  changed() {
    this.#ended = false;
    if (!this.isUnsaved() && !this.#sending) {
      this.kept.forget();
      return this.say('unchanged');
    }
    this.#later('keep', () => this.keep(), KEEP_AFTER_MS);
    if (this.#stopped) return undefined;
    this.say('unsaved');
    this.#later('save', () => this.save(), SAVE_AFTER_MS);
    return undefined;
  }

  keep() {
    return this.#ended || !this.isUnsaved() || this.kept.keep(this.text(), this.#version);
  }

  // True when the server has the text.
  async save({ leaving = false } = {}) {
    clearTimeout(this.#timers.save);
    if (this.#sending || this.#stopped || this.#ended || this.dialog.open) return false;
    if (!this.isUnsaved()) return true;
    const text = this.text();
    const isKept = this.keep();
    this.#sending = true;
    this.say('saving');
    const answered = await this.#send(text, leaving);
    this.#sending = false;
    return this.#take(answered, text, isKept);
  }

  async #send(text, leaving) {
    const body = JSON.stringify({ text: text.toWellFormed?.() ?? text, version: this.#version });
    try {
      const response = await fetch(this.address, {
        method: 'POST',
        body,
        // Browsers let no more than 64 KB go on after the page is gone; the rest waits on the device.
        keepalive: leaving && body.length < 20000,
        headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': token() },
        signal: AbortSignal.timeout?.(PATIENCE_MS),
      });
      return { status: response.status, ...await response.json() };
    } catch {
      return { status: 0 }; // no network, a captive portal's page, an answer cut short
    }
  }

  async #take(answer, text, isKept) {
    if (answer.status === 200 && answer.version) {
      this.#failures = 0;
      this.#saved = text;
      this.resume(answer.version);
      if (this.isUnsaved()) this.changed();
      else {
        this.kept.forget();
        this.say('saved', { time: answer.saved_at });
      }
      return true;
    }
    if (answer.status === 401) {
      this.say(isKept ? 'onDevice' : 'nowhere');
      signInAgain(this.dialog);
    } else if (answer.status === 400 && await useToken(location.href)) {
      return this.save();
    } else if (answer.status === 409) {
      this.#stopped = true;
      this.say('conflict');
    } else if ([404, 403, 413, 422].includes(answer.status)) {
      this.say('refused', { reason: answer.message ?? '' });
    } else {
      this.say(isKept ? 'onDevice' : 'nowhere');
      this.#later('save', () => this.save(), Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.#failures++) * (0.5 + Math.random()));
    }
    return false;
  }

  #later(name, work, wait) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(work, wait);
  }
}
