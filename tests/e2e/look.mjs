// Looks at every page of `pages.mjs`, as every role it names: loaded once, laid out at both widths.
import path from 'node:path';
import { PAGES, PICTURES } from './pages.mjs';
import { address } from './support/forms.mjs';
import {
  FIRST_VIEW_BYTES,
  PICTURE_BYTES,
  accessibilityFaults,
  answerFaults,
  menuAccessibilityFaults,
  openDetails,
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
  visit.pictureBytes = 0;
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

/** What shows only in the layout at one width; `check` gets its name and its faults. */
async function lookAtLayout(page, width, check) {
  check('width', await overflowFaults(page, width));
  check('axe', await accessibilityFaults(page));
}

async function lookAt({ entry, role }, { site, made, report, markup, seen, known }) {
  const name = `${entry.name} (${role})`;
  const check = (what, faults) => report.check(`${name}: ${what}`, faults);
  const picture = async (page, width) => {
    if (!PICTURES.has(entry.name)) return;
    await page.screenshot({ path: path.join(OUT, `${entry.name.replace(/\W+/g, '-')}-${role}-${width}.png`), fullPage: true });
  };
  let context;
  try {
    context = await site.sharedWindow(role, { width: WIDE });
    const page = await context.newPage();
    const visit = await Visit.watch(page, site.url);
    await reach(visit, entry, made, known);
    const html = await visit.html();
    check('answer', answerFaults(visit.answer, entry.status ?? 200, role !== VISITOR));
    check('first view', visit.firstViewBytes > FIRST_VIEW_BYTES ? `${visit.firstViewBytes} bytes` : []);
    check('pictures', visit.pictureBytes > PICTURE_BYTES ? `${visit.pictureBytes} bytes` : []);
    check('outline', await outlineFaults(page));
    await picture(page, WIDE);
    await lookAtLayout(page, WIDE, (what, faults) => check(`${what} at ${WIDE}`, faults));
    check(`width at ${NARROWEST}`, await overflowFaults(page, NARROWEST));
    await page.setViewportSize({ width: PHONE, height: 900 });
    await picture(page, PHONE);
    await openDetails(page);
    await lookAtLayout(page, PHONE, (what, faults) => check(`${what} at ${PHONE}, everything opened`, faults));
    if (entry.name === 'home') {
      for (const width of [WIDE, PHONE]) {
        await page.setViewportSize({ width, height: 900 });
        check(`axe, menus at ${width}`, await menuAccessibilityFaults(page));
      }
    }
    check('console', visit.unexpectedLines());
    check('other origins', visit.strangers);
    markup.keep(name, html);
    if (visit.answer.status() < 400) seen.get(role)?.set(visit.answer.url(), html) ?? seen.set(role, new Map([[visit.answer.url(), html]]));
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
  const rounds = PAGES.filter(({ name }) => only.test(name)).flatMap((entry) => entry.as.map((role) => ({ entry, role })));
  const rest = rounds.values();
  const around = { ...tools, seen: new Map(), known: new Map() };
  const worker = async () => { for (const round of rest) await lookAt(round, around); };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return around.seen;
}
