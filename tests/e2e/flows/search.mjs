import { address, fill, leavePage, press, sees, doesNotSee } from '../support/forms.mjs';

/** Journey (b): searches from the header, opens what is found, follows it, finds it among what is followed. */
export async function foundAndFollowed(story) {
  const page = await story.as('referente');
  await page.goto('/');
  await page.locator('header input[name=q]').first().fill('sportello unico attività produttive montagna');
  await leavePage(page, () => page.locator('header form[role=search] button').first().click());
  await sees(page, 'Risultati della ricerca');
  await page.goto(await address(page, /^\/pratiche\/\d+-/));
  const title = await page.locator('h1').innerText();

  await fill(page, { frequenza: { label: 'Subito' } });
  await press(page, /^Segui$/);
  await sees(page, 'Lo segui');
  await page.goto('/profilo/seguiti');
  await sees(page, title);

  await page.goBack();
  await press(page, /^Smetti di seguire$/);
  await sees(page, 'Non lo segui più');
  await page.goto('/profilo/seguiti');
  await doesNotSee(page, title);
}
