// Whether pages stay quick while files are read: how long they take, by the clock, while nothing is
// read and while the PDFs of the shared folder are, in turn and in one run.
//
//   node scripts/reading-load.mjs FRA-UNIONI SHARED FOLDER [SECONDS]
//
// Pages are asked for one every 25 ms, whether or not those before have been answered, as people do
// who do not know of each other. The PDFs are uploaded one after the other, again and again (each time
// with other last bytes, for the same file is read once), until the time is over and all are read.
// Exits 1 when an answer was not a 200 or the goal is missed.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { HttpBrowser, isDone } from '../tests/e2e/support/http_browser.mjs';
import { PEOPLE } from '../tests/e2e/support/site.mjs';

const [binary, shared, folder, seconds = '20'] = process.argv.slice(2);
if (!folder) throw new Error('usage: reading-load.mjs FRA-UNIONI SHARED FOLDER [SECONDS]');

/** p99 while files are read, as a multiple of that of quiet times. */
const GOAL = 2;
const EVERY_MS = 25;
const PAGES = ['/', '/pratiche', '/documenti', '/domande', '/unioni', '/argomenti', '/pratiche/1', '/cerca?q=gestione+associata', '/cerca?q=convenzione&tipo=documento'];

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function start(data) {
  const child = spawn(binary, ['demo', '--data', data, '--listen', '127.0.0.1:0'], {
    env: { ...process.env, FRA_UNIONI_RATE_LIMITS: 'off' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.add(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const [address] = line.match(/https?:\/\/[^\s/]+/) ?? [];
    if (address) {
      child.stdout.resume();
      return address;
    }
  }
  throw new Error('the server ended before it said its address');
}

/** Asks for pages until `isOver`; how long each took, in ms, the shortest first. */
async function visits(url, isOver) {
  const visitor = new HttpBrowser(url);
  const took = [];
  const under = new Set();
  const begun = performance.now();
  for (let number = 0; !isOver(); number += 1) {
    const at = PAGES[number % PAGES.length];
    const asked = performance.now();
    const answered = visitor.page(at).then(() => took.push(performance.now() - asked));
    under.add(answered);
    answered.finally(() => under.delete(answered)).catch(() => {});
    await pause(Math.max(0, begun + (number + 1) * EVERY_MS - performance.now()));
  }
  await Promise.all(under);
  return took.sort((one, other) => one - other);
}

const share = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const words = (sorted) => `p50 ${share(sorted, 0.5).toFixed(1)} ms, p99 ${share(sorted, 0.99).toFixed(1)} ms of ${sorted.length}`;

/** Shares a file; the address of its document. */
async function upload(browser, name, bytes) {
  const form = HttpBrowser.form(await browser.page('/documenti/nuovo'), (tag) => tag.includes('action="/documenti/nuovo"'), {
    titolo: name,
    tipo: 'regolamento',
    argomenti: 'ict',
    visibilita: 'members',
    file: { name, bytes, type: 'application/pdf' },
  });
  const answer = await browser.send(form);
  if (!isDone(answer)) throw new Error(`${name} is answered with ${answer.status}`);
  return answer.location;
}

const files = readdirSync(path.join(shared, 'data/files')).filter((name) => name.endsWith('.pdf')).sort();
const data = path.join(folder, 'data');
rmSync(data, { recursive: true, force: true });
const url = await start(data);
const chiara = new HttpBrowser(url);
await chiara.enter(PEOPLE.facilitatore.email);

const during = (ms) => {
  const until = performance.now() + ms;
  return () => performance.now() > until;
};
await visits(url, during(5000));
const span = Number(seconds) * 1000;
const before = await visits(url, during(span));

let isRead = false;
let count = 0;
const reading = (async () => {
  const isOver = during(span);
  while (!isOver()) {
    const name = files[count % files.length];
    const bytes = readFileSync(path.join(shared, 'data/files', name));
    count += 1;
    const address = await upload(chiara, name, Buffer.concat([bytes, Buffer.from(`\n%${count}\n`)]));
    // The next comes when this is nearly read: the worker always has something to do.
    if (count % 4 === 0) while ((await chiara.page(address.split('#')[0])).includes('Stiamo leggendo')) await pause(50);
  }
})().finally(() => {
  isRead = true;
});
const meanwhile = await visits(url, () => isRead);
await reading;
const after = await visits(url, during(span));

const quiet = [...before, ...after].sort((one, other) => one - other);
const ratio = share(meanwhile, 0.99) / share(quiet, 0.99);
console.log(`pages while nothing is read: ${words(quiet)}`);
console.log(`pages while ${count} PDF are read: ${words(meanwhile)}`);
console.log(`p99 ${ratio.toFixed(2)} × that of quiet times (goal ${GOAL} ×)`);
rmSync(data, { recursive: true, force: true });
process.exit(ratio <= GOAL ? 0 : 1);
