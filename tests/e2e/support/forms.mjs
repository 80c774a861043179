// What a person does with a page: fills in fields, presses buttons, follows links, reads.

/** Finds a field of the content by its name, or by the start of its label when a pattern is given. */
function field(page, key) {
  const main = page.locator('main');
  return typeof key === 'string' ? main.locator(`[name="${key}"]:not([type=hidden])`).first() : main.getByLabel(key).first();
}

/** Fills fields of text in, by name. */
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const found = field(page, name);
    if ((await found.evaluate((element) => element.tagName)) === 'SELECT') await found.selectOption(value);
    else await found.fill(value);
  }
}

/** Ticks a box, or the one of a group whose label reads like this. */
export async function tick(page, label) {
  await page.locator('main').getByLabel(label).first().check();
}

/** Presses a button of the content and waits for the page that answers. */
export async function press(page, label, within = 'main') {
  const button = page.locator(within).getByRole('button', { name: label }).first();
  await leavePage(page, () => button.click());
}

/** Follows a link of the content. */
export async function follow(page, label) {
  await leavePage(page, () => page.locator('main').getByRole('link', { name: label }).first().click());
}

/** Does something that brings another page, and waits until that has loaded. */
export async function leavePage(page, act) {
  await page.evaluate(() => document.body.setAttribute('data-left', ''));
  await act();
  await page.locator('body:not([data-left])').waitFor();
  await page.waitForLoadState('load');
}

/** The first address on the page that reads like this pattern; nothing when there is none. */
export async function address(page, pattern) {
  const found = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  return found
    .map((href) => new URL(href, page.url()))
    .filter((url) => url.origin === new URL(page.url()).origin)
    .map((url) => url.pathname + url.search + url.hash)
    .find((href) => pattern.test(href));
}

/** The text a person sees, white space folded. */
export async function text(page, within = 'body') {
  return (await page.locator(within).first().innerText()).replace(/\s+/g, ' ').trim();
}

/** Waits until the page says this; fails with what it says instead. */
export async function sees(page, words) {
  const pattern = words instanceof RegExp ? words : null;
  try {
    await page.locator('body', { hasText: pattern ?? words }).waitFor({ timeout: 20_000 });
  } catch {
    throw new Error(`${page.url()} does not say ${words}; it says: ${(await text(page, 'main')).slice(0, 600)}`);
  }
}

/** Makes sure the page does not say this. */
export async function doesNotSee(page, words) {
  const said = await text(page, 'main');
  const found = words instanceof RegExp ? words.test(said) : said.includes(words);
  if (found) throw new Error(`${page.url()} says ${words}, and should not`);
}
