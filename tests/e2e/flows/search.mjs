import { followAtOnce } from '../acts.mjs';
import { address, leavePage, press, sees } from '../support/forms.mjs';

/** Journey (b): searches from the header, opens what is found, follows it, finds it among what is followed. */
export async function foundAndFollowed(story) {
  const page = await story.as('referente');
  await page.goto('/');
  await page.locator('header input[name=q]').first().fill('sportello unico attività produttive montagna');
  await leavePage(page, () => page.locator('header form[role=search] button').first().click());
  await sees(page, 'Risultati della ricerca');
  const found = await address(page, /^\/pratiche\/\d+-/);
  await page.goto(found);
  const title = await page.locator('h1').innerText();

  await followAtOnce(page);
  await page.goto('/profilo/seguiti');
  await sees(page, title);

  await page.goto(found);
  await press(page, /^Smetti di seguire$/);
  await sees(page, 'Non lo segui più');
  await page.goto('/profilo/seguiti');
  if ((await page.locator('main table').filter({ hasText: title }).count()) > 0) throw new Error(`«${title}» is still followed`);
}
