// Makes what the pages of some states show: very long content, an unanswered question, a draft, a newcomer.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { acceptInvitation, ask, draftPractice, forgottenPassword, invite, share } from './acts.mjs';
import { address } from './support/forms.mjs';
import { linkInLetter, openLetter } from './support/letters.mjs';
import { OUT, command } from './support/server.mjs';
import { NEWCOMER, PEOPLE } from './support/site.mjs';

const WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const LONG_TITLE = `Titolo lunghissimo ${'parola '.repeat(30)}${'A'.repeat(90)} ${WORD} 😀 مرحبا بالعالم <b>&amp;</b> fine`;
const LONG_BODY = [
  `${'Una frase lunga che non finisce mai, '.repeat(60)}`,
  `https://esempio.example/${'percorso/'.repeat(40)}`,
  'X'.repeat(400),
  Array.from({ length: 30 }, (_, n) => `- voce numero ${n} ${WORD}`).join('\n'),
  'مرحبا بالعالم 😀 <script>alert(1)</script> "virgolette" & simboli',
].join('\n\n');

/** Imports one record of every kind with as much text as it may have. */
export async function importLongContent(data, report) {
  const common = { title: LONG_TITLE.slice(0, 300), body: LONG_BODY, summary: LONG_BODY.slice(0, 900), topics: ['ict', 'personale', 'bilancio-tributi'], audience: 'public' };
  const records = [
    { ...common, external_id: 'e2e-practice', kind: 'practice' },
    { ...common, external_id: 'e2e-document', kind: 'document' },
    { ...common, external_id: 'e2e-question', kind: 'question', answers: Array.from({ length: 12 }, (_, n) => ({ body: `${LONG_BODY}\n\nRisposta ${n}`, solved: n % 3 === 0 })) },
    { ...common, external_id: 'e2e-unione', kind: 'unione', unione: 'e2e_unione' },
  ];
  const file = path.join(OUT, 'long.jsonl');
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const { code, text } = await command(['import', file, '--data', data]);
  report.check('import of very long content', code === 0 ? [] : `exit code ${code}: ${text}`);
}

/** Runs one step; what it could not make fails the pages that show it. */
async function step(report, what, act) {
  try {
    await act();
  } catch (error) {
    report.check(`preparation: ${what}`, error.message);
  }
}

/**
 * @param {import('./support/site.mjs').Site} site
 * @param {object} made   filled with addresses
 */
export async function prepare(site, made, report) {
  await step(report, 'addresses of the long content', async () => {
    const context = await site.context();
    for (const [key, list, pattern] of [
      ['longPractice', '/pratiche', /^\/pratiche\/\d+-titolo-lunghissimo/],
      ['longDocument', '/documenti', /^\/documenti\/\d+-titolo-lunghissimo/],
      ['longQuestion', '/domande', /^\/domande\/\d+-titolo-lunghissimo/],
      ['longUnione', '/unioni', /^\/unioni\/\d+-titolo-lunghissimo/],
    ]) {
      const page = await context.newPage();
      await page.goto(list);
      made[key] = await address(page, pattern);
      if (!made[key]) throw new Error(`${list} does not show it`);
      await page.close();
    }
    await context.close();
  });
  await step(report, 'a question without answers', async () => {
    const context = await site.window('referente');
    const page = await context.newPage();
    made.bareQuestion = await ask(page, { title: 'Come avete scelto il nome dell’unione?', body: 'Lo chiediamo perché i nostri sei comuni non si mettono d’accordo.' });
    await context.close();
  });
  await step(report, 'a draft of a practice', async () => {
    const context = await site.window('referente');
    const page = await context.newPage();
    made.draftPractice = await draftPractice(page, { title: 'Bozza che nessun altro vede', summary: 'Ancora da scrivere.' });
    await context.close();
  });
  await step(report, 'a document without text', async () => {
    const context = await site.window('facilitatore');
    const page = await context.newPage();
    made.unreadDocument = await share(page, { title: 'Tabella che non si può leggere', file: { name: 'tabella.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 1, 2, 3, 250, 251]) } });
    await context.close();
  });
  await step(report, 'a link that stops letters', async () => {
    const context = await site.context();
    const page = await context.newPage();
    await openLetter(page, { to: PEOPLE.mentore.email, says: 'Paolo Ferrini' });
    made.unsubscribeLink = await linkInLetter(page, /^\/disiscrivi\//);
    await context.close();
  });
  await step(report, 'a request to confirm a practice', async () => {
    const context = await site.window('facilitatore');
    const page = await context.newPage();
    await page.goto('/posta');
    await openLetter(page, { to: '@', says: /Ci confermi questa pratica/ });
    made.confirmLink = await linkInLetter(page, /^\/conferma\//);
    await context.close();
  });
  await step(report, 'a newcomer', async () => {
    const facilitatore = await site.window('facilitatore');
    const page = await facilitatore.newPage();
    const link = await invite(page, { email: 'nuova.arrivata@esempio.example', name: 'Nuova', surname: 'Arrivata' });
    const context = await site.context();
    const newcomer = await context.newPage();
    await newcomer.goto(link);
    await acceptInvitation(newcomer, 'una frase lunga da ricordare');
    site.keepSession(NEWCOMER, await context.storageState());
    made.invitationLink = await invite(page, { email: 'altro.arrivo@esempio.example', name: 'Altro', surname: 'Arrivo' });
    await Promise.all([context.close(), facilitatore.close()]);
  });
  await step(report, 'a link for a new password', async () => {
    const context = await site.context();
    made.resetLink = await forgottenPassword(await context.newPage(), 'andrea.dalcroda@esempio.example');
    await context.close();
  });
}
