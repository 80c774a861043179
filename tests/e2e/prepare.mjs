// Makes what the pages of some states show: very long content, an unanswered question, a draft, a newcomer.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { acceptInvitation, ask, draftPractice, forgottenPassword, invite, share, tellPhases } from './acts.mjs';
import { address, fill, press, sees } from './support/forms.mjs';
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

/** A path from 1986 to 2026: phases that follow, that overlap, of one day, and some of which no date is known. */
function thirtyPhases() {
  const kinds = ['survey', 'design', 'rollout', 'stall', 'restart', 'operation', 'expansion'];
  return Array.from({ length: 30 }, (_, n) => {
    const year = 1986 + Math.floor((n * 40) / 30);
    const dates = [
      { dal: `${year}`, al: `${year + 1}` },
      { dal: `03/${year}`, al: `${year + 6}` },
      { dal: `12/05/${year}`, al: `12/05/${year}` },
      {},
      { dal: `${year}` },
    ][n % 5];
    return { tipo: kinds[n % kinds.length], titolo: `Fase numero ${n + 1}`, ...dates };
  });
}

/** What stands in each section of a practice that is nearly finished. */
const FULL = [
  ['in-breve', { comuni: '6', abitanti: '12.000', persone: '2', fondi: 'propri' }],
  ['contesto', { contesto: 'Ogni comune rispondeva al telefono per conto suo.' }],
  ['percorso', { 'fase-1-tipo': { label: 'ricognizione' }, 'fase-1-titolo': 'Si contano le chiamate', 'fase-1-dal': '2015', 'fase-1-al': '2016', 'fase-2-tipo': { label: 'implementazione' }, 'fase-2-titolo': 'Un numero solo', 'fase-2-dal': '05/2019', 'fase-2-chi': 'Segretario, sportello' }],
  ['organizzazione', { modello: { index: 1 }, organizzazione: 'Risponde l’unione.' }],
  ['soluzioni', { scelte: 'Un centralino solo, scartato quello in affitto.' }],
  ['ostacoli', { 'ostacolo-1-testo': 'I cittadini chiamavano i numeri vecchi.', 'ostacolo-1-soluzione': 'Deviati per un anno.', 'ostacolo-1-tipo': { label: 'organizzativo' }, 'ostacolo-1-esito': { label: 'Risolto' } }],
  ['vantaggi', { 'vantaggio-1-testo': 'Chiamate perse', 'vantaggio-1-prova': { label: 'Misurato' }, 'vantaggio-1-prima': '30', 'vantaggio-1-dopo': '4', 'vantaggio-1-unita': 'su cento' }],
  ['costi', { 'avvio-da': '4.000', 'avvio-a': '6.000', 'annuo-da': '12.000', 'ore-da': '400', costi: 'Soprattutto ore.' }],
  ['lezioni', { fate: 'Contate le chiamate prima.', 'non-fate': 'Non cambiate tutto insieme.', chiedete: 'Chi risponde ad agosto?' }],
  ['trasferibilita', { 'fattore-guida': { label: 'necessario' }, 'taglia-da': '5.000', tempo: 'un anno' }],
  ['contatti', { contatti: 'Sportello dell’unione' }],
  ['fonti', { fonti: 'Registro delle chiamate 2019–2023.' }],
];

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
  await step(report, 'practices of one phase and of thirty', async () => {
    const context = await site.window('referente');
    const page = await context.newPage();
    made.onePhasePractice = await draftPractice(page, { title: 'Una fase sola', summary: 'Di un giorno.' });
    await tellPhases(page, made.onePhasePractice, [{ tipo: 'survey', titolo: 'Un giorno', dal: '05/02/2019', al: '05/02/2019' }]);
    made.longPath = await draftPractice(page, { title: 'Trenta fasi in quarant’anni', summary: 'Alcune insieme, alcune senza date.' });
    await tellPhases(page, made.longPath, thirtyPhases());
    await context.close();
  });
  await step(report, 'a draft with something in every section', async () => {
    const context = await site.window('referente');
    const page = await context.newPage();
    made.fullPractice = await draftPractice(page, { title: 'Uno sportello per sei comuni', summary: 'Chi chiama trova sempre qualcuno.' });
    for (const [section, values] of FULL) {
      await page.goto(`${made.fullPractice}/modifica/${section}`);
      await fill(page, values);
      await press(page, 'Salva la bozza');
      await sees(page, 'Bozza salvata.');
    }
    await page.goto(`${made.fullPractice}/modifica/documenti`);
    await page.locator('[name=scelti]').first().check();
    await press(page, 'Aggiungi i documenti scelti');
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
  await step(report, 'a link that lets answer about a reuse', async () => {
    const context = await site.context();
    const page = await context.newPage();
    await openLetter(page, { to: 'giulia.', says: 'tessera' });
    made.reuseLink = await linkInLetter(page, /^\/esiti\//);
    await context.close();
  });
  await step(report, 'a request to confirm a practice', async () => {
    const context = await site.window('facilitatore');
    const page = await context.newPage();
    await page.goto('/posta');
    await openLetter(page, { to: '@', says: /ci confermi questa pratica/i });
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
