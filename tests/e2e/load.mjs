// Many people read and write at the same time: nobody is refused, what was acknowledged is there
// once, and the memory of the server does not grow with what it has answered.
//
//   node tests/e2e/load.mjs [--requests N] [--seed S] [--keep]
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Ledger, answer, ask, follow, missing, people as workers, upload } from './ledger.mjs';
import { HttpBrowser } from './support/http_browser.mjs';
import { linksOf } from './support/links.mjs';
import { Report } from './support/report.mjs';
import { OUT, Server, command } from './support/server.mjs';

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '600' },
    seed: { type: 'string', default: '20261123' },
    keep: { type: 'boolean', default: false },
  },
});
const REQUESTS = Number(options.requests);

/** People at the same time: visitors, and pairs of hands of those who work. */
const VISITORS = 12;
const HANDS = 4;

/** Of what members do, one in this many writes; the rest reads. */
const READS_A_DEED = 8;

/** What the memory may grow by once it has seen every page: caches that fill, not one answer after the other. */
const GROWTH_MB = 120;

const PAGES = ['/', '/pratiche', '/documenti', '/domande', '/unioni', '/argomenti', '/cerca?q=gestione+associata', '/cerca?q=polizia&tipo=domanda', '/api/v1/search?q=convenzione'];

/** The pages of content. */
const CONTENT = /^\/(pratiche|documenti|domande|unioni|argomenti)\/\d+-[^/]*$/;

const residentMb = (pid) => (Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+)/m)[1]) * 1024) / 1e6;

/** Reads one of the pages this reader knows of and remembers where it leads. */
async function read(browser, ledger, known) {
  const at = ledger.pick([...known]);
  const got = await browser.request(at);
  if (got.status !== 200 && got.status !== 301) throw new Error(`${at} answers ${got.status}`);
  for (const href of linksOf(got.text, browser.url)) {
    const { pathname } = new URL(href);
    if (CONTENT.test(pathname)) known.add(pathname);
  }
}

mkdirSync(OUT, { recursive: true });
const report = new Report();
const data = mkdtempSync(path.join(tmpdir(), 'fra-unioni-load-'));
const server = await Server.start({ data, log: path.join(OUT, 'load.log') });
const ledger = new Ledger(Number(options.seed));
try {
  const members = await workers(server.url);
  // What one may see another may not: each knows of other pages.
  const knownToVisitors = new Set(PAGES);
  const known = new Map(Object.values(members).map((one) => [one, new Set(PAGES)]));
  const faults = [];
  let left = REQUESTS;
  let settled = 0;
  const work = async (act) => {
    while (left > 0) {
      left -= 1;
      if (left === REQUESTS >> 1) settled = residentMb(server.child.pid);
      await act().catch((error) => faults.push(`${error.message} ${error.cause ?? ''}`));
    }
  };
  const visitor = () => read(new HttpBrowser(server.url), ledger, knownToVisitors);
  const member = async () => {
    if (ledger.random() * READS_A_DEED < 1) return ledger.pick([upload, ask, answer, answer, follow])(members, ledger);
    const [reader, pages] = ledger.pick([...known]);
    return read(reader, ledger, pages);
  };
  await Promise.all([...Array.from({ length: VISITORS }, () => work(visitor)), ...Array.from({ length: HANDS }, () => work(member))]);
  const grown = residentMb(server.child.pid) - settled;
  console.log(`${REQUESTS} requests, seed ${options.seed}: visitors know ${knownToVisitors.size} pages; ${ledger.documents.length} documents, ${ledger.questions.length} questions, ${ledger.answers.length} answers; memory ${settled.toFixed(0)} MB half-way, ${grown.toFixed(0)} MB more at the end`);
  report.check('nobody is refused', faults);
  report.check('something of each kind was acknowledged', [ledger.documents, ledger.questions, ledger.answers].some((list) => list.length === 0) ? 'nothing to look at' : []);
  report.check('everything acknowledged is there, once', await missing(members, ledger));
  report.check(`memory grows by at most ${GROWTH_MB} MB in the second half`, grown > GROWTH_MB ? `${grown} MB` : []);
  await server.stop();
  report.check('the server ended when it was asked to', server.outcome === 'exit code 0' ? [] : server.outcome);
  const doctor = await command(['doctor', '--data', data]);
  report.check('doctor ends with 0', doctor.code === 0 ? [] : doctor.text);
} catch (error) {
  report.check('the run came to its end', error.stack);
} finally {
  await server.kill();
  if (!options.keep) rmSync(data, { recursive: true, force: true });
}
process.exitCode = report.close();
