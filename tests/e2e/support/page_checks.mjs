// What every page must show, whoever looks at it and however wide the window is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What a first view may transfer: page, styles, script, fonts, pictures, with their headers. */
export const FIRST_VIEW_BYTES = 110_000;

/** The most that the pictures of pages of a document may weigh, on one page. */
export const PICTURE_BYTES = 120_000;

/** Breaches of accessibility that axe-core sees, one line each. */
export async function accessibilityFaults(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (tags) => {
    const result = await window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 4).map(({ target, html, any }) => `${target.join(' ')}  ${html.slice(0, 160)}  ${any[0]?.message ?? ''}`),
      count: nodes.length,
    }));
  }, AXE_TAGS);
  return violations.map(({ id, help, nodes, count }) => `${id} (${count}): ${help}\n  ${nodes.join('\n  ')}`);
}

/** Opens every `<details>` of the content. */
export async function openDetails(page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('main details')) details.open = true;
  });
}

/** The same with each menu of the header opened, one at a time. */
export async function menuAccessibilityFaults(page) {
  const faults = [];
  for (const summary of await page.locator('header details > summary').all()) {
    if (!(await summary.isVisible())) continue;
    await summary.click();
    faults.push(...(await accessibilityFaults(page)));
    await summary.click();
  }
  return faults;
}

/** What sticks out of a window of this width. */
export async function overflowFaults(page, width) {
  await page.setViewportSize({ width, height: 900 });
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const scrolls = (element) => {
      for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
        if (getComputedStyle(parent).overflowX !== 'visible') return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(element))
      .map((element) => `${element.tagName.toLowerCase()}.${element.className?.baseVal ?? element.className}  ${element.outerHTML.slice(0, 120)}`);
    return [`${root.scrollWidth} px wide in a window of ${root.clientWidth}`, ...wide.slice(-4)];
  });
}

/** What is wrong with the answer itself: status and headers. */
export function answerFaults(answer, status, signedIn) {
  const faults = [];
  const headers = answer.headers();
  if (![status].flat().includes(answer.status())) faults.push(`status ${answer.status()} instead of ${status}`);
  const policy = headers['content-security-policy'] ?? '';
  if (!policy.includes("default-src 'none'") || policy.includes('unsafe-')) faults.push(`content-security-policy is "${policy}"`);
  if (headers['x-content-type-options'] !== 'nosniff') faults.push('x-content-type-options is missing');
  if (signedIn && !/no-store/.test(headers['cache-control'] ?? '')) faults.push(`cache-control of a signed-in page is "${headers['cache-control'] ?? ''}"`);
  return faults;
}

/** What a person finds wrong on any page: its language, its one heading, its title. */
export async function outlineFaults(page) {
  return page.evaluate(() => {
    const faults = [];
    if (document.documentElement.lang !== 'it') faults.push('the page does not say it is Italian');
    const headings = document.querySelectorAll('h1').length;
    if (headings !== 1) faults.push(`${headings} h1`);
    if (!/\S – Fra Unioni$/.test(document.title)) faults.push(`title "${document.title}"`);
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
    if (twice.length > 0) faults.push(`ids used twice: ${twice.join(', ')}`);
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      const id = decodeURIComponent(link.getAttribute('href').slice(1));
      if (id && !document.getElementById(id)) faults.push(`a link to #${id}, which is not there`);
    }
    return faults;
  });
}
