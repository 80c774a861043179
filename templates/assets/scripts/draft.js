// What one writes in a <textarea data-draft="KEY"> is kept in this browser until the form is accepted.
//
// A draft is taken up again only into an empty field. Sending the form marks the draft as sent and does
// not yet drop it: when the same page comes back (an error, an expired session) the words are still there.
// A page that says it was done drops it, and so does the next page without that field, unless that page is a
// refusal (too large, too many, a bug). Who signs in after somebody else finds no draft but its own.

const WAIT_MS = 800;

/** The browser's storage, or null where it is switched off. */
function storageOf(window) {
  try {
    window.localStorage.setItem('draft-probe', '1');
    window.localStorage.removeItem('draft-probe');
    return window.localStorage;
  } catch {
    return null;
  }
}

export function keepDrafts(document) {
  const storage = storageOf(document.defaultView);
  if (!storage) return;
  const fields = [...document.querySelectorAll('textarea[data-draft]')];
  dropAccepted(document, storage, fields);
  for (const field of fields) keep(document, storage, field);
}

/** Where the draft of a field is kept. */
const keyOf = (document, field) => `draft:${document.body.dataset.person ?? ''}:${field.dataset.draft}`;
/** Where it stands which drafts the page before has sent. */
const sentOf = (document) => `draft-sent:${document.body.dataset.person ?? ''}`;

/** Forgets the drafts sent from the page before, unless they came back: their field is here and nothing was done. */
function dropAccepted(document, storage, fields) {
  if (document.querySelector('[data-refusal]')) return;
  const accepted = document.querySelector('[data-accepted]') !== null;
  const here = fields.map((field) => keyOf(document, field));
  for (const key of JSON.parse(storage.getItem(sentOf(document)) ?? '[]')) {
    if (accepted || !here.includes(key)) storage.removeItem(key);
  }
  storage.removeItem(sentOf(document));
}

function keep(document, storage, field) {
  const key = keyOf(document, field);
  const status = document.getElementById(`${field.id}-draft`);
  const say = (sentence) => {
    if (status) status.textContent = sentence;
  };
  const kept = storage.getItem(key);
  if (!field.value && kept) {
    field.value = kept;
    say('Abbiamo ripreso la bozza che avevi lasciato qui.');
  }
  let timer;
  const save = () => {
    clearTimeout(timer);
    try {
      if (field.value) storage.setItem(key, field.value);
      else storage.removeItem(key);
      say('Bozza salvata su questo computer.');
    } catch {
      say('Non c’è spazio per la bozza su questo computer: salva spesso.');
    }
  };
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT_MS);
  });
  field.form?.addEventListener('submit', () => {
    save();
    const sent = JSON.parse(storage.getItem(sentOf(document)) ?? '[]');
    storage.setItem(sentOf(document), JSON.stringify([...new Set([...sent, key])]));
  });
}
