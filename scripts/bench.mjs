// Measures the main pages beside a bare page of the same stack, in turn, on one core; prints CPU
// and requests as multiples of the bare page's, for absolute figures do not carry from one machine
// to another.
//
//   node scripts/bench.mjs FRA-UNIONI CEILING FOLDER      (FOLDER holds content.jsonl)
//
// The server runs on core 0, wrk on core 1. Each page is measured between two measurements of the
// bare page, and compared with their mean. A series in which something else used more than 15 % of
// core 0 is marked "noisy". Exits 1 when an answer was not a 200, not when a goal is missed.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const [binary, ceilingBinary, folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: bench.mjs FRA-UNIONI CEILING FOLDER');
const secondsEach = Number(process.env.SECONDS_EACH ?? 8);
const connections = Number(process.env.CONNECTIONS ?? 16);
const data = path.join(folder, 'data');
const script = fileURLToPath(new URL('bench.lua', import.meta.url));
const environment = { ...process.env, FRA_UNIONI_RATE_LIMITS: 'off' };

/** What the bare page cost, in ms of CPU, on the machine the goals were set on. */
const REFERENCE_CEILING_MS = 0.058;
const GOALS = { questionShare: 0.15, searchCpuMs: 2, importPerSecond: 2000, startMs: 300, idleMb: 60 };

/** Clock ticks in a second, the unit of /proc. */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Asks without keeping the connection: while wrk runs we do not notice that the other side closes it. */
const ask = (url) => fetch(url, { headers: { connection: 'close' }, redirect: 'manual' });

/** Whatever ends this program ends the servers it started. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** CPU a process has used, all threads, in ms. */
function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}

/** What programs have used of core 0, in ms. */
function core0Ms() {
  const [, user, nice, system] = readFileSync('/proc/stat', 'utf8').match(/^cpu0 (\d+) (\d+) (\d+)/m);
  return ((Number(user) + Number(nice) + Number(system)) * 1000) / TICKS;
}

/** Proportional share of memory, in MB (10^6 bytes). */
function pssMb(pid) {
  const kib = Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+)/m)[1]);
  return (kib * 1024) / 1e6;
}

/** Starts a server on core 0; its first line of output is, or ends with, its address. */
async function start(command, args) {
  const began = performance.now();
  const child = spawn('taskset', ['-c', '0', command, ...args], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code} before it named its address`)));
  });
  const address = line.match(/http:\/\/[\d.]+:\d+/)?.[0];
  if (!address) throw new Error(`${command}: no address in its first line: ${line}`);
  return { child, address, began, pid: child.pid };
}

async function stop(server) {
  const gone = new Promise((resolve) => server.child.once('exit', resolve));
  server.child.kill('SIGTERM');
  await gone;
}

async function firstAnswer(server) {
  for (;;) {
    const response = await ask(`${server.address}/accedi`).catch(() => null);
    if (response?.status === 200) return performance.now() - server.began;
    if (performance.now() - server.began > 30_000) throw new Error('no 200 within 30 s of the start');
    await pause(1);
  }
}

/** Waits until the workers have caught up: under 2 % of a core for two seconds. */
async function settle(server) {
  for (let quiet = 0, waited = 0; quiet < 2; waited++) {
    if (waited > 300) throw new Error('the server does not come to rest within 300 s');
    const before = cpuMs(server.pid);
    await pause(1000);
    quiet = cpuMs(server.pid) - before < 20 ? quiet + 1 : 0;
  }
}

/** The addresses of imported records, found by the word with the number in each title. */
async function find(server, kind, word, count) {
  const found = [];
  for (let n = 1; n <= count; n++) {
    const response = await ask(`${server.address}/api/v1/search?q=${word}${n}&kind=${kind}&limit=5`);
    const { results } = await response.json();
    const hit = results.find((result) => result.external_id === `bench-${kind}-${n}`);
    if (!hit) throw new Error(`bench-${kind}-${n} is not found by searching ${word}${n}`);
    found.push(new URL(hit.url, server.address).pathname);
  }
  return found;
}

/** One measurement: `seconds` of load over the paths in turn. */
function load(server, paths, seconds = secondsEach) {
  const list = path.join(folder, 'paths.txt');
  writeFileSync(list, paths.map((p) => `${p}\n`).join(''));
  const before = { server: cpuMs(server.pid), core: core0Ms(), at: performance.now() };
  const output = execFileSync(
    'wrk',
    ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, server.address, '--', list],
    { encoding: 'utf8' },
  );
  const used = cpuMs(server.pid) - before.server;
  const others = core0Ms() - before.core - used;
  const result = JSON.parse(output.trim().split('\n').at(-1));
  return {
    perSecond: (result.requests * 1e6) / result.elapsed_us,
    p50: result.p50_us / 1000,
    p99: result.p99_us / 1000,
    cpu: used / result.requests,
    failed: result.failed,
    others: Math.max(0, others / (performance.now() - before.at)),
  };
}

async function bytes(server, paths) {
  let size = 0;
  for (const one of paths) {
    const response = await ask(server.address + one);
    if (response.status !== 200) throw new Error(`${one} answers ${response.status}, not 200`);
    size += (await response.arrayBuffer()).byteLength;
  }
  return size / paths.length;
}

function timed(args) {
  const began = performance.now();
  // On both cores, as the goal is meant.
  execFileSync('taskset', ['-c', '0,1', binary, ...args], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  return (performance.now() - began) / 1000;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const verdict = (reached) => (reached ? 'reached' : 'MISSED');
const columns = (cells) => cells.map((cell, i) => (i ? String(cell).padStart(11) : String(cell).padEnd(20))).join('');
const query = (q) => encodeURIComponent(q).replaceAll('%20', '+');

// --- bringing the content in ---------------------------------------------------------------------
const content = path.join(folder, 'content.jsonl');
const records = readFileSync(content, 'utf8').split('\n').length - 1;
const importRate = records / timed(['import', content, '--data', data]);
const indexRate = records / timed(['reindex', '--data', data]);

// --- starting ------------------------------------------------------------------------------------
const serve = ['serve', '--data', data, '--listen', '127.0.0.1:0'];
const starts = [];
let app;
for (let n = 0; n < 5; n++) {
  if (app) await stop(app);
  app = await start(binary, serve);
  starts.push(await firstAnswer(app));
}
await settle(app);
const idle = pssMb(app.pid);
const ceiling = await start(ceilingBinary, [path.join(folder, 'ceiling.sqlite')]);

// --- the pages -----------------------------------------------------------------------------------
const SEARCHES = ['gestione associata', 'convenzione polizia locale', 'riparto dei costi', 'bando cloud',
  'responsabile transizione digitale', 'statuto unione', "regolamento dell'ufficio", 'mensa scuola'].map(query);
const pages = [
  ['question', await find(app, 'question', 'quesito', 50)],
  ['practice', await find(app, 'practice', 'esperienza', 50)],
  ['list /domande', ['/domande']],
  ['search /cerca', SEARCHES.map((q) => `/cerca?q=${q}`)],
  ['search API', SEARCHES.map((q) => `/api/v1/search?q=${q}`)],
  ['sign-in /accedi', ['/accedi']],
];
const bare = Array.from({ length: 200 }, (_, n) => `/domande/${n}`);

console.log(`\n${secondsEach} s a measurement, ${connections} connections, ${records} records; ceiling: actix-web + SQLite + askama\n`);
console.log(columns(['page', 'bytes', 'req/s', 'p50 ms', 'p99 ms', 'CPU ms', 'req/CPU-s', '% ceiling', 'CPU x']));
load(ceiling, bare, 1);

const results = [];
let before = load(ceiling, bare);
console.log(columns(['ceiling', Math.round(await bytes(ceiling, bare.slice(0, 1))), Math.round(before.perSecond), before.p50.toFixed(2),
  before.p99.toFixed(2), before.cpu.toFixed(4), Math.round(1000 / before.cpu), '100', '1.0']));
for (const [name, paths] of pages) {
  const size = await bytes(app, paths);
  load(app, paths, 1);
  const page = load(app, paths);
  const after = load(ceiling, bare);
  const bareCpu = (before.cpu + after.cpu) / 2;
  const share = page.perSecond / ((before.perSecond + after.perSecond) / 2);
  const times = page.cpu / bareCpu;
  const noise = Math.max(page.others, before.others, after.others);
  results.push({ name, size, ...page, share, times, noise });
  console.log(columns([name, Math.round(size), Math.round(page.perSecond), page.p50.toFixed(2), page.p99.toFixed(2), page.cpu.toFixed(4),
    Math.round(1000 / page.cpu), (share * 100).toFixed(1), times.toFixed(1)])
    + (noise > 0.15 ? `  noisy: others used ${Math.round(noise * 100)} % of the core` : ''));
  before = after;
}
const loaded = pssMb(app.pid);
await stop(app);
await stop(ceiling);

// --- the goals -----------------------------------------------------------------------------------
const question = results.find((r) => r.name === 'question');
const search = results.find((r) => r.name === 'search /cerca');
const searchMs = search.times * REFERENCE_CEILING_MS;
console.log(`
question page    ${(question.share * 100).toFixed(1)} % of the ceiling's requests (goal ${GOALS.questionShare * 100} %): ${verdict(question.share >= GOALS.questionShare)}
search           ${searchMs.toFixed(2)} ms CPU, where the ceiling costs ${REFERENCE_CEILING_MS} ms (goal ${GOALS.searchCpuMs} ms): ${verdict(searchMs <= GOALS.searchCpuMs)}
import           ${Math.round(importRate)} records/s (goal ${GOALS.importPerSecond}): ${verdict(importRate >= GOALS.importPerSecond)}
index            ${Math.round(indexRate)} records/s (goal ${GOALS.importPerSecond}): ${verdict(indexRate >= GOALS.importPerSecond)}
first 200        ${Math.round(median(starts))} ms after the start, median of ${starts.length} (goal ${GOALS.startMs} ms): ${verdict(median(starts) <= GOALS.startMs)}
memory           ${idle.toFixed(1)} MB idle (goal ${GOALS.idleMb} MB): ${verdict(idle <= GOALS.idleMb)}; ${loaded.toFixed(1)} MB after the load
`);
writeFileSync(path.join(folder, 'results.json'),
  `${JSON.stringify({ records, importRate, indexRate, starts, idle, loaded, pages: results }, null, 2)}\n`);

const failed = results.filter((r) => r.failed > 0);
for (const r of failed) console.error(`${r.name}: ${r.failed} requests failed`);
process.exitCode = failed.length ? 1 : 0;
