// What pages cost when there is much more to show: the CPU of 5,000 practices of 20 phases over 600
// unioni, as a multiple of that of 50 practices over 50 unioni, page by page.
//
//   node scripts/growth.mjs FRA-UNIONI FOLDER [PRACTICES [UNIONI]]
//
// Both sites run at the same time, each page is asked of the one and the other in turn, so whatever
// else the machine does weighs on both. Exits 1 when a page costs more than the goal.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { HttpBrowser, isDone } from '../tests/e2e/support/http_browser.mjs';

const [binary, folder, practices = '5000', unioni = '600'] = process.argv.slice(2);
if (!folder) throw new Error('usage: growth.mjs FRA-UNIONI FOLDER [PRACTICES [UNIONI]]');

const GOAL = 1.5;
const SMALL = 50;
/** CPU one measurement takes at least, in ms: the clock of /proc ticks every 10. */
const ENOUGH_MS = 1000;
const ROUNDS = 3;
const AT_ONCE = 4;
const PASSWORD = 'sole-di-maggio-sui-colli';
const environment = { ...process.env, FRA_UNIONI_RATE_LIMITS: 'off' };
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

const REGIONI = ['Piemonte', 'Lombardia', 'Veneto', 'Emilia-Romagna', 'Toscana', 'Marche', 'Lazio', 'Campania', 'Puglia', 'Sardegna'];
const TOPICS = ['ict', 'personale', 'bilancio-tributi', 'cuc-appalti', 'polizia-locale', 'servizi-sociali', 'scuola'];
const KINDS = ['survey', 'design', 'rollout', 'operation', 'expansion', 'stall', 'restart'];
const AREAS = ['protocollo', 'contabilita', 'tributi', 'demografici'];

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** CPU a process has used, all threads, in ms. */
function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

const code = (n) => `crescita_${n}`;
const istat = (n) => String(n).padStart(6, '0');
/** Comuni of an unione: three to eight of its own. */
const comuniOf = (n) => Array.from({ length: 3 + (n % 6) }, (_, k) => n * 8 + k);

/** A practice of 20 phases, some of which overlap. */
function practice(n, ofUnioni) {
  const begin = 1995 + (n % 12);
  return {
    external_id: `crescita-${n}`,
    kind: 'practice',
    title: `Mettere insieme il servizio numero ${n}`,
    summary: 'Da uffici separati a un servizio solo: che cosa è successo, anno per anno, con le soste e le ripartenze.',
    body: 'Ogni comune aveva il suo ufficio, i suoi contratti e i suoi programmi. '.repeat(12),
    topics: [TOPICS[n % TOPICS.length], TOPICS[(n * 3 + 1) % TOPICS.length]].filter((one, at, all) => all.indexOf(one) === at),
    unione: code(n % ofUnioni),
    published_at: '2026-01-15T09:00:00+01:00',
    sections: {
      facts: { comuni: '5', inhabitants: String(5000 + ((n * 137) % 60000)), staff: '2', legal_form: 'Conferimento di funzione' },
      phases: Array.from({ length: 20 }, (_, k) => ({
        key: k + 1,
        kind: KINDS[(n + k) % KINDS.length],
        title: `Passo ${k + 1}`,
        from: `${begin + k}-03`,
        to: `${begin + k + 1}-0${1 + (k % 6)}`,
        what: 'Il gruppo di lavoro si è riunito, ha scritto il testo e lo ha portato nei consigli.',
      })),
      obstacles: Array.from({ length: 4 }, (_, k) => ({ what: `Ostacolo ${k + 1}: i contratti scadevano in anni diversi.`, kind: 'organisational', done: 'Proroghe fino a una data sola.', outcome: 'solved' })),
      spending: { start: { from: 40000 + n }, yearly: { from: 90000 + n } },
      fit: { factors: [], people_from: 5000, people_to: 50000 },
    },
  };
}

/** A site of its own with so much in it, running; with a member of its first unione. */
async function site(name, practiceCount, unioneCount) {
  const data = path.join(folder, name);
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  const run = (args, input = '') => execFileSync(binary, [...args, '--data', data], { env: environment, input, stdio: ['pipe', 'ignore', 'inherit'] });
  const numbers = (count) => Array.from({ length: count }, (_, n) => n);

  const content = path.join(folder, `${name}.jsonl`);
  const bodies = numbers(unioneCount).map((n) => ({ external_id: code(n), kind: 'unione', title: `Unione di prova ${n}`, body: '', unione: code(n) }));
  const told = numbers(practiceCount).map((n) => practice(n + 1, unioneCount));
  writeFileSync(content, [...bodies, ...told].map((one) => `${JSON.stringify(one)}\n`).join(''));
  const comuni = path.join(folder, `${name}.csv`);
  const lines = numbers(unioneCount).flatMap((n) => comuniOf(n).map((k) => `${istat(k + 1)},Borgo ${k},CN,${REGIONI[n % REGIONI.length]}`));
  writeFileSync(comuni, `istat,name,province_code,region\n${lines.join('\n')}\n`);
  run(['migrate']);
  run(['import', content]);
  run(['register', 'import', comuni, '--source', 'Prova', '--date', '2026-01-01']);
  run(['user', 'add', '--email', 'ada@crescita.example', '--given-name', 'Ada', '--family-name', 'Prova', '--admin', '--password-stdin'], PASSWORD);
  run(['user', 'add', '--email', 'marco@crescita.example', '--given-name', 'Marco', '--family-name', 'Prova', '--body', code(0), '--office', 'referente', '--password-stdin'], PASSWORD);

  const child = spawn(binary, ['serve', '--data', data, '--listen', '127.0.0.1:0'], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  running.add(child);
  const first = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (status) => reject(new Error(`the server ended with ${status}`)));
  });
  const url = first.match(/http:\/\/[\d.]+:\d+/)[0];
  const visitor = new HttpBrowser(url);
  await describe(await signedIn(url, 'ada'), unioneCount);
  const member = await signedIn(url, 'marco');
  await settle(child.pid);
  return { pid: child.pid, child, visitor, member };
}

async function signedIn(url, who) {
  const browser = new HttpBrowser(url);
  const html = await browser.page('/accedi');
  const form = HttpBrowser.form(html, (tag) => tag.includes('action="/accedi"'), { email: `${who}@crescita.example`, password: PASSWORD });
  if (!isDone(await browser.send(form))) throw new Error(`${who} cannot sign in`);
  return browser;
}

/** What an unione says of itself, as whoever keeps its profile types it. */
async function describe(admin, count) {
  for (let n = 0; n < count; n++) {
    const address = `/unioni/${n + 1}/modifica`;
    const values = {
      forma: 'unione', zona: ['mountain', 'hill', 'plain'][n % 3], regione: REGIONI[n % REGIONI.length], rtd_associato: n % 2 ? 'si' : 'no',
    };
    comuniOf(n).forEach((k, row) => {
      Object.assign(values, { [`comune-${row}-nome`]: `Borgo ${k}`, [`comune-${row}-istat`]: istat(k + 1), [`comune-${row}-dal`]: '2010',
        [`comune-${row}-abitanti`]: String(800 + ((k * 613) % 5000)), [`comune-${row}-data`]: '2024', [`comune-${row}-chi`]: 'ISTAT' });
    });
    for (let row = 0; row < 3; row++) {
      Object.assign(values, { [`funzione-${row}-nome`]: `Servizio di ${TOPICS[(n + row) % TOPICS.length]}`, [`funzione-${row}-argomento`]: TOPICS[(n + row) % TOPICS.length], [`funzione-${row}-dal`]: '2014',
        [`software-${row}-area`]: AREAS[(n + row) % AREAS.length], [`software-${row}-nome`]: `Programma ${(n + row) % 9}`, [`software-${row}-fornitore`]: `Fornitore ${(n + row) % 5}` });
    }
    const form = HttpBrowser.form(await admin.page(address), (tag) => tag.includes(`action="${address}"`), values);
    const answer = await admin.send(form);
    if (!isDone(answer)) throw new Error(`${address} is not saved: ${answer.status}`);
  }
}

/** Waits until the workers have caught up: under 2 % of a core for two seconds. */
async function settle(pid) {
  for (let quiet = 0, waited = 0; quiet < 2; waited++) {
    if (waited > 600) throw new Error('the server does not come to rest within ten minutes');
    const before = cpuMs(pid);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    quiet = cpuMs(pid) - before < 20 ? quiet + 1 : 0;
  }
}

/** CPU of one answer, in ms: the paths in turn, until the server has worked long enough. */
async function cost(one, { as, paths }) {
  let asked = 0;
  const began = cpuMs(one.pid);
  while (cpuMs(one.pid) - began < ENOUGH_MS) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => one[as].page(paths[asked++ % paths.length])));
  }
  return (cpuMs(one.pid) - began) / asked;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const columns = (cells) => cells.map((cell, i) => (i ? String(cell).padStart(12) : String(cell).padEnd(34))).join('');

mkdirSync(folder, { recursive: true });
const small = await site('small', SMALL, SMALL);
const large = await site('large', Number(practices), Number(unioni));

/** The facets of a list, by their boxes: its address with the first box of each. */
async function narrowed(one, list) {
  const html = await one.visitor.page(list);
  const boxes = [...html.matchAll(/<input[^>]*type="checkbox"[^>]*>/g)].map(([tag]) => [tag.match(/name="([^"]*)"/)?.[1], tag.match(/value="([^"]*)"/)?.[1]]);
  const first = boxes.filter(([name], at) => boxes.findIndex(([other]) => other === name) === at);
  if (first.length < 3) throw new Error(`${list} has ${first.length} facets`);
  return first.map(([name, value]) => `${list}?${name}=${encodeURIComponent(value)}`);
}

const shown = Array.from({ length: SMALL }, (_, n) => n + 1);
const numbered = (address) => shown.map((n) => address.replaceAll('{n}', n).replaceAll('{m}', (n % SMALL) + 1));
const pages = [
  ['list of practices', 'visitor', () => ['/pratiche', '/pratiche?pagina=2']],
  ['its facets', 'visitor', (one) => narrowed(one, '/pratiche')],
  ['practice', 'visitor', () => numbered('/pratiche/{n}')],
  ['practice, for a member', 'member', () => numbered('/pratiche/{n}')],
  ['comparison of practices', 'visitor', () => numbered('/pratiche/confronto?con={n}&con={m}')],
  ['unioni like mine', 'member', () => ['/unioni']],
  ['directory', 'visitor', () => ['/unioni']],
  ['its map', 'visitor', () => ['/unioni?vista=mappa']],
  ['comparison of unioni', 'visitor', () => numbered('/unioni/confronto?con={n}&con={m}')],
  ['page of an unione', 'visitor', () => numbered('/unioni/{n}')],
];

console.log(`\n${practices} practices of 20 phases over ${unioni} unioni, beside ${SMALL} over ${SMALL}; goal ${GOAL} x\n`);
console.log(columns(['page', 'ms, small', 'ms, large', 'large / small']));
for (const [name, as, of] of pages) {
  const each = [];
  for (const one of [small, large]) {
    // The address a page moves to is found beforehand, so that only the page itself is measured.
    const paths = await Promise.all((await of(one)).map(async (at) => {
      const answer = await one[as].request(at);
      return answer.status === 301 ? answer.location : at;
    }));
    each.push({ one, asked: { as, paths }, costs: [] });
    await cost(one, { as, paths: paths.slice(0, 2) });
  }
  for (let round = 0; round < ROUNDS; round++) for (const { one, asked, costs } of each) costs.push(await cost(one, asked));
  const [before, after] = each.map(({ costs }) => median(costs));
  const ratio = after / before;
  console.log(columns([name, before.toFixed(2), after.toFixed(2), ratio.toFixed(2)]) + (ratio > GOAL ? '  MISSED' : ''));
  if (ratio > GOAL) process.exitCode = 1;
}
for (const { child } of [small, large]) child.kill('SIGTERM');
