// The letters of the demo, read on its page `/posta`.
import { address, text } from './forms.mjs';
import { until } from './until.mjs';

/**
 * Waits for a letter and opens it.
 *
 * @param {import('playwright-core').Page} page
 * @param {{to: string, says: string | RegExp}} which   who it is for, and what its line in the list says (its subject)
 */
export async function openLetter(page, { to, says }) {
  const rows = page.locator('main li, main tr').filter({ hasText: to }).filter({ hasText: says });
  await until(`a letter to ${to} that says ${says}`, async () => {
    await page.goto('/posta');
    return (await rows.count()) > 0;
  });
  await page.goto(await rows.first().getByRole('link').first().getAttribute('href'));
}

/** The path of the first link in the letter that reads like this. */
export async function linkInLetter(page, pattern) {
  const linked = await address(page, pattern);
  if (linked) return linked;
  const said = (await text(page, 'main')).match(/https?:\/\/\S+/g) ?? [];
  const found = said.map((url) => new URL(url).pathname + new URL(url).search).find((path) => pattern.test(path));
  if (!found) throw new Error(`the letter at ${page.url()} has no link that reads like ${pattern}`);
  return found;
}
