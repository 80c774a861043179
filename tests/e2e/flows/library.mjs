// What happens to a document after it was handed in.
import { sendAllTheSame, share } from '../acts.mjs';
import { address, fill, press, sees, text, tick } from '../support/forms.mjs';
import { PEOPLE, VISITOR } from '../support/site.mjs';
import { linkInLetter, openLetter } from '../support/letters.mjs';
import { until } from '../support/until.mjs';

const plain = (name, words) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(words) });
const numbered = (address) => address.match(/^\/documenti\/\d+/)[0];

async function shows(page, address, words) {
  await until(`«${words}» on ${address}`, async () => {
    await page.goto(address);
    return (await text(page, 'main')).includes(words);
  });
}

/** Hands in a file on the page in the window. */
async function attach(page, file) {
  await page.locator('main input[type=file]').setInputFiles(file);
  await sendAllTheSame(page);
}

/** Personal data is found with its page, covered, and goes out only when somebody has decided. */
export async function personalDataDecided(story) {
  const paolo = await story.as('referente');
  const title = `Elenco di prova ${story.sign}`;
  const document = await share(paolo, { title, file: plain('elenco.txt', `Il dipendente ${story.sign} ha codice fiscale NREMRA64P52H501O.`) });
  await shows(paolo, document, '1 codice fiscale');
  const visitor = await story.as(VISITOR);
  if ((await visitor.goto(document)).status() !== 404) throw new Error('a visitor opens what nobody has looked through');

  const chiara = await story.as('facilitatore');
  await shows(chiara, document, '1 codice fiscale');
  const warning = await text(chiara, 'main .avviso, main [class*=avviso]').catch(() => '');
  if (warning.includes('NREMRA64P52H501O')) throw new Error('the code stands in the warning for all to read');
  await press(chiara, 'Pubblica il documento');
  await sees(chiara, 'Errore');
  await tick(chiara, 'I dati si possono pubblicare, e scrivo perché');
  await fill(chiara, { motivo_dati: 'È un codice inventato per la prova.' });
  await press(chiara, 'Pubblica il documento');
  await shows(visitor, document, title);
}

/** A second version: compared in words, the first at its own address. */
export async function versionsCompared(story) {
  const chiara = await story.as('facilitatore');
  const document = await share(chiara, { title: `Termini di prova ${story.sign}`, file: plain('termini.txt', `Prova ${story.sign}. Il termine è di trenta giorni.`) });
  await shows(chiara, document, 'trenta giorni');
  await chiara.goto(`${numbered(document)}/versioni`);
  await attach(chiara, plain('termini_nuovi.txt', `Prova ${story.sign}. Il termine è di sessanta giorni.`));
  await press(chiara, 'Carica la nuova versione');
  const visitor = await story.as(VISITOR);
  await shows(visitor, document, 'sessanta giorni');

  await visitor.goto(await address(visitor, /\/confronto\?/));
  const [taken, added] = [await text(visitor, 'main del'), await text(visitor, 'main ins')];
  if (!taken.includes('trenta') || !added.includes('sessanta')) throw new Error(`the comparison says «${taken}» and «${added}»`);
  await visitor.goto(document);
  await visitor.goto(await address(visitor, /\?versione=1$/));
  await sees(visitor, 'trenta giorni');
}

/** Who reports a personal datum takes the file away at once; a facilitatore gives it back. */
export async function reportBlocksFile(story) {
  const chiara = await story.as('facilitatore');
  const document = await share(chiara, { title: `Segnalato ${story.sign}`, file: plain('segnalato.txt', `Testo segnalato ${story.sign}.`) });
  await shows(chiara, document, `Testo segnalato ${story.sign}.`);
  const visitor = await story.as(VISITOR);
  const file = `${numbered(document)}/file`;
  const status = async () => (await visitor.request.get(file)).status();
  await until('the file is given', async () => (await status()) === 200);

  const paolo = await story.as('referente');
  await paolo.goto(`${numbered(document)}/segnalazioni`);
  await tick(paolo, 'Contiene un dato personale');
  await fill(paolo, { parole: 'Nella prima riga c’è un nome.' });
  await press(paolo, 'Invia la segnalazione');
  if ((await status()) === 200) throw new Error('the file is given all the same');
  await visitor.goto(document);
  if ((await text(visitor, 'main')).includes('Testo segnalato')) throw new Error('its text is shown all the same');

  await chiara.goto(document);
  await fill(chiara, { nota: 'Il nome è inventato: resta.' });
  await press(chiara, 'Chiudi la segnalazione');
  await until('the file is given again', async () => (await status()) === 200);
}

/** What is promised has its page and its followers before it has a file; they are written to when it comes. */
export async function promiseKept(story) {
  const chiara = await story.as('facilitatore');
  const title = `Promesso ${story.sign}`;
  await chiara.goto('/documenti/nuovo');
  await chiara.locator('main summary', { hasText: 'Il file non c’è ancora' }).click();
  await fill(chiara, { promesso_entro: '2099-12-31', titolo: title, tipo: { label: 'Regolamento' } });
  await chiara.locator('main [name=argomenti]').first().check();
  await tick(chiara, 'Tutti, anche chi non è iscritto');
  await press(chiara, 'Carica il documento');
  await sees(chiara, 'non ancora arrivato');
  const document = new URL(chiara.url()).pathname;

  const paolo = await story.as('referente');
  await paolo.goto(document);
  await fill(paolo, { frequenza: { label: 'Subito' } });
  await press(paolo, /^(Segui|Salva)$/);
  await chiara.goto(`${numbered(document)}/versioni`);
  await attach(chiara, plain('promesso.txt', `Ecco quello che era promesso ${story.sign}.`));
  await press(chiara, 'Carica la nuova versione');
  const visitor = await story.as(VISITOR);
  await shows(visitor, document, 'arrivato in tempo');
  await openLetter(visitor, { to: PEOPLE.referente.email, says: title });
  await visitor.goto(await linkInLetter(visitor, /^\/documenti\/\d+/));
  await sees(visitor, `Ecco quello che era promesso ${story.sign}.`);
}
