// Progress of an upload: <form data-upload method="post" enctype="multipart/form-data">.
//
// The form is sent as it is, by XMLHttpRequest instead of the browser, and the page that answers is shown
// in its place. Each chosen file has its bar; the bytes sent are shared out in the order of the files,
// which is the order in which the form carries them. Dropping files on [data-drop] chooses them.
// What goes wrong on the way is said above the button, and the form stays as it was. Sending again is
// harmless: the form's token leads the server to the same row.

/** Sent to the document after the page has been replaced by the one that answered an upload. */
export const PAGE_REPLACED = 'page-replaced';

/** Answers that are a page of their own: 2xx, and 422, the same form with what is to be mended. */
const isPage = (status) => (status >= 200 && status < 300) || status === 422;

const TRIES = 3;
const RETRY_MS = 2000;
const INTERRUPTED = 'Il caricamento non è riuscito: la rete si è interrotta, oppure il file è troppo grande. Controlla e riprova.';
const REFUSED = 'Il server non ha accettato il caricamento. Riprova tra qualche minuto.';

export function showUploadProgress(document) {
  for (const form of document.querySelectorAll('form[data-upload]')) {
    for (const zone of form.querySelectorAll('[data-drop]')) acceptDrops(zone);
    form.addEventListener('submit', (event) => {
      const files = chosenFiles(form);
      if (event.defaultPrevented || !files.length) return;
      event.preventDefault();
      if (form.querySelector('[data-upload-running]')) return;
      form.querySelector('[data-upload-panel]')?.remove();
      new Upload(form, files, event.submitter).start();
    });
  }
}

const chosenFiles = (form) => [...form.querySelectorAll('input[type="file"]')].flatMap((input) => [...input.files]);

/** Files dropped on the zone become the choice of the input in it. */
export function acceptDrops(zone) {
  const input = zone.querySelector('input[type="file"]');
  if (!input) return;
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.toggleAttribute('data-dragging', type === 'dragenter' || type === 'dragover');
    });
  }
  zone.addEventListener('drop', (event) => {
    const { files } = event.dataTransfer;
    if (!files.length || (files.length > 1 && !input.multiple)) return;
    input.files = files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

class Upload {
  constructor(form, files, submitter) {
    this.form = form;
    this.files = files;
    this.submitter = submitter;
    this.total = files.reduce((sum, file) => sum + file.size, 0);
    this.triesLeft = TRIES;
  }

  start() {
    this.panel = this.makePanel();
    (this.submitter?.parentElement ?? this.form).before(this.panel);
    this.submitter?.setAttribute('aria-disabled', 'true');
    this.send();
  }

  /** The list of files with their bars, the sentence read aloud and the button that stops it all. */
  makePanel() {
    const make = (name, attributes, ...children) => {
      const element = this.form.ownerDocument.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...children);
      return element;
    };
    this.bars = this.files.map((file) => make('progress', { max: '100', value: '0', 'aria-label': `Caricamento di ${file.name}` }));
    const rows = this.files.map((file, i) => make('li', {}, make('span', {}, file.name), this.bars[i]));
    this.status = make('p', { role: 'status' }, 'Carico…');
    const cancel = make('button', { type: 'button', class: 'btn btn-sm btn-outline-primary' }, 'Annulla il caricamento');
    cancel.addEventListener('click', () => this.cancel());
    return make('div', { class: 'caricamento', 'data-upload-panel': '', 'data-upload-running': '' }, make('ul', {}, ...rows), this.status, cancel);
  }

  send() {
    const request = new XMLHttpRequest();
    this.request = request;
    request.upload.addEventListener('progress', (event) => this.show(event));
    request.upload.addEventListener('load', () => { this.status.textContent = 'Caricato. Aspetto la risposta…'; });
    request.addEventListener('load', () => this.answered(request));
    request.addEventListener('error', () => this.failed());
    request.open('POST', this.submitter?.getAttribute('formaction') ?? this.form.getAttribute('action') ?? '');
    request.send(this.body());
  }

  body() {
    const body = new FormData(this.form);
    if (this.submitter?.name) body.append(this.submitter.name, this.submitter.value);
    return body;
  }

  show({ loaded, total }) {
    // The request is a little longer than the files: the same share of it has gone out of them.
    let sent = (loaded / total) * this.total;
    this.files.forEach((file, i) => {
      const part = Math.min(sent, file.size);
      this.bars[i].value = file.size ? Math.floor((part / file.size) * 100) : 100;
      sent -= part;
    });
    if (loaded < total) this.status.textContent = `Carico… ${Math.floor((loaded / total) * 100)}%`;
  }

  answered(request) {
    const page = new DOMParser().parseFromString(request.responseText, 'text/html');
    if (!page.querySelector('main')) this.stop(REFUSED);
    else if (isPage(request.status)) this.replacePage(page, request.responseURL);
    else this.stop([...page.querySelectorAll('main h1, main h1 ~ p')].map((element) => element.textContent.trim()).join('. '));
  }

  /** Shows the page that came back, at the address it came from, as the browser would. */
  replacePage(page, address) {
    const { ownerDocument: document } = this.form;
    const { history, location } = document.defaultView;
    if (address !== location.href.split('#')[0]) {
      history.pushState(null, '', address);
      document.defaultView.addEventListener('popstate', () => location.reload(), { once: true });
    }
    document.title = page.title;
    document.body.replaceWith(page.body);
    document.querySelector('main').focus();
    document.dispatchEvent(new CustomEvent(PAGE_REPLACED));
  }

  failed() {
    this.triesLeft -= 1;
    if (this.triesLeft === 0) {
      this.stop(INTERRUPTED);
      return;
    }
    this.status.textContent = 'La rete si è interrotta: riprovo tra poco.';
    this.timer = setTimeout(() => this.send(), RETRY_MS);
  }

  cancel() {
    clearTimeout(this.timer);
    this.request.abort();
    this.stop('Caricamento annullato.');
    this.submitter?.focus();
  }

  /** Ends this attempt with a sentence; the next one starts from the same button. */
  stop(sentence) {
    this.submitter?.removeAttribute('aria-disabled');
    this.status.textContent = sentence;
    this.panel.replaceChildren(this.status);
    this.panel.removeAttribute('data-upload-running');
  }
}
