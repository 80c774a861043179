// Writes what `make bench` imports: questions with answers, short documents and practices in
// Italian-like words, one JSON record a line. The same numbers give the same bytes.
//
//   node scripts/bench-content.mjs FILE [QUESTIONS [DOCUMENTS [PRACTICES]]]
import { closeSync, openSync, writeSync } from 'node:fs';

const [file, questions = '2000', documents = '15000', practices = '200'] = process.argv.slice(2);
if (!file) throw new Error('usage: bench-content.mjs FILE [QUESTIONS [DOCUMENTS [PRACTICES]]]');

/** How many of the questions, from the first, have twelve answers; the others have one. */
const LONG = Math.min(1000, Number(questions));

const TOPICS = ['ict', 'personale', 'bilancio-tributi', 'cuc-appalti', 'polizia-locale', 'servizi-sociali', 'scuola'];
const COMMON = `unione comuni gestione associata convenzione statuto servizio ufficio funzione delibera giunta consiglio
  regolamento personale tributi bando avviso contributo progetto polizia locale protezione civile sportello imprese
  biblioteca scuola mensa trasporto rifiuti appalto gara contratto fornitore rete cloud sito identità digitale piano
  triennale responsabile transizione segretario referente sindaco cittadini pratica documento modello accordo riparto
  costi spesa bilancio risparmio organizzazione percorso ostacolo vantaggio fase avvio verifica risultato`.split(/\s+/);
const LINKS = 'di che è la il un per con del della dei delle nel in a da si non le i al come più anche ma o se tra'.split(' ');

let state = 20261123;
/** A number in [0, 1): mulberry32, so that every run and machine writes the same. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];

/** Rare words, so that the vocabulary is as large as a real one's: syllables of Italian. */
const RARE = Array.from({ length: 20000 }, () => {
  const syllables = Array.from({ length: 2 + Math.floor(random() * 3) }, () =>
    pick(['b', 'c', 'd', 'f', 'gl', 'gn', 'l', 'm', 'n', 'p', 'qu', 'r', 's', 'st', 't', 'tr', 'v', 'z']) + pick('aeiou'.split('')));
  return syllables.join('') + pick(['', '', 'zione', 'mento', 'tore', 'le', 'tà']);
});

/** What a text is about: a few words of the trade, which come again and again. Were every text to use
    them all, every search would find everything, as no real one does. */
let subject = [];

/** A word as texts have them: many small ones, some of the trade, few rare ones. */
function word() {
  const kind = random();
  if (kind < 0.4) return pick(LINKS);
  if (kind < 0.75) return pick(subject);
  return RARE[Math.floor(RARE.length * random() ** 3)];
}

function sentence(words) {
  const text = Array.from({ length: words }, word).join(' ');
  return text[0].toUpperCase() + text.slice(1);
}

/** Begins another text, with a subject of its own. */
function begin() {
  subject = Array.from({ length: 10 }, () => COMMON[Math.floor(COMMON.length * random() ** 2)]);
}

/** About `length` characters, in sentences and paragraphs. */
function text(length) {
  let out = '';
  while (out.length < length) {
    out += `${sentence(8 + Math.floor(random() * 16))}.${random() < 0.2 ? '\n\n' : ' '}`;
  }
  return out.trim();
}

const out = openSync(file, 'w');
let waiting = '';
function write(record) {
  waiting += `${JSON.stringify(record)}\n`;
  if (waiting.length > 1 << 20) flush();
}
function flush() {
  writeSync(out, waiting);
  waiting = '';
}

// The word with the number in each title finds the record again: see scripts/bench.mjs.
for (let n = 1; n <= Number(questions); n++) {
  begin();
  const answers = n <= LONG ? 12 : 1;
  write({
    external_id: `bench-question-${n}`,
    kind: 'question',
    title: `${sentence(7)} quesito${n}?`,
    body: text(600 + random() * 400),
    topics: [pick(TOPICS)],
    audience: 'public',
    published_at: '2026-03-11T09:00:00+01:00',
    answers: Array.from({ length: answers }, (_, a) => ({
      body: text(430 + random() * 400),
      solved: a === 0 && n % 3 === 0,
      published_at: `2026-03-12T${String(8 + a).padStart(2, '0')}:00:00+01:00`,
    })),
  });
}
for (let n = 1; n <= Number(documents); n++) {
  begin();
  write({
    external_id: `bench-document-${n}`,
    kind: 'document',
    title: `${sentence(8)} documento${n}`,
    body: text(400 + random() * 500),
    topics: [pick(TOPICS)],
    audience: 'public',
    published_at: '2026-02-01T09:00:00+01:00',
  });
}
for (let n = 1; n <= Number(practices); n++) {
  begin();
  write({
    external_id: `bench-practice-${n}`,
    kind: 'practice',
    title: `${sentence(6)} esperienza${n}`,
    summary: text(200),
    body: text(4000 + random() * 4000),
    topics: [pick(TOPICS)],
    audience: 'public',
    published_at: '2026-01-15T09:00:00+01:00',
  });
}
flush();
closeSync(out);
