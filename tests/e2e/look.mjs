// Looks at every page of `pages.mjs`, as every role it names, at both widths.
import path from 'node:path';
import { PAGES, PICTURES } from './pages.mjs';
import { address } from './support/forms.mjs';
import {
  FIRST_VIEW_BYTES,
  accessibilityFaults,
  answerFaults,
  menuAccessibilityFaults,
  openedAccessibilityFaults,
  outlineFaults,
  overflowFaults,
} from './support/page_checks.mjs';
import { OUT } from './support/server.mjs';
import { VISITOR } from './support/site.mjs';
import { Visit } from './support/visit.mjs';

const WIDE = 1280;
const PHONE = 390;
const NARROWEST = 320;

/** Pages looked at at the same time. */
const AT_ONCE = 2;

const pathOf = (entry, made) => (typeof entry.at === 'function' ? entry.at(made) : entry.at);

/** Brings the window to the page; answers the address that was followed to. */
async function reach(visit, entry, made, known) {
  let here = pathOf(entry, made);
  if (!here) throw new Error('what it shows could not be made: see the failure of the preparation');
  for (const pattern of entry.follow ?? []) {
    const step = `${here} ${pattern}`;
    if (!known.has(step)) {
      await visit.page.goto(here);
      const next = await address(visit.page, pattern);
      if (!next) throw new Error(`no link on ${here} reads like ${pattern}`);
      known.set(step, next);
    }
    here = known.get(step);
  }
  visit.bytes = 0;
  visit.said = [];
  visit.strangers = [];
  visit.documents = [];
  await visit.go(here);
  if (entry.act) {
    await entry.act(visit.page);
    await visit.rest();
  }
  return here;
}

async function lookAt({ entry, role, width }, { site, made, report, markup, seen, known }) {
  const name = `${entry.name} (${role}, ${width})`;
  let context;
  try {
    context = await site.sharedWindow(role, { width });
    const page = await context.newPage();
    const visit = await Visit.watch(page, site.url);
    await reach(visit, entry, made, known);
    const html = await visit.html();
    report.check(`${name}: answer`, answerFaults(visit.answer, entry.status ?? 200, role !== VISITOR));
    report.check(`${name}: first view`, visit.firstViewBytes > FIRST_VIEW_BYTES ? `${visit.firstViewBytes} bytes` : []);
    if (PICTURES.has(entry.name)) await page.screenshot({ path: path.join(OUT, `${entry.name.replace(/\W+/g, '-')}-${role}-${width}.png`), fullPage: true });
    report.check(`${name}: outline`, await outlineFaults(page));
    report.check(`${name}: axe`, await accessibilityFaults(page));
    report.check(`${name}: axe, everything opened`, await openedAccessibilityFaults(page));
    if (entry.name === 'home') report.check(`${name}: axe, menus`, await menuAccessibilityFaults(page));
    report.check(`${name}: width`, await overflowFaults(page, width));
    if (width === PHONE) report.check(`${name}: width ${NARROWEST}`, await overflowFaults(page, NARROWEST));
    report.check(`${name}: console`, visit.unexpectedLines());
    report.check(`${name}: other origins`, visit.strangers);
    if (width === WIDE) {
      markup.keep(`${entry.name} (${role})`, html);
      if (visit.answer.status() < 400) seen.get(role)?.set(visit.answer.url(), html) ?? seen.set(role, new Map([[visit.answer.url(), html]]));
    }
  } catch (error) {
    report.check(name, error.message);
  } finally {
    await context?.close();
  }
}

/**
 * @param {object} tools   site, report, markup, and `made`: what the pages of some states show
 * @param {RegExp} [only]   pages to look at, by name
 * @returns {Promise<Map<string, Map<string, string>>>}   the pages seen, by role and address
 */
export async function lookAtPages(tools, only = /./) {
  const rounds = PAGES.filter(({ name }) => only.test(name)).flatMap((entry) =>
    entry.as.flatMap((role) => [WIDE, PHONE].map((width) => ({ entry, role, width }))),
  );
  const rest = rounds.values();
  const around = { ...tools, seen: new Map(), known: new Map() };
  const worker = async () => { for (const round of rest) await lookAt(round, around); };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return around.seen;
}
