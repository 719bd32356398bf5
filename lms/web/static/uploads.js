// Uploads with a progress bar and by dropping files. Without it the same form sends the same files. What does not belong
// here: pictures pasted into a text (the editor's).

const UNAUTHORIZED = 401;

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function list(items) {
  const made = document.createElement('ul');
  made.append(...items.map((text) => element('li', text)));
  return made;
}

class UploadForm {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector('[data-upload-state]');
    this.words = this.state.dataset;
    this.input = form.querySelector('input[type=file]');
    this.zone = form.querySelector('[data-drop]');
    this.sending = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    this.takeDrops();
  }

  takeDrops() {
    this.zone.querySelector('.drop-hint').hidden = false;
    for (const kind of ['dragenter', 'dragover']) {
      this.zone.addEventListener(kind, (event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        this.zone.classList.add('over');
      });
    }
    for (const kind of ['dragleave', 'drop']) {
      this.zone.addEventListener(kind, () => this.zone.classList.remove('over'));
    }
    this.zone.addEventListener('drop', (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      this.input.files = event.dataTransfer.files;
      this.input.focus();
    });
  }

  send() {
    if (this.sending || !this.form.reportValidity()) return;
    const size = [...this.input.files].reduce((sum, file) => sum + file.size, 0);
    if (size > Number(this.input.dataset.mostBytes)) {
      this.tell('failed', [element('p', this.words.tooLarge)]);
      return;
    }
    this.setSending(true);
    const request = new XMLHttpRequest();
    request.upload.addEventListener('progress', (event) => this.progress(event));
    request.addEventListener('load', () => this.answer(request));
    for (const kind of ['error', 'timeout', 'abort']) {
      request.addEventListener(kind, () => this.fail(this.words.unreachable));
    }
    request.open('POST', this.form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('X-CSRF-Token', document.documentElement.dataset.csrf);
    this.progress({ lengthComputable: true, loaded: 0, total: 1 });
    request.send(new FormData(this.form));
  }

  setSending(sending) {
    this.sending = sending;
    for (const button of this.form.querySelectorAll('[type=submit]')) {
      if (sending) button.setAttribute('aria-disabled', 'true');
      else button.removeAttribute('aria-disabled');
    }
  }

  progress(event) {
    if (!event.lengthComputable) return;
    const percent = Math.floor((event.loaded / event.total) * 100);
    const words = percent < 100 ? this.words.sending.replace('{percent}', percent) : this.words.checking;
    if (!this.bar?.isConnected) {
      this.bar = element('progress', '', { max: 100, 'aria-hidden': 'true' });
      this.figure = element('p', words);
      this.tell('', [this.figure, this.bar]);
    }
    if (percent < 100) this.bar.value = percent;
    else this.bar.removeAttribute('value');
    // A screen reader needn't hear every figure.
    if (percent % 20 === 0) this.figure.textContent = words;
  }

  async answer(request) {
    let said;
    try {
      said = JSON.parse(request.responseText);
    } catch {
      this.fail(this.words.unreachable);
      return;
    }
    if (request.status === UNAUTHORIZED) this.fail(this.words.signedOut);
    else if (request.status >= 400) this.fail(said.message, said.findings);
    else await this.done(said);
  }

  fail(message, findings = []) {
    this.setSending(false);
    this.tell('failed', [element('p', message), ...(findings.length ? [list(findings)] : [])]);
  }

  async done(said) {
    this.setSending(false);
    const complete = !said.left_out.length && !said.documents.some((one) => one.lost.length);
    if (!this.form.dataset.refresh && complete) {
      location.assign(said.url);
      return;
    }
    this.form.reset();
    await this.refresh();
    const parts = [element('p', said.message)];
    for (const one of said.documents) {
      const made = element('p', `${one.name}: `);
      made.append(element('a', one.path, { href: one.url }));
      parts.push(made);
      if (one.lost.length) parts.push(element('p', this.words.lost.replace('{name}', one.name)), list(one.lost));
    }
    if (said.left_out.length) {
      parts.push(element('p', this.words.leftOut), list(said.left_out.map((one) => `${one.name}: ${one.reason}`)));
    }
    const errors = document.querySelector('#findings-heading ~ p .badge.danger');
    if (errors) parts.push(element('a', errors.textContent.trim(), { href: '#findings-heading' }));
    if (!this.form.dataset.refresh) parts.push(element('a', this.words.open, { href: said.url, class: 'button' }));
    this.tell('saved', parts);
  }

  // The part of the page that shows the draft, as it is now.
  async refresh() {
    const selector = this.form.dataset.refresh;
    if (!selector) return;
    const response = await fetch(location.href).catch(() => null);
    if (!response?.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.querySelector(selector);
    if (fresh) document.querySelector(selector).replaceWith(fresh);
  }

  tell(kind, parts) {
    this.state.className = `upload-state ${kind}`;
    this.state.replaceChildren(...parts);
  }
}

for (const form of document.querySelectorAll('form[data-upload]')) new UploadForm(form);
