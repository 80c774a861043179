// One flow as a story: people with windows of their own, with or without JavaScript.
import path from 'node:path';
import { text } from '../support/forms.mjs';
import { OUT } from '../support/server.mjs';

/** Flows walked at the same time. */
const AT_ONCE = 2;

export class Story {
  /** @param {import('../support/site.mjs').Site} site */
  constructor(site, javaScript) {
    this.site = site;
    this.javaScript = javaScript;
    /** Tells what this walk makes from what the other one makes. */
    this.sign = javaScript ? 'conscript' : 'senzascript';
    this.pages = [];
  }

  /** The window of somebody: a role of the demo, or a visitor. */
  async as(role, { width } = {}) {
    const context = await this.site.window(role, { javaScript: this.javaScript, width });
    const page = await context.newPage();
    this.pages.push(page);
    return page;
  }

  async end() {
    for (const page of this.pages) await page.context().close();
  }

  /** Keeps a picture of every window, for who looks into a failure. */
  async keepPictures(name) {
    for (const [i, page] of this.pages.entries()) {
      await page.screenshot({ path: path.join(OUT, `failed-${name.replace(/\W+/g, '-')}-${i}.png`) });
    }
  }

  /** Where every window stands and what it says. */
  async where() {
    const lines = await Promise.all(this.pages.map(async (page) => `at ${page.url()}: ${(await text(page)).slice(0, 300)}`));
    return lines.join('\n');
  }
}

/**
 * Walks every flow with JavaScript off, then on. Flows are independent of each other.
 *
 * @param {{name: string, walk: (story: Story) => Promise<void>}[]} flows
 */
export async function runFlows(flows, { site, report, match }) {
  const chosen = flows.filter(({ name }) => match.test(name));
  for (const javaScript of [false, true]) {
    const rest = chosen.values();
    const worker = async () => { for (const flow of rest) await walkOne(flow, javaScript, { site, report }); };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
}

async function walkOne(flow, javaScript, { site, report }) {
  const name = `${flow.name} (${javaScript ? 'with' : 'without'} JavaScript)`;
  const story = new Story(site, javaScript);
  try {
    await flow.walk(story);
    report.check(name);
  } catch (error) {
    const where = await story.where().catch(() => '');
    await story.keepPictures(name).catch(() => {});
    report.check(name, `${error.message}\n${where}`);
  } finally {
    await story.end();
  }
}
