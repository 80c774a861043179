// Every link of our own, as one role sees it: it must lead somewhere, and its fragment must be there.

/** How many addresses one role looks at, and how many that differ only in their query. */
const ADDRESSES = 400;
const QUERIES_OF_A_PATH = 12;

/** Addresses of our own a page points at. */
export function linksOf(html, base) {
  const found = new Set();
  for (const [, name, value] of html.matchAll(/\s(href|src|action)="([^"]*)"/g)) {
    const text = value.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
    if (!text || !URL.canParse(text, base)) continue;
    const url = new URL(text, base);
    // Where a form is sent is no page: only its own address can be looked at.
    if (name !== 'action' && url.origin === new URL(base).origin) found.add(url.href);
  }
  return found;
}

/**
 * Walks from the pages that were visited to whatever they point at.
 *
 * @param {import('playwright-core').BrowserContext} context   a window of the role
 * @param {Iterable<[string, string]>} visited   addresses and their HTML
 * @returns {Promise<{looked: number, faults: string[]}>}
 */
export async function brokenLinks(context, visited) {
  const from = new Map();
  const waiting = [];
  const queries = new Map();
  const want = (href, origin) => {
    if (from.has(href)) return;
    const { pathname, search } = new URL(href);
    const page = href.split('#')[0];
    if (search) {
      const known = queries.get(pathname) ?? new Set();
      if (!known.has(page) && known.size >= QUERIES_OF_A_PATH) return;
      queries.set(pathname, known.add(page));
    }
    from.set(href, origin);
    waiting.push(href);
  };
  const pages = new Map();
  for (const [address, html] of visited) {
    for (const href of linksOf(html, address)) want(href, address);
  }
  const faults = [];
  while (waiting.length > 0 && pages.size < ADDRESSES) {
    const href = waiting.shift();
    const [address, fragment] = href.split('#');
    if (!pages.has(address)) {
      const answer = await context.request.get(address);
      const isPage = /text\/html/.test(answer.headers()['content-type'] ?? '');
      const html = isPage ? await answer.text() : '';
      pages.set(address, { status: answer.status(), html });
      await answer.dispose();
      if (answer.status() < 400) for (const next of linksOf(html, answer.url())) want(next, address);
    }
    const { status, html } = pages.get(address);
    if (status >= 400) faults.push(`${href} answers ${status} (linked from ${from.get(href)})`);
    else if (fragment && html && !html.includes(`id="${decodeURIComponent(fragment)}"`)) faults.push(`${href}: nothing there has this id (linked from ${from.get(href)})`);
  }
  return { looked: pages.size, faults };
}
