// What one writes in a <textarea data-draft="KEY"> is kept in this browser until the form is accepted.
//
// A draft is taken up again only into an empty field. Sending the form marks the draft as sent and does
// not yet drop it: when the same page comes back (an error, an expired session) the words are still there.
// The next page without that field drops it, unless that page is a refusal (too large, too many, a bug).

const PREFIX = 'draft:';
const SENT = 'draft-sent';
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

/** Forgets the drafts sent from the page before, unless their field is here again. */
function dropAccepted(document, storage, fields) {
  if (document.querySelector('[data-refusal]')) return;
  const here = fields.map((field) => field.dataset.draft);
  for (const key of JSON.parse(storage.getItem(SENT) ?? '[]')) {
    if (!here.includes(key)) storage.removeItem(PREFIX + key);
  }
  storage.removeItem(SENT);
}

function keep(document, storage, field) {
  const key = PREFIX + field.dataset.draft;
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
    const sent = JSON.parse(storage.getItem(SENT) ?? '[]');
    storage.setItem(SENT, JSON.stringify([...new Set([...sent, field.dataset.draft])]));
  });
}
