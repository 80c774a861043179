// A <form data-autosave="ADDRESS"> saves itself there while one writes, after a pause and when one leaves.
// What cannot be saved (no network, a session that has ended, a date half typed) is kept in this browser, for
// the person who typed it, until the server has it.
//
// The server answers {sentence} with 200 (saved), 409 (somebody else was quicker: the button compares the
// two texts) or 422 (something is to be mended first). One request at a time: an older text never arrives after
// a newer one.

const WAIT_MS = 3000;
const AGAIN_MS = 15_000;
const TOO_LONG_MS = 20_000;
/** What a browser sends of a page that is going away. */
const LAST_WORDS_BYTES = 60_000;
const TOKENS = ['csrf', 'form_token', 'visto'];
/** What goes along with a form and nobody typed: its tokens, and the row that was taken away. */
const goesAlong = (name) => TOKENS.includes(name) || name.startsWith('tolta-');

function storageOf(window) {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const person = (document) => document.body.dataset.person ?? '';
const prefix = (document) => `copy:${person(document)}:`;
const keyOf = (document, path) => prefix(document) + path;
const sentOf = (document) => `copies-sent:${person(document)}`;

export function autosave(document) {
  const storage = storageOf(document.defaultView);
  dropAccepted(document, storage);
  for (const form of document.querySelectorAll('form[data-autosave]')) keep(document, storage, form);
  for (const form of document.querySelectorAll('form[data-forget-copies]')) handOver(document, storage, form);
}

/** Forgets what a button has sent, once a page says that it was done. */
function dropAccepted(document, storage) {
  const sent = JSON.parse(storage?.getItem(sentOf(document)) ?? '[]');
  if (document.querySelector('[data-accepted]')) for (const key of sent) storage.removeItem(key);
  if (sent.length > 0) storage.removeItem(sentOf(document));
}

/** All that is typed, without what proves where it comes from. */
function typed(form) {
  const fields = new URLSearchParams(new FormData(form));
  for (const name of [...fields.keys()]) if (goesAlong(name)) fields.delete(name);
  return fields.toString();
}

function keep(document, storage, form) {
  const window = document.defaultView;
  const key = keyOf(document, window.location.pathname);
  const time = form.querySelector('[data-autosave-time]');
  const status = form.querySelector('[data-autosave-status]');
  let saved = typed(form);
  let running = null;
  let timer;
  let stopped = form.hasAttribute('data-autosave-off');
  let heard = '';

  /** Shows a sentence; a screen reader hears it only when it is of another kind than the one before. */
  const say = (sentence, kind) => {
    time.textContent = sentence;
    if (kind !== heard) status.textContent = sentence;
    heard = kind;
  };
  const copy = () => {
    try {
      storage?.setItem(key, JSON.stringify({ seen: form.elements.visto.value, typed: typed(form) }));
    } catch {
      say('Non c’è spazio per una copia su questo computer: salva spesso.', 'full');
    }
  };
  const later = (wait = WAIT_MS) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, wait);
  };

  async function save() {
    clearTimeout(timer);
    if (stopped || running) return;
    const now = typed(form);
    if (now === saved) return;
    running = send(form).then((answer) => {
      if (answer.status === 200) {
        saved = now;
        storage?.removeItem(key);
        say(answer.sentence, 'saved');
      } else {
        copy();
        stopped = answer.status === 409;
        say(answer.sentence, `refused ${answer.status}`);
      }
    }, () => {
      copy();
      say('Manca la rete: quello che scrivi è al sicuro su questo computer, e lo salviamo appena torna.', 'offline');
      later(AGAIN_MS);
    });
    await running;
    running = null;
    if (typed(form) !== now) later();
  }

  takeUp({ document, storage, form, key, say, later });
  form.addEventListener('input', () => later());
  window.addEventListener('online', () => save());
  window.addEventListener('pagehide', () => {
    if (stopped || typed(form) === saved) return;
    copy();
    const body = new URLSearchParams(new FormData(form)).toString();
    if (!running && body.length < LAST_WORDS_BYTES) {
      window.fetch(form.dataset.autosave, { method: 'POST', body: new URLSearchParams(body), keepalive: true }).catch(() => {});
    }
  });
  form.addEventListener('submit', (event) => {
    if (running) {
      // What is on its way arrives first; the button is pressed again then.
      event.preventDefault();
      const button = event.submitter;
      running.finally(() => setTimeout(() => form.requestSubmit(button)));
      return;
    }
    clearTimeout(timer);
    stopped = true;
    copy();
    const sent = JSON.parse(storage?.getItem(sentOf(document)) ?? '[]');
    storage?.setItem(sentOf(document), JSON.stringify([...new Set([...sent, key])]));
  });
}

/** Sends the form as it is; answers the status and the sentence, or fails. */
async function send(form) {
  const answer = await fetch(form.dataset.autosave, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
    signal: AbortSignal.timeout(TOO_LONG_MS),
  });
  if (answer.headers.get('content-type')?.includes('json')) {
    return { status: answer.status, sentence: (await answer.json()).sentence };
  }
  const sentence = answer.redirected || answer.status === 403
    ? 'La sessione è finita: accedi in un’altra finestra, poi premi «Salva la bozza». Quello che hai scritto è al sicuro su questo computer.'
    : 'La bozza non si è salvata. Quello che hai scritto è al sicuro su questo computer: riprova con «Salva la bozza».';
  return { status: answer.status === 200 ? 401 : answer.status, sentence };
}

/** Puts back what this browser kept: into the form if nothing else was saved meanwhile, else by comparing. */
function takeUp({ document, storage, form, key, say, later }) {
  const kept = JSON.parse(storage?.getItem(key) ?? 'null');
  if (!kept || form.hasAttribute('data-autosave-off')) return;
  if (kept.typed === typed(form)) {
    storage.removeItem(key);
    return;
  }
  const fields = new URLSearchParams(kept.typed);
  const fits = [...fields.keys()].every((name) => form.elements[name]);
  if (kept.seen === form.elements.visto.value && fits) {
    fill(form, fields);
    say('Abbiamo ripreso quello che avevi scritto e che non si era salvato.', 'taken up');
    later();
  } else {
    offer(document, form, kept);
  }
}

function fill(form, fields) {
  for (const field of form.elements) {
    if (!field.name || goesAlong(field.name) || field.type === 'submit') continue;
    const values = fields.getAll(field.name);
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value);
    else field.value = values[0] ?? '';
  }
}

function offer(document, form, kept) {
  const place = form.querySelector('[data-copy-offer]');
  const words = document.createElement('p');
  words.textContent = 'Su questo computer c’è un testo tuo di questa sezione che non si era salvato, e intanto la sezione è cambiata.';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-sm btn-outline-primary';
  button.textContent = 'Riprendilo e confronta i due testi';
  button.addEventListener('click', () => {
    const old = document.createElement('form');
    old.method = 'post';
    old.action = form.action;
    old.hidden = true;
    const fields = [...new URLSearchParams(kept.typed), ['csrf', form.elements.csrf.value], ['visto', kept.seen], ['azione', 'bozza']];
    for (const [name, value] of fields) {
      const field = document.createElement('textarea');
      field.name = name;
      field.value = value;
      old.append(field);
    }
    document.body.append(old);
    old.submit();
  });
  place.append(words, button);
  place.hidden = false;
}

/** Before a practice goes into other hands: tells of what was not saved, then forgets it. */
function handOver(document, storage, form) {
  const begin = prefix(document) + form.dataset.forgetCopies;
  const keys = () => Object.keys(storage ?? {}).filter((key) => key.startsWith(begin));
  const place = form.querySelector('[data-copy-offer]');
  for (const key of keys()) {
    const path = key.slice(prefix(document).length);
    const words = document.createElement('p');
    const link = document.createElement('a');
    link.href = path;
    link.textContent = 'C’è un testo che non si era salvato: aprilo prima di inviare';
    words.append(link);
    place.append(words);
    place.hidden = false;
  }
  form.addEventListener('submit', () => {
    for (const key of keys()) storage.removeItem(key);
  });
}
