// How good and how quick the search is, asked as anybody asks it: imports judged texts into a folder
// of its own, starts the server, asks every query through the API, prints nDCG@10 for each class and
// the CPU a search costs.
//
//   node scripts/search-figures.mjs FRA-UNIONI SHARED [RUN-FILE]
//
// SHARED holds data/search/{corpus.jsonl,queries.dev.tsv,qrels.dev.txt}, which are not part of this
// repository. The answers go to RUN-FILE in the format of TREC (qid Q0 external_id rank score tag).
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const [binary, shared, runFile] = process.argv.slice(2);
if (!shared) throw new Error('usage: search-figures.mjs FRA-UNIONI SHARED [RUN-FILE]');
const material = path.join(shared, 'data', 'search');
const folder = mkdtempSync(path.join(tmpdir(), 'search-figures-'));
const data = path.join(folder, 'data');
const environment = { ...process.env, FRA_UNIONI_RATE_LIMITS: 'off', FRA_UNIONI_LOG_LEVEL: 'warn' };
const lines = (name) => readFileSync(path.join(material, name), 'utf8').split('\n').filter(Boolean);

/** The texts as records of an import. */
function records() {
  return lines('corpus.jsonl')
    .map((line) => JSON.parse(line))
    .map(({ id, title, body }) => ({ external_id: id, kind: 'document', title, body, audience: 'public' }));
}

/** The queries with their relevant texts. */
function judged() {
  const relevant = new Map();
  for (const line of lines('qrels.dev.txt')) {
    const [query, , text, grade] = line.split(/\s+/);
    if (Number(grade) > 0) relevant.set(query, (relevant.get(query) ?? new Set()).add(text));
  }
  return lines('queries.dev.tsv').map((line) => {
    const [id, kind, , text] = line.split('\t');
    return { id, kind, text, relevant: relevant.get(id) ?? new Set() };
  });
}

/** nDCG of the ten first, a text being relevant or not. */
function ndcg(found, relevant) {
  const gain = (rank) => 1 / Math.log2(rank + 2);
  const reached = found.slice(0, 10).reduce((sum, id, rank) => sum + (relevant.has(id) ? gain(rank) : 0), 0);
  const ideal = Array.from({ length: Math.min(10, relevant.size) }, (_, rank) => gain(rank)).reduce((a, b) => a + b, 0);
  return ideal ? reached / ideal : 0;
}

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
/** CPU a process has used, all threads, in ms. */
function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

/** Starts the server; its first line of output is its address. */
async function serve() {
  const child = spawn(binary, ['serve', '--data', data, '--listen', '127.0.0.1:0'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { child, address };
}

async function ask(address, query) {
  const url = new URL('/api/v1/search', address);
  url.searchParams.set('q', query.text);
  url.searchParams.set('limit', '10');
  if (query.kind === 'prefix') url.searchParams.set('prefix', 'true');
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const figure = (number, digits) => number.toFixed(digits).padStart(8);

let server;
try {
  const texts = records();
  const file = path.join(folder, 'corpus.jsonl');
  writeFileSync(file, texts.map((record) => JSON.stringify(record)).join('\n'));
  const began = performance.now();
  const imported = spawnSync(binary, ['import', file, '--data', data], { env: environment, encoding: 'utf8' });
  process.stdout.write(imported.stdout);
  if (imported.status !== 0) throw new Error(`the import ended with ${imported.status}\n${imported.stderr}`);
  const seconds = (performance.now() - began) / 1000;
  console.log(`${texts.length} texts imported and indexed in ${seconds.toFixed(1)} s: ${Math.round(texts.length / seconds)} a second\n`);

  server = await serve();
  const queries = judged();
  for (const query of queries.slice(0, 30)) await ask(server.address, query);
  const cpuBefore = cpuMs(server.child.pid);
  const classes = new Map();
  const run = [];
  for (const query of queries) {
    const { results, took_ms } = await ask(server.address, query);
    const found = results.map((result) => result.external_id);
    found.forEach((id, rank) => run.push(`${query.id} Q0 ${id} ${rank + 1} ${results[rank].score} fra-unioni`));
    const scores = classes.get(query.kind) ?? [];
    scores.push({ ndcg: ndcg(found, query.relevant), took_ms });
    classes.set(query.kind, scores);
  }
  const cpuEach = (cpuMs(server.child.pid) - cpuBefore) / queries.length;
  if (runFile) writeFileSync(runFile, run.join('\n') + '\n');

  console.log('class            n  nDCG@10  took ms');
  const all = [...classes.values()].flat();
  for (const [name, scores] of [...[...classes].sort(), ['all', all]]) {
    console.log(
      `${name.padEnd(12)}${String(scores.length).padStart(6)} ${figure(mean(scores.map((s) => s.ndcg)), 3)} ${figure(mean(scores.map((s) => s.took_ms)), 2)}`,
    );
  }
  console.log(`\nCPU of one search, HTTP included: ${cpuEach.toFixed(2)} ms over ${texts.length} texts`);
} finally {
  if (server) {
    const gone = new Promise((resolve) => server.child.once('exit', resolve));
    server.child.kill('SIGTERM');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}
