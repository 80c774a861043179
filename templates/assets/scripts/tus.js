// Files that come in pieces (tus 1.0.0): <form data-tus="/caricamenti" data-tus-limit="BYTES" data-tus-most="FILES" data-tus-same="…">.
//
// A file is sent as soon as it is chosen, while the person fills in the rest. Each has a line with its bar, its
// state in words and its buttons. A broken connection is taken up again from where the server says it broke;
// choosing the same file again after the page was closed does the same. When a file has come the form carries
// its name in the server (`caricato`) in place of the file, and is then sent as any other form.
import { acceptDrops } from './upload.js';

const HEADERS = { 'Tus-Resumable': '1.0.0' };
const WAIT_MS = [500, 1000, 2000, 4000, 8000, 15000];
/** Larger files are not hashed before they are sent: the browser would hold them in memory. */
const HASHED_BYTES = 64e6;

const words = (bytes) => {
  if (bytes < 1e3) return `${bytes} byte`;
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toLocaleString('it-IT', { maximumFractionDigits: 1 })} MB`;
};
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** The place where this browser remembers an upload that has not come to its end. */
const memory = {
  key: (file) => `caricamento:${document.body.dataset.person ?? ''}:${file.name}:${file.size}:${file.lastModified}`,
  get(file) { try { return localStorage.getItem(this.key(file)); } catch { return null; } },
  set(file, url) { try { localStorage.setItem(this.key(file), url); } catch { /* then it begins anew */ } },
  drop(file) { try { localStorage.removeItem(this.key(file)); } catch { /* as above */ } },
};

export function sendInPieces(document) {
  for (const form of document.querySelectorAll('form[data-tus]')) new Sender(form);
}

class Sender {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector('input[type="file"]');
    this.lines = [];
    this.list = form.ownerDocument.createElement('ul');
    this.list.className = 'caricamento file-in-arrivo';
    this.list.hidden = true;
    this.left = form.ownerDocument.createElement('p');
    this.left.setAttribute('role', 'status');
    this.left.hidden = true;
    this.input.closest('.campo').append(this.list, this.left);
    for (const zone of form.querySelectorAll('[data-drop]')) acceptDrops(zone);
    this.input.addEventListener('change', () => this.take());
    form.addEventListener('submit', (event) => this.submit(event));
    window.addEventListener('online', () => this.lines.forEach((line) => line.state === 'waits' && line.go()));
    window.addEventListener('beforeunload', (event) => { if (this.running().length && !this.leaving) event.preventDefault(); });
  }

  /** The files that came before the form had to be mended and are still wanted. */
  kept() { return [...this.form.querySelectorAll('input[type="checkbox"][name="caricato"]:checked')]; }

  running() { return this.lines.filter((line) => ['goes', 'waits'].includes(line.state)); }

  take() {
    const chosen = [...this.input.files];
    this.input.value = '';
    if (!this.input.multiple && chosen.length) {
      for (const line of [...this.lines]) line.remove();
      for (const box of this.kept()) box.checked = false;
    }
    const most = Number(this.form.dataset.tusMost);
    const files = chosen.slice(0, Math.max(0, most - this.lines.length - this.kept().length));
    this.left.hidden = files.length === chosen.length;
    this.left.textContent = `Al massimo ${most} file per volta: ${chosen.length - files.length} restano fuori. Mandali dopo questi.`;
    for (const file of files) {
      const line = new Line(this, file);
      this.lines.push(line);
      this.list.append(line.item);
      line.begin();
    }
    this.list.hidden = !this.lines.length;
  }

  /** Sends the form once nothing is on its way any more. */
  submit(event) {
    const open = this.lines.find((line) => line.state !== 'done');
    if (!open) { this.leaving = true; return; }
    event.preventDefault();
    this.submitter = event.submitter;
    if (this.running().length) {
      for (const line of this.running()) line.tell();
    } else {
      this.submitter = null;
      open.item.querySelector('button')?.focus();
    }
  }

  settled() {
    if (this.submitter && this.lines.every((line) => line.state === 'done')) this.form.requestSubmit(this.submitter);
  }
}

/** One file: asks → goes ⇄ waits → done, or stopped. */
class Line {
  constructor(sender, file) {
    Object.assign(this, { sender, file, sent: 0, tries: 0, state: 'asks' });
    const make = (name, attributes, ...children) => {
      const element = sender.form.ownerDocument.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...children);
      return element;
    };
    this.make = make;
    this.bar = make('progress', { max: '100', value: '0', 'aria-label': `Caricamento di ${file.name}` });
    this.status = make('p', { role: 'status' });
    this.buttons = make('p', { class: 'azioni-file' });
    this.item = make('li', {}, make('span', {}, make('bdi', {}, file.name), ` (${words(file.size)})`), this.bar, this.status, this.buttons);
  }

  /** Shows a state: its sentence, and what can be done. */
  show(state, sentence, acts) {
    this.state = state;
    if (typeof sentence === 'string') this.status.textContent = sentence;
    else this.status.replaceChildren(...sentence);
    this.buttons.replaceChildren(...acts.map(([label, act]) => {
      const button = this.make('button', { type: 'button', class: 'btn btn-sm btn-outline-primary' }, label, this.make('span', { class: 'visually-hidden' }, `: ${this.file.name}`));
      button.addEventListener('click', act);
      return button;
    }));
    this.item.dataset.state = state;
  }

  cancelling() { return [['Annulla', () => this.cancel()]]; }

  stop(sentence, acts = []) { this.show('stopped', sentence, [...acts, ['Togli', () => this.cancel()]]); }

  /** Looks at the limits and whether the file is there already, then sends it. */
  async begin() {
    const limit = Number(this.sender.form.dataset.tusLimit);
    if (!this.file.size) return this.stop('Il file è vuoto: scegline un altro.');
    if (this.file.size > limit) return this.stop(`È troppo grande: al massimo ${words(limit)}. Dividilo in parti o riduci la risoluzione della scansione.`);
    this.show('goes', 'Controllo se c’è già…', this.cancelling());
    const same = await this.same();
    if (this.state !== 'goes') return undefined;
    if (!same.length) return this.go();
    const links = same.flatMap(({ titolo, indirizzo }, i) => [i ? ', ' : '', this.make('a', { href: indirizzo, target: '_blank', rel: 'noopener' }, titolo)]);
    return this.stop(['Questo file c’è già: ', ...links, '.'], [['Caricalo lo stesso', () => this.go()]]);
  }

  async same() {
    try {
      if (this.file.size > HASHED_BYTES || !crypto.subtle) return [];
      const digest = await crypto.subtle.digest('SHA-256', await this.file.arrayBuffer());
      const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return await (await fetch(`${this.sender.form.dataset.tusSame}?sha256=${hex}`)).json();
    } catch {
      return [];
    }
  }

  /** Sends what is missing, from wherever the server says. */
  async go() {
    clearTimeout(this.timer);
    this.show('goes', this.tries ? 'Riprendo da dove si era interrotto…' : 'Carico…', this.cancelling());
    try {
      this.url ??= memory.get(this.file);
      let offset = this.url ? await this.offset() : null;
      if (offset === null) {
        this.url = await this.create();
        offset = 0;
      }
      if (offset < this.file.size) await this.piece(offset);
      this.done();
    } catch (error) {
      if (['goes', 'waits'].includes(this.state)) this.failed(error);
    }
  }

  /** How much has come; nothing when the server knows nothing of it any more. */
  async offset() {
    const answer = await this.ask('HEAD', this.url);
    if (answer.status === 404) { this.url = null; memory.drop(this.file); return null; }
    if (answer.status !== 200) throw answer;
    return Number(answer.header('Upload-Offset'));
  }

  async create() {
    const answer = await this.ask('POST', this.sender.form.dataset.tus, { 'Upload-Length': this.file.size, 'Upload-Metadata': `filename ${base64(this.file.name)}` });
    if (answer.status !== 201) throw answer;
    memory.set(this.file, answer.header('Location'));
    return answer.header('Location');
  }

  async piece(offset) {
    this.sent = offset;
    const answer = await this.ask('PATCH', this.url, { 'Upload-Offset': offset, 'Content-Type': 'application/offset+octet-stream' }, this.file.slice(offset), (loaded) => {
      this.tries = 0;
      this.sent = offset + loaded;
      this.tell();
    });
    if (answer.status !== 204 || Number(answer.header('Upload-Offset')) !== this.file.size) throw answer;
  }

  /** One request; a connection that breaks is an error without a status. */
  ask(method, url, headers = {}, body = null, progress = null) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.request = request;
      request.open(method, url);
      const token = { 'X-CSRF-Token': this.sender.form.elements.csrf.value };
      for (const [name, value] of Object.entries({ ...HEADERS, ...token, ...headers })) request.setRequestHeader(name, value);
      if (progress) request.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
      const ended = () => reject(new Error('interrupted'));
      for (const type of ['error', 'abort', 'timeout']) request.addEventListener(type, ended);
      request.addEventListener('load', () => {
        const header = (name) => request.getResponseHeader(name);
        // Whoever is not signed in any more is led to a page, which is no answer of the protocol.
        resolve({ status: header('Tus-Resumable') || request.status >= 500 ? request.status : 401, header, text: request.responseText });
      });
      request.send(body);
    });
  }

  tell() {
    const percent = Math.floor((this.sent / this.file.size) * 100);
    this.bar.value = percent;
    const rest = this.sender.submitter ? ' Il modulo parte appena è arrivato.' : '';
    // Read aloud at every tenth, not at every piece.
    const step = `${Math.floor(percent / 10) * 10}%${rest}`;
    if (step !== this.told) this.status.textContent = `${this.sent < this.file.size ? 'Carico…' : 'Arrivato, lo metto a posto…'} ${step}`;
    this.told = step;
  }

  failed({ status, text }) {
    const again = ['Riprova', () => { this.tries = 0; this.go(); }];
    if (status === 401 || status === 403) this.stop('La sessione è finita. Ricarica la pagina, accedi e scegli di nuovo lo stesso file: riprende da dove era arrivato.');
    else if (status >= 400 && status < 500 && ![404, 408, 409, 423, 429].includes(status)) this.stop(`Il server non ha accettato il file: ${text}`, [again]);
    else if (this.tries < WAIT_MS.length) {
      const wait = WAIT_MS[this.tries];
      this.tries += 1;
      this.show('waits', 'La rete si è interrotta: riprovo tra poco. Quello che è arrivato non si perde.', [['Riprova adesso', again[1]], ...this.cancelling()]);
      this.timer = setTimeout(() => this.go(), wait);
    } else this.stop('La rete non risponde. Quello che è arrivato non si perde.', [again]);
  }

  done() {
    memory.drop(this.file);
    this.bar.value = 100;
    this.item.append(this.make('input', { type: 'hidden', name: 'caricato', value: this.url.split('/').pop() }));
    this.show('done', 'Caricato.', [['Togli', () => this.cancel()]]);
    this.sender.settled();
  }

  /** Takes the file away, here and on the server. */
  cancel() {
    const { url, request } = this;
    this.state = 'gone';
    clearTimeout(this.timer);
    request?.abort();
    memory.drop(this.file);
    if (url) this.ask('DELETE', url).catch(() => { /* it ends by itself */ });
    this.remove();
    this.sender.input.focus();
  }

  remove() {
    this.state = 'gone';
    clearTimeout(this.timer);
    this.item.remove();
    this.sender.lines = this.sender.lines.filter((line) => line !== this);
    this.sender.list.hidden = !this.sender.lines.length;
    this.sender.settled();
  }
}
