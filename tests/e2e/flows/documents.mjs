import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { followAtOnce, share } from '../acts.mjs';
import { address, sees, text } from '../support/forms.mjs';
import { linkInLetter, openLetter } from '../support/letters.mjs';
import { makePdf } from '../support/pdf.mjs';
import { ROOT } from '../support/server.mjs';
import { PEOPLE, VISITOR } from '../support/site.mjs';
import { until } from '../support/until.mjs';

/** Words in no other document: one for each walk, as no analyser would take one for the other. */
const RARE = { conscript: { written: 'ombricolarità', plain: 'ombricolarita' }, senzascript: { written: 'ulmifestività', plain: 'ulmifestivita' } };

/** Searches until the document at this address is among the results. */
async function finds(page, query, document) {
  await until(`${document} among the results of «${query}»`, async () => {
    await page.goto(`/cerca?q=${encodeURIComponent(query)}`);
    return (await address(page, new RegExp(`^${document}`))) !== undefined;
  });
}

/** Waits until the page of the document shows its text. */
async function showsText(page, document, words) {
  await until(`the text of ${document}`, async () => {
    await page.goto(document);
    return (await text(page, 'main')).includes(words);
  });
}

/** Journey (a): upload → text → found by words inside the file → letter to those who follow the topic. */
export async function documentShared(story) {
  const rare = RARE[story.sign];
  const title = `Guida di prova ${story.sign}`;
  const paolo = await story.as('referente');
  await paolo.goto('/argomenti');
  await paolo.goto(await address(paolo, /^\/argomenti\/\d+-.*ict/));
  await followAtOnce(paolo);

  const chiara = await story.as('facilitatore');
  const pdf = makePdf([
    ['Guida di prova', `Con il piano dell’${rare.written} ogni comune sa che cosa fare.`],
    ['Seconda pagina', 'Qui finisce la guida: perché è breve.'],
  ]);
  const document = await share(chiara, { title, file: { name: 'guida.pdf', mimeType: 'application/pdf', buffer: pdf } });
  await showsText(chiara, document, rare.written);

  const visitor = await story.as(VISITOR);
  for (const query of [rare.written, rare.plain, `l’${rare.written}`, `dell'${rare.plain}`, rare.written.toUpperCase()]) await finds(visitor, query, document);

  await openLetter(visitor, { to: PEOPLE.referente.email, says: title });
  await visitor.goto(await linkInLetter(visitor, /^\/documenti\/\d+/));
  await sees(visitor, title);

  const download = await chiara.request.get(`${document.match(/^\/documenti\/\d+/)[0]}/file`);
  const bytes = await download.body();
  if (!bytes.equals(pdf)) throw new Error(`the file that comes back has ${bytes.length} bytes, not the ${pdf.length} that were sent`);
}

/** The folder of true files, when this machine has it. */
function trueFiles() {
  const shared = process.env.FRA_UNIONI_SHARED ?? path.join(ROOT, '../shared');
  const folder = path.join(shared, 'data/files');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pdf')).sort().map((name) => path.join(folder, name)) : [];
}

/** The same on a deed as it was published by a comune; where there is none this walks nowhere. */
export async function realDocumentShared(story) {
  const [file] = trueFiles().filter((name) => /delibera/i.test(name) && readFileSync(name).length < 3_000_000);
  if (!file) return;
  const chiara = await story.as('facilitatore');
  const document = await share(chiara, {
    title: `Deliberazione ${story.sign}`,
    file: { name: 'deliberazione.pdf', mimeType: 'application/pdf', buffer: readFileSync(file) },
  });
  await showsText(chiara, document, 'COMUNE');
  const words = (await text(chiara, '.testo-libero, main')).match(/\p{Ll}{11,}/gu) ?? [];
  const [longest] = [...new Set(words)].sort((a, b) => b.length - a.length);
  await finds(await story.as(VISITOR), longest, document);
}
