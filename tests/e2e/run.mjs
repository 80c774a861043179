// The end-to-end checks: starts the demo on a folder of its own and looks at it through Chromium.
//
//   node tests/e2e/run.mjs [--only flows,pages,markup,links] [--match PATTERN] [--pictures] [--keep]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FLOWS } from './flows/index.mjs';
import { runFlows } from './flows/story.mjs';
import { lookAtPages } from './look.mjs';
import { takePictures } from './pictures.mjs';
import { importLongContent, prepare } from './prepare.mjs';
import { brokenLinks } from './support/links.mjs';
import { Markup } from './support/markup.mjs';
import { Report } from './support/report.mjs';
import { OUT, Server } from './support/server.mjs';
import { Site } from './support/site.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'flows,pages,markup,links' },
    match: { type: 'string', default: '.' },
    pictures: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const parts = new Set(options.only.split(','));
const match = new RegExp(options.match);

mkdirSync(OUT, { recursive: true });
const data = mkdtempSync(path.join(tmpdir(), 'fra-unioni-e2e-'));
const report = new Report();
const seconds = () => Math.round(performance.now() / 1000);
const said = (what) => console.log(`[${String(seconds()).padStart(3)} s] ${what}`);

const server = await Server.start({ data, log: path.join(OUT, 'server.log'), environment: { FRA_UNIONI_POLL_SECONDS: '1' } });
const site = await Site.open(server.url);
said(`the demo is at ${server.url}`);
try {
  if (options.pictures) await takePictures(site);
  const made = {};
  if (parts.has('pages')) {
    await importLongContent(data, report);
    await prepare(site, made, report);
    said('what the pages of some states show is made');
  }
  if (parts.has('flows')) {
    await runFlows(FLOWS, { site, report, match });
    said('flows done');
  }
  if (parts.has('pages')) {
    const markup = new Markup(path.join(OUT, 'html'));
    const seen = await lookAtPages({ site, made, report, markup }, match);
    said('pages done');
    if (parts.has('markup')) {
      for (const [name, faults] of await markup.faults()) report.check(`${name}: Nu HTML checker`, faults);
      said('markup done');
    }
    if (parts.has('links')) {
      for (const [role, pages] of seen) {
        const context = await site.sharedWindow(role);
        const { looked, faults } = await brokenLinks(context, pages);
        for (const fault of faults) report.check(`links (${role})`, fault);
        report.check(`links (${role}): ${looked} addresses`, looked === 0 ? 'nothing was looked at' : []);
        await context.close();
      }
      said('links done');
    }
  }
  report.check('the server is still up', server.outcome);
} finally {
  await site.close();
  await server.stop();
  if (!options.keep) rmSync(data, { recursive: true, force: true });
}
process.exitCode = report.close();
