// The pictures of the documentation, made only when asked for: they are committed.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { address } from './support/forms.mjs';
import { ROOT } from './support/server.mjs';
import { VISITOR } from './support/site.mjs';

/** Takes the picture the README shows: the practice the site was born from. */
export async function takePictures(site) {
  const context = await site.window(VISITOR, { width: 1280 });
  const page = await context.newPage();
  await page.goto('/pratiche');
  await page.goto(await address(page, /^\/pratiche\/\d+-gestione-associata-dei-servizi-ict/));
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  const folder = path.join(ROOT, 'docs/img');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, 'practice.png') });
  await context.close();
}
