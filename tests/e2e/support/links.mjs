// Every link of our own, as one role sees it: it must lead somewhere, and its fragment must be there.

/** How many addresses one role looks at, and how many that differ only in their query. */
const ADDRESSES = 250;
const QUERIES_OF_A_PATH = 12;

/** Addresses looked at at the same time. */
const AT_ONCE = 4;

/**
 * Whether the answer is one that a letter's link may well give here: it works once only, and others than its
 * reader may not see what it leads to.
 */
const isItsReaders = (status, origin) => [404, 410].includes(status) && new URL(origin).pathname.startsWith('/posta/');

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
  const look = async (href) => {
    const [address, fragment] = href.split('#');
    if (!pages.has(address)) pages.set(address, get(address));
    const { status, html, at } = await pages.get(address);
    if (status < 400) for (const next of linksOf(html, at)) want(next, address);
    if (status >= 400 && !isItsReaders(status, from.get(href))) faults.push(`${href} answers ${status} (linked from ${from.get(href)})`);
    else if (fragment && html && !html.includes(`id="${decodeURIComponent(fragment)}"`)) faults.push(`${href}: nothing there has this id (linked from ${from.get(href)})`);
  };
  const get = async (address) => {
    const answer = await context.request.get(address);
    const isPage = /text\/html/.test(answer.headers()['content-type'] ?? '');
    const found = { status: answer.status(), html: isPage ? await answer.text() : '', at: answer.url() };
    await answer.dispose();
    return found;
  };
  while (waiting.length > 0 && pages.size < ADDRESSES) await Promise.all(waiting.splice(0, AT_ONCE).map(look));
  return { looked: pages.size, faults };
}
