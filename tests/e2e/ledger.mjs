// What people do over HTTP when nobody looks at the pages, and a ledger of what was acknowledged.
import { createHash } from 'node:crypto';
import { HttpBrowser, isDone } from './support/http_browser.mjs';
import { PEOPLE } from './support/site.mjs';

/** As many answers as one page of a question surely shows. */
const ANSWERS = 12;

/** Numbers in [0, 1): mulberry32. */
export function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Those who work: one facilitates, one asks, one answers. */
export async function people(url) {
  const all = { chiara: new HttpBrowser(url), paolo: new HttpBrowser(url), marta: new HttpBrowser(url) };
  await all.chiara.enter(PEOPLE.facilitatore.email);
  await all.paolo.enter(PEOPLE.referente.email);
  await all.marta.enter(PEOPLE.mentore.email);
  return all;
}

/** What was acknowledged, and what was under way when the server died. */
export class Ledger {
  /** @param {number} seed   decides who does what, and makes its words its own */
  constructor(seed) {
    this.seed = seed;
    this.random = numbers(seed + 1);
    this.documents = [];
    this.questions = [];
    this.answers = [];
    this.follows = new Map();
    this.underWay = [];
    this.number = 0;
  }

  /** One of a list, nothing of an empty one. */
  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  /** A word that stands nowhere else. */
  word(what) {
    this.number += 1;
    return `${what}${this.seed}x${this.number}x`;
  }
}

const sent = (html, action, values) => HttpBrowser.form(html, (tag) => tag.includes(`action="${action}"`), values);

/** Shares a document of some kilobytes. */
export async function upload({ chiara }, ledger) {
  const word = ledger.word('documento');
  const bytes = Buffer.from(`Regolamento ${word}. ${'Testo di prova che occupa spazio. '.repeat(50 + Math.floor(ledger.random() * 2000))}`);
  const form = sent(await chiara.page('/documenti/nuovo'), '/documenti/nuovo', {
    titolo: `Regolamento ${word}`,
    tipo: 'regolamento',
    argomenti: 'ict',
    visibilita: 'public',
    file: { name: `${word}.txt`, bytes, type: 'text/plain' },
  });
  const take = (answer) => ledger.documents.push({ word, path: answer.location, hash: sha(bytes) });
  return deliver(chiara, form, take, ledger);
}

/** How much of a file is sent in one request. */
const PIECE_BYTES = 64 * 1024;

/** Sends what is missing of a file, from wherever the server says (tus). */
async function sendPieces(browser, file) {
  const headers = { 'tus-resumable': '1.0.0', 'x-csrf-token': file.csrf };
  const ask = (method, path, more = {}, body = undefined) => browser.request(path, { method, body, headers: { ...headers, ...more } });
  if (!file.url) {
    const name = Buffer.from(file.name).toString('base64');
    const begun = await ask('POST', '/caricamenti', { 'upload-length': String(file.bytes.length), 'upload-metadata': `filename ${name}` });
    if (begun.status !== 201) throw new Error(`an upload is answered with ${begun.status}`);
    file.url = begun.location;
  }
  for (;;) {
    const at = Number((await ask('HEAD', file.url)).headers.get('upload-offset'));
    if (at === file.bytes.length) return file.url.split('/').pop();
    const piece = file.bytes.subarray(at, at + PIECE_BYTES);
    const added = await ask('PATCH', file.url, { 'upload-offset': String(at), 'content-type': 'application/offset+octet-stream' }, piece);
    if (added.status !== 204) throw new Error(`a piece is answered with ${added.status}`);
  }
}

/** Shares a document whose file comes in pieces: what had come before the server died is not sent again. */
export async function uploadInPieces({ chiara }, ledger) {
  const word = ledger.word('capitolato');
  const bytes = Buffer.from(`Capitolato ${word}. ${'Testo di prova che occupa spazio. '.repeat(6000 + Math.floor(ledger.random() * 6000))}`);
  const form = sent(await chiara.page('/documenti/nuovo'), '/documenti/nuovo', {
    titolo: `Capitolato ${word}`,
    tipo: 'regolamento',
    argomenti: 'ict',
    visibilita: 'public',
    caricato: '',
  });
  const file = { name: `${word}.txt`, bytes, csrf: form.fields.find(([name]) => name === 'csrf')[1] };
  const prepare = async () => {
    const id = await sendPieces(chiara, file);
    form.fields = form.fields.map(([name, value]) => [name, name === 'caricato' ? id : value]);
  };
  const take = (answer) => ledger.documents.push({ word, path: answer.location, hash: sha(bytes) });
  return deliver(chiara, form, take, ledger, prepare);
}

/** Asks a question. */
export async function ask({ paolo }, ledger) {
  const word = ledger.word('domanda');
  const form = sent(await paolo.page('/domande/nuova'), '/domande/nuova', {
    titolo: `Come si fa ${word}?`,
    contesto: `Lo chiediamo perché ${word} ci serve, e non sappiamo da dove cominciare.`,
    argomenti: 'ict',
    a_chi: 'public',
    confermata: '1',
  });
  const take = (answer) => ledger.questions.push({ word, path: answer.location.split('#')[0], answers: 0, answered: false });
  return deliver(paolo, form, take, ledger);
}

/** Answers one of the questions. */
export async function answer({ marta }, ledger) {
  const question = ledger.pick(ledger.questions.filter(({ answers }) => answers < ANSWERS));
  if (!question) return undefined;
  question.answers += 1;
  const word = ledger.word('risposta');
  const [, number] = question.path.match(/^\/domande\/(\d+)/);
  const form = sent(await marta.page(question.path), `/domande/${number}/risposte`, { risposta: `Noi abbiamo fatto così: ${word}.` });
  const take = () => {
    question.answered = true;
    ledger.answers.push({ word, path: question.path });
  };
  return deliver(marta, form, take, ledger);
}

/** Follows one of the questions, or stops. */
export async function follow({ chiara }, ledger) {
  const question = ledger.pick(ledger.questions);
  if (!question) return undefined;
  const html = await chiara.page(question.path);
  const stops = html.includes('formaction="/seguiti/smetti"');
  const form = HttpBrowser.form(html, (tag) => tag.includes('action="/seguiti"'), { frequenza: 'at_once' });
  if (stops) form.action = '/seguiti/smetti';
  // Until the answer is there, either is right.
  ledger.follows.delete(question.path);
  const taken = await chiara.send(form);
  if (isDone(taken)) ledger.follows.set(question.path, !stops);
  return undefined;
}

/** Sends a form; what the server dies over is kept, to be sent again as a person would. */
async function deliver(browser, form, take, ledger, prepare = async () => {}) {
  const attempt = { browser, form, take, prepare };
  ledger.underWay.push(attempt);
  await prepare();
  const taken = await browser.send(form);
  if (!isDone(taken)) throw new Error(`${form.action} answers ${taken.status}`);
  ledger.underWay.splice(ledger.underWay.indexOf(attempt), 1);
  take(taken);
  return undefined;
}

/** Sends again what was under way: the form's token makes it one effect, whether it had arrived or not. */
export async function retry(ledger) {
  for (const { browser, form, take, prepare } of ledger.underWay.splice(0)) {
    await prepare();
    const taken = await browser.send(form);
    if (!isDone(taken)) throw new Error(`${form.action}, sent again, answers ${taken.status}`);
    take(taken);
  }
}

const count = (text, word) => text.split(word).length - 1;

/** What of the ledger is not there. */
export async function missing({ chiara, paolo }, ledger) {
  const faults = [];
  for (const { word, path: at, hash } of ledger.documents) {
    const [number] = at.match(/^\/documenti\/\d+/) ?? [];
    const file = await chiara.request(`${number}/file`);
    if (file.status !== 200 || sha(file.bytes) !== hash) faults.push(`document ${at}: its file answers ${file.status}, ${file.bytes.length} bytes`);
    if (!(await chiara.page(at)).includes(word)) faults.push(`document ${at} does not say ${word}`);
  }
  const pages = new Map();
  for (const { word, path: at } of ledger.questions) {
    // What it says to machines it says once more.
    pages.set(at, (await paolo.page(at)).replace(/<script type="application\/ld\+json">.*?<\/script>/s, ''));
    if (!pages.get(at).includes(word)) faults.push(`question ${at} does not say ${word}`);
  }
  for (const { word, path: at } of ledger.answers) {
    const times = count(pages.get(at), `così: ${word}.`);
    if (times !== 1) faults.push(`answer ${word} is ${times} times on ${at}`);
  }
  for (const [at, following] of ledger.follows) {
    const html = await chiara.page(at);
    if (html.includes('formaction="/seguiti/smetti"') !== following) faults.push(`${at} is ${following ? 'not ' : ''}followed`);
  }
  return faults;
}
