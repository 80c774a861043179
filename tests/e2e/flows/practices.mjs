import { draftPractice } from '../acts.mjs';
import { address, fill, press, sees } from '../support/forms.mjs';
import { VISITOR } from '../support/site.mjs';
import { until } from '../support/until.mjs';

/** What a practice needs before it can be sent, by the pages of its editor. */
const SECTIONS = [
  ['percorso', { 'fase-1-tipo': { label: 'progettazione' }, 'fase-1-titolo': 'Si parte', 'fase-1-dal': '2019', 'fase-2-tipo': { label: 'gestione' }, 'fase-2-titolo': 'A regime', 'fase-2-testo': 'Un numero solo, cinque turni.' }],
  ['organizzazione', { organizzazione: 'Risponde l’unione, i comuni danno una persona ciascuno.' }],
  ['ostacoli', { 'ostacolo-1-testo': 'I cittadini chiamavano ancora i numeri vecchi.', 'ostacolo-1-soluzione': 'Li abbiamo deviati per un anno.', 'ostacolo-1-tipo': { label: 'organizzativo' } }],
  ['vantaggi', { 'vantaggio-1-testo': 'Si trova sempre qualcuno.', 'vantaggio-1-prova': { label: 'Misurato' }, 'vantaggio-1-fonte': 'Registro delle chiamate' }],
  ['lezioni', { fate: 'Prima i turni, poi il numero.' }],
  ['contatti', { contatti: 'Ufficio relazioni con il pubblico.' }],
];

/** Writes one page of the editor and keeps it. */
async function write(page, practice, section, values) {
  await page.goto(`${practice}/modifica/${section}`);
  await fill(page, values);
  await press(page, 'Salva la bozza');
}

async function send(page, practice) {
  await page.goto(`${practice}/modifica/rivedi`);
  await sees(page, 'C’è tutto quello che serve.');
  await press(page, 'Invia la pratica');
}

/** Drafted and sent by a referente, sent back with a note, mended and sent again, published: everybody finds it. */
export async function practicePublished(story) {
  const title = `Un solo numero per chiamare cinque comuni ${story.sign}`;
  const paolo = await story.as('referente');
  const practice = await draftPractice(paolo, { title, summary: 'Un centralino in comune, con chi risponde a turno.' });
  const visitor = await story.as(VISITOR);
  const hidden = await visitor.goto(practice);
  if (hidden.status() !== 404) throw new Error(`a draft answers ${hidden.status()} to a visitor`);
  for (const [section, values] of SECTIONS) await write(paolo, practice, section, values);
  await send(paolo, practice);

  const chiara = await story.as('facilitatore');
  await chiara.goto('/redazione');
  await chiara.goto(await address(chiara, new RegExp(`^${practice}\\b`)));
  await fill(chiara, { nota: `Manca quanto è costato. ${story.sign}` });
  await press(chiara, 'Rimanda con le note');

  await paolo.goto(practice);
  await sees(paolo, `Manca quanto è costato. ${story.sign}`);
  await write(paolo, practice, 'costi', { costi: 'È costato 4.000 euro.' });
  await send(paolo, practice);

  await chiara.goto(`${practice}/revisione`);
  await press(chiara, /^Pubblica/);
  await visitor.goto(practice);
  await sees(visitor, 'È costato 4.000 euro.');
  await until('the practice among the results', async () => {
    await visitor.goto(`/cerca?q=${encodeURIComponent(`centralino cinque comuni ${story.sign}`)}`);
    return (await address(visitor, new RegExp(`^${practice}\\b`))) !== undefined;
  });
}
