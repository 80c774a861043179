// Every page template and state, as data: how it is reached and who looks at it.
//
//   name     what the page is, as the report calls it
//   at       its path, or a function of what `prepare.mjs` made
//   follow   patterns of links to follow from there, one after the other
//   as       the roles that look at it: the one that sees most of it and the one that sees least
//   act      what is done on it before looking, for states that only an answer to a form has
//   status   the status the page must have (default 200)
import { NEWCOMER, VISITOR } from './support/site.mjs';
import { TOPIC as ICT } from './acts.mjs';
import { fill, press, tick } from './support/forms.mjs';

const REFERENTE = 'referente';
const MENTORE = 'mentore';
const RESPONSABILE = 'responsabile';
const FACILITATORE = 'facilitatore';
const AMMINISTRATORE = 'amministratore';

const PRACTICE = /^\/pratiche\/\d+-/;
const POLIZIA = /^\/pratiche\/\d+-.*polizia/;
/** The pages of the editor. */
const SECTIONS = ['in-breve', 'contesto', 'percorso', 'organizzazione', 'soluzioni', 'ostacoli', 'vantaggi', 'costi', 'lezioni', 'trasferibilita', 'documenti', 'contatti', 'fonti', 'rivedi'];
/** Finds the two regulations of which one takes the place of the other. */
const ASSISTANCE = '/cerca?q=regolamento+interno+assistenza+informatica';
const DOCUMENT = /^\/documenti\/\d+-/;
const QUESTION = /^\/domande\/\d+-/;

/** A form as it comes back when it was sent empty. */
const empty = (button) => (page) => press(page, button);

/** The page one comes to when a form was left open for too long. */
async function withoutProof(page) {
  await page.evaluate(() => { for (const field of document.querySelectorAll('main [name=csrf]')) field.value = ''; });
  await press(page, /^Accedi$/);
}

/** Brings a small file of unioni: one that is new, one line that cannot be read. */
async function bring(page) {
  const text = 'codice_ipa;denominazione;regione\nudc_prova;Unione di prova (esempio);Lazio\n!;Unione senza codice;Lazio\n';
  await page.locator('main input[type=file]').setInputFiles({ name: 'enti.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await press(page, 'Guarda che cosa cambierebbe');
}

export const PAGES = [
  // Home, sign-in, service pages.
  { name: 'home', at: '/', as: [VISITOR, REFERENTE, FACILITATORE, AMMINISTRATORE] },
  { name: 'home of a newcomer', at: '/', as: [NEWCOMER] },
  { name: 'sign-in', at: '/accedi', as: [VISITOR, REFERENTE] },
  {
    name: 'sign-in, wrong password',
    at: '/accedi',
    as: [VISITOR],
    status: 422,
    act: async (page) => {
      await fill(page, { email: 'nessuno@esempio.example', password: 'non è questa' });
      await press(page, /^Accedi$/);
    },
  },
  { name: 'form without proof', at: '/accedi', as: [VISITOR], status: 403, act: withoutProof },
  { name: 'forgotten password', at: '/password/dimenticata', as: [VISITOR] },
  { name: 'forgotten password, empty', at: '/password/dimenticata', as: [VISITOR], status: 422, act: empty('Mandami il collegamento') },
  { name: 'new password, spent link', at: '/password/nuova/collegamento-inventato', as: [VISITOR], status: [404, 410] },
  { name: 'invitation, spent link', at: '/invito/collegamento-inventato', as: [VISITOR], status: [404, 410] },
  { name: 'unsubscribing, invented link', at: '/disiscrivi/collegamento-inventato', as: [VISITOR], status: [404, 410] },
  { name: 'new password', at: (made) => made.resetLink, as: [VISITOR] },
  { name: 'new password, too short', at: (made) => made.resetLink, as: [VISITOR], status: 422, act: empty('Cambia la password') },
  { name: 'invitation', at: (made) => made.invitationLink, as: [VISITOR] },
  { name: 'invitation, empty', at: (made) => made.invitationLink, as: [VISITOR], status: 422, act: empty('Accetta l’invito') },
  { name: 'unsubscribing', at: (made) => made.unsubscribeLink, as: [VISITOR] },
  { name: 'how it works', at: '/come-funziona', as: [VISITOR, FACILITATORE] },
  { name: 'privacy', at: '/privacy', as: [VISITOR] },
  { name: 'accessibility', at: '/accessibilita', as: [VISITOR] },
  { name: 'licences', at: '/licenze', as: [VISITOR] },
  { name: 'status', at: '/stato', as: [VISITOR, AMMINISTRATORE] },
  { name: 'not found', at: '/non-esiste', as: [VISITOR, REFERENTE], status: 404 },
  { name: 'question that is not there', at: '/domande/999999-niente', as: [VISITOR, FACILITATORE], status: 404 },
  { name: 'desk, for who has none', at: '/redazione', as: [REFERENTE], status: 404 },

  // People.
  { name: 'first steps', at: '/benvenuto', as: [REFERENTE, NEWCOMER] },
  { name: 'first steps, second', at: '/benvenuto?passo=2', as: [NEWCOMER] },
  { name: 'first steps, last', at: '/benvenuto?passo=3', as: [NEWCOMER, REFERENTE] },
  { name: 'profile', at: '/profilo', as: [REFERENTE, AMMINISTRATORE, NEWCOMER] },
  { name: 'profile, emptied', at: '/profilo', as: [REFERENTE], status: 422, act: async (page) => { await fill(page, { nome: '' }); await press(page, 'Salva il profilo'); } },
  { name: 'what I follow', at: '/profilo/seguiti', as: [FACILITATORE] },
  { name: 'what I follow, nothing', at: '/profilo/seguiti', as: [NEWCOMER] },
  { name: 'invite', at: '/inviti/nuovo', as: [FACILITATORE, AMMINISTRATORE] },
  { name: 'invite, empty', at: '/inviti/nuovo', as: [FACILITATORE], status: 422, act: empty('Manda l’invito') },
  {
    name: 'invite, for a body that is not there yet, absurd',
    at: '/inviti/nuovo',
    as: [FACILITATORE],
    status: 422,
    act: async (page) => {
      await fill(page, { ente: 'nuovo' });
      await press(page, 'Manda l’invito');
    },
  },

  // Unioni and topics.
  { name: 'unioni', at: '/unioni', as: [VISITOR, FACILITATORE] },
  { name: 'unione, true one', at: '/unioni', follow: [/^\/unioni\/\d+-.*fossanese/], as: [VISITOR, RESPONSABILE, AMMINISTRATORE] },
  { name: 'unione, own', at: '/unioni', follow: [/^\/unioni\/\d+-.*salice/], as: [RESPONSABILE, MENTORE, VISITOR] },
  { name: 'unione, change, what is missing', at: '/unioni', follow: [/^\/unioni\/\d+-.*salice/, /^\/unioni\/\d+\/modifica\?apri=/], as: [RESPONSABILE] },
  { name: 'inventory, for everybody', at: '/unioni', follow: [/^\/unioni\/\d+-.*serena/, /^\/unioni\/\d+\/inventario$/], as: [VISITOR] },
  { name: 'inventory, own', at: '/unioni', follow: [/^\/unioni\/\d+-.*salice/, /^\/unioni\/\d+\/inventario$/], as: [RESPONSABILE] },
  { name: 'inventory, a comune', at: '/unioni', follow: [/^\/unioni\/\d+-.*salice/, /^\/unioni\/\d+\/inventario$/, /\/inventario\/comuni\/\d+$/], as: [RESPONSABILE] },
  {
    name: 'inventory, a comune, absurd',
    at: '/unioni',
    follow: [/^\/unioni\/\d+-.*salice/, /^\/unioni\/\d+\/inventario$/, /\/inventario\/comuni\/\d+$/],
    as: [RESPONSABILE],
    status: 422,
    act: async (page) => {
      await fill(page, { mbit: 'veloce', posti: 'mezzo' });
      await press(page, 'Salva quello che c’è');
    },
  },
  { name: 'inventory, table', at: '/unioni', follow: [/^\/unioni\/\d+-.*salice/, /^\/unioni\/\d+\/inventario$/, /\/inventario\/tabella$/], as: [RESPONSABILE] },
  {
    name: 'inventory, table, preview',
    at: '/unioni',
    follow: [/^\/unioni\/\d+-.*salice/, /^\/unioni\/\d+\/inventario$/, /\/inventario\/tabella$/],
    as: [RESPONSABILE],
    act: async (page) => {
      await fill(page, { testo: 'Comune;Area;Software\nCampo Rovere;Backup;Copie\nAltrove;Backup;Copie' });
      await press(page, 'Guarda che cosa cambia');
    },
  },
  { name: 'unione, long content', at: (made) => made.longUnione, as: [VISITOR] },
  { name: 'unione, change', at: '/unioni', follow: [/^\/unioni\/\d+-.*salice/, /^\/unioni\/\d+[^/]*\/modifica/], as: [RESPONSABILE, FACILITATORE] },
  {
    name: 'unione, change, absurd',
    at: '/unioni',
    follow: [/^\/unioni\/\d+-.*salice/, /^\/unioni\/\d+[^/]*\/modifica/],
    as: [RESPONSABILE],
    status: 422,
    act: async (page) => {
      await fill(page, { nome: '', codice_ipa: '!', fondata: 'un tempo' });
      await press(page, 'Salva il profilo');
    },
  },
  { name: 'unione, no applications', at: '/unioni/1/candidature', as: [VISITOR] },
  { name: 'topics', at: '/argomenti', as: [VISITOR, FACILITATORE] },
  { name: 'topic', at: '/argomenti', follow: [/^\/argomenti\/\d+-.*ict/], as: [VISITOR, REFERENTE] },

  // Practices.
  { name: 'practices', at: '/pratiche', as: [VISITOR, FACILITATORE] },
  { name: 'practices, a page beyond the last', at: '/pratiche?pagina=999', as: [VISITOR] },
  { name: 'practice, true one', at: '/pratiche', follow: [/^\/pratiche\/\d+-gestione-associata/], as: [VISITOR, FACILITATORE, REFERENTE] },
  { name: 'practice, long content', at: (made) => made.longPractice, as: [VISITOR, FACILITATORE] },
  { name: 'practice, with documents and questions', at: '/pratiche', follow: [/^\/pratiche\/\d+-.*polizia/], as: [VISITOR, MENTORE] },
  ...['scheda', 'fascicolo'].flatMap((paper) => [
    { name: `practice, ${paper}`, at: '/pratiche', follow: [/^\/pratiche\/\d+-.*polizia/, new RegExp(`^/pratiche/\\d+-[^/]*/${paper}$`)], as: [VISITOR, MENTORE] },
    { name: `practice, ${paper}, little to take along`, at: '/pratiche', follow: [/^\/pratiche\/\d+-gestione-associata/], as: [VISITOR], act: async (page) => { await page.goto(`${new URL(page.url()).pathname}/${paper}`); } },
    { name: `practice, ${paper}, long content`, at: (made) => made.longPractice && `${made.longPractice}/${paper}`, as: [VISITOR] },
  ]),
  { name: 'practice, for my unione', at: '/pratiche', follow: [/^\/pratiche\/\d+-riscuotere/], as: [REFERENTE, VISITOR] },
  { name: 'practice, one phase', at: (made) => made.onePhasePractice, as: [REFERENTE] },
  { name: 'practice, thirty phases', at: (made) => made.longPath, as: [REFERENTE] },
  { name: 'practices, narrowed', at: '/pratiche?maturita=raccontata&stato=pubblicata', as: [VISITOR, REFERENTE] },
  { name: 'practices side by side, none', at: '/pratiche/confronto', as: [VISITOR] },
  { name: 'practices side by side', at: '/pratiche/confronto?con=1&con=2&con=3', as: [VISITOR, REFERENTE] },
  { name: 'unioni, map', at: '/unioni?vista=mappa', as: [VISITOR, REFERENTE] },
  { name: 'unioni side by side, none', at: '/unioni/confronto', as: [VISITOR, REFERENTE] },
  { name: 'unioni side by side', at: '/unioni/confronto?con=1&con=2', as: [VISITOR, REFERENTE] },
  { name: 'practice, new', at: '/pratiche/nuova', as: [REFERENTE, FACILITATORE] },
  { name: 'practice, new, empty', at: '/pratiche/nuova', as: [REFERENTE], status: 422, act: empty('Comincia a raccontare') },
  { name: 'practice, own draft', at: (made) => made.draftPractice, as: [REFERENTE] },
  { name: "practice, another's draft", at: (made) => made.draftPractice, as: [VISITOR, MENTORE], status: 404 },
  ...SECTIONS.flatMap((section) => ['draftPractice', 'fullPractice'].map((practice) => ({ section, practice }))).map(({ section, practice }) => ({
    name: `practice, change, ${section}${practice === 'fullPractice' ? ', filled in' : ''}`,
    at: (made) => made[practice] && `${made[practice]}/modifica/${section}`,
    as: [REFERENTE],
  })),
  {
    name: 'practice, change, absurd dates',
    at: (made) => made.draftPractice && `${made.draftPractice}/modifica/percorso`,
    as: [REFERENTE],
    status: 422,
    act: async (page) => {
      await fill(page, { 'fase-1-titolo': 'Si parte', 'fase-1-dal': '31/02/2006', 'fase-1-al': 'mai' });
      await press(page, 'Salva la bozza');
    },
  },
  { name: 'practice, versions', at: '/pratiche', follow: [POLIZIA, /^\/pratiche\/\d+\/versioni$/], as: [VISITOR, RESPONSABILE] },
  { name: 'practice, old version', at: '/pratiche', follow: [POLIZIA, /^\/pratiche\/\d+\/versioni$/, /\/versioni\/1$/], as: [VISITOR, RESPONSABILE] },
  { name: 'practice, comparison', at: '/pratiche', follow: [POLIZIA, /\/versioni\/confronto\?/], as: [VISITOR, RESPONSABILE] },
  { name: 'practice, comparison, everything', at: '/pratiche', follow: [POLIZIA, /\/versioni\/confronto\?/, /mostra=tutto/], as: [VISITOR] },
  { name: 'practice, comparison, side by side', at: '/pratiche', follow: [POLIZIA, /\/versioni\/confronto\?/, /vista=accanto/], as: [VISITOR] },
  {
    name: 'practice, comparison of one with itself',
    at: '/pratiche',
    follow: [POLIZIA, /^\/pratiche\/\d+\/versioni$/],
    as: [VISITOR],
    status: 422,
    act: async (page) => {
      await page.locator('#da-2').check();
      await press(page, 'Confronta');
    },
  },
  { name: 'practice, restore', at: '/pratiche', follow: [POLIZIA, /^\/pratiche\/\d+\/versioni$/, /\/ripristino$/], as: [RESPONSABILE] },
  {
    name: 'practice, restore then sent without a note',
    at: '/pratiche',
    follow: [POLIZIA, /^\/pratiche\/\d+\/versioni$/, /\/ripristino$/],
    as: [RESPONSABILE],
    status: 422,
    act: async (page) => {
      await press(page, /ipristina/);
      await fill(page, { cambiamento: '' });
      await press(page, 'Invia la pratica');
    },
  },
  { name: 'practice, restore, with a draft in the way', at: '/pratiche', follow: [POLIZIA, /^\/pratiche\/\d+\/versioni$/, /\/ripristino$/], as: [RESPONSABILE] },
  {
    name: 'practice, change, absurd figures',
    at: (made) => made.draftPractice && `${made.draftPractice}/modifica/costi`,
    as: [REFERENTE],
    status: 422,
    act: async (page) => {
      await fill(page, { 'avvio-da': 'circa 38 mila', 'annuo-da': '9', 'annuo-a': '4', cup: 'B51' });
      await press(page, 'Salva la bozza');
    },
  },
  {
    name: 'practice, change, two texts',
    at: (made) => made.fullPractice && `${made.fullPractice}/modifica/ostacoli`,
    as: [REFERENTE],
    status: 409,
    act: async (page) => {
      const other = await page.context().newPage();
      await other.goto(page.url());
      await fill(other, { 'ostacolo-1-testo': `Altre parole, scritte da un’altra finestra larga ${page.viewportSize().width}.` });
      await press(other, 'Aggiungi un ostacolo');
      await fill(other, { 'ostacolo-2-testo': 'Un ostacolo in più.' });
      await press(other, 'Salva la bozza');
      await other.close();
      await fill(page, { 'ostacolo-1-testo': 'Parole diverse, scritte qui.' });
      await press(page, 'Salva la bozza');
    },
  },
  { name: 'practice, documents found', at: (made) => made.fullPractice && `${made.fullPractice}/modifica/documenti?cerca=polizia`, as: [REFERENTE] },
  { name: 'practice, interview', at: (made) => made.draftPractice && `${made.draftPractice}/intervista`, as: [REFERENTE] },
  { name: 'practice, interview, filled in', at: (made) => made.fullPractice && `${made.fullPractice}/intervista`, as: [REFERENTE] },
  {
    name: 'practice, interview, a line without its kind',
    at: (made) => made.draftPractice && `${made.draftPractice}/intervista`,
    as: [REFERENTE],
    act: async (page) => {
      await fill(page, { fasi: '2006 si parte', ostacoli: 'nessun tecnico' });
      await press(page, 'Salva la bozza');
    },
  },
  { name: 'practice, review', at: '/redazione', follow: [/^\/pratiche\/\d+\/revisione/], as: [FACILITATORE] },
  { name: 'practice, review, without a note', at: '/redazione', follow: [/^\/pratiche\/\d+\/revisione/], as: [FACILITATORE], status: 422, act: empty('Rimanda con le note') },
  { name: 'practice, review, too late', at: '/pratiche', follow: [PRACTICE], as: [FACILITATORE], status: 409, act: async (page) => { await page.goto(`${new URL(page.url()).pathname.match(/^\/pratiche\/\d+/)[0]}/revisione`); } },
  { name: 'practice, confirm by a link', at: (made) => made.confirmLink, as: [VISITOR] },
  { name: 'practice, confirm by a link, without a note', at: (made) => made.confirmLink, as: [VISITOR], status: 422, act: empty('Rimanda con le note') },
  { name: 'practice, confirm, invented link', at: '/conferma/collegamento-inventato', as: [VISITOR], status: 404 },
  { name: 'practice, verify', at: '/pratiche', follow: [/^\/pratiche\/\d+-.*riscuotere/, /^\/pratiche\/\d+\/verifica/], as: [FACILITATORE] },
  { name: 'practice, withdraw', at: '/pratiche', follow: [PRACTICE, /^\/pratiche\/\d+\/ritiro/], as: [FACILITATORE] },
  { name: 'practice, withdraw, without a reason', at: '/pratiche', follow: [PRACTICE, /^\/pratiche\/\d+\/ritiro/], as: [FACILITATORE], status: 422, act: empty('Ritira la pratica') },
  { name: 'practice, archive', at: '/pratiche', follow: [PRACTICE, /^\/pratiche\/\d+\/archiviazione/], as: [FACILITATORE] },

  // Reuses.
  { name: 'practice, reused', at: '/pratiche', follow: [/^\/pratiche\/\d+-.*biblioteche/], as: [VISITOR, RESPONSABILE, FACILITATORE] },
  { name: 'reuse, with answers', at: '/pratiche', follow: [/^\/pratiche\/\d+-.*biblioteche/, /^\/riusi\/\d+$/], as: [VISITOR, RESPONSABILE, FACILITATORE] },
  { name: 'reuse, declare', at: '/pratiche', follow: [/^\/pratiche\/\d+-.*suap/, /^\/pratiche\/\d+\/riuso/], as: [REFERENTE, FACILITATORE] },
  { name: 'reuse, declare, empty', at: '/pratiche/3/riuso', as: [REFERENTE, FACILITATORE], status: 422, act: empty('Dichiara il riuso') },
  { name: 'reuses, own', at: '/riusi', as: [REFERENTE, RESPONSABILE, FACILITATORE] },
  { name: 'reuse, tell', at: '/riusi', follow: [/^\/riusi\/\d+\/modifica$/], as: [RESPONSABILE] },
  {
    name: 'reuse, tell, without its reason',
    at: '/riusi',
    follow: [/^\/riusi\/\d+\/modifica$/],
    as: [RESPONSABILE],
    status: 422,
    act: async (page) => {
      await page.check('#stato-abandoned');
      await page.fill('#dal', '31/02/2020');
      await press(page, 'Salva');
    },
  },
  { name: 'reuse, link of no letter', at: '/esiti/collegamento-inventato', as: [VISITOR], status: [404, 410] },
  { name: 'reuse, link of a letter', at: (made) => made.reuseLink, as: [VISITOR] },

  // Documents.
  { name: 'documents', at: '/documenti', as: [VISITOR, FACILITATORE] },
  { name: 'document', at: '/documenti', follow: [DOCUMENT], as: [VISITOR, REFERENTE, FACILITATORE] },
  { name: 'document, model to fill in', at: '/documenti?tipo=convenzione', follow: [/^\/documenti\/\d+-schema-di-convenzione/, /\/modello/], as: [VISITOR, REFERENTE] },
  // By sort, or by a search: the tests hand in many documents, and the list has pages.
  ...Object.entries({
    act: ['/documenti?tipo=determina', /^\/documenti\/\d+-determinazione/],
    table: ['/documenti?tipo=documento_di_supporto', /^\/documenti\/\d+-i-contratti/],
    signed: ['/documenti?tipo=delibera_giunta', /^\/documenti\/\d+-delibera-di-giunta-n-12/],
    promised: ['/documenti?tipo=documento_di_supporto', /^\/documenti\/\d+-fascicolo-pnrr/],
    superseded: [ASSISTANCE, /^\/documenti\/\d+-regolamento-interno-.*-2024/],
    'in two versions': [ASSISTANCE, /^\/documenti\/\d+-regolamento-interno-.*-2026/],
    reported: ['/documenti?tipo=documento_di_supporto', /^\/documenti\/\d+-prezzi-di-riferimento/],
  }).map(([what, [at, address]]) => ({ name: `document, ${what}`, at, follow: [address], as: [VISITOR, FACILITATORE] })),
  { name: 'document, table, words found', at: '/cerca?q=contabilita+rio+secco', follow: [/^\/documenti\/\d+-i-contratti/], as: [VISITOR] },
  { name: 'document, versions compared', at: ASSISTANCE, follow: [/^\/documenti\/\d+-regolamento-interno-.*-2026/, /^\/documenti\/\d+\/confronto/], as: [VISITOR] },
  { name: 'document, old version', at: ASSISTANCE, follow: [/^\/documenti\/\d+-regolamento-interno-.*-2026/, /^\/documenti\/\d+-.*\?versione=1$/], as: [VISITOR] },
  { name: 'document, personal data', at: '/redazione', follow: [/^\/documenti\/\d+-decreto-di-nomina/], as: [FACILITATORE] },
  {
    name: 'document, personal data, nothing decided',
    at: '/redazione',
    follow: [/^\/documenti\/\d+-decreto-di-nomina/],
    as: [FACILITATORE],
    status: 422,
    act: (page) => press(page, 'Pubblica il documento'),
  },
  { name: 'document, page as a picture', at: '/documenti?tipo=determina', follow: [/^\/documenti\/\d+-determinazione/, /^\/documenti\/\d+-.*\?anteprima=2/], as: [VISITOR] },
  { name: 'document, long content', at: (made) => made.longDocument, as: [VISITOR, FACILITATORE] },
  { name: 'document, without text', at: (made) => made.unreadDocument, as: [FACILITATORE] },
  ...['modifica', 'versioni', 'ritiro'].map((act) => ({
    name: `document, ${act}`,
    at: (made) => made.unreadDocument?.replace(/^(\/documenti\/\d+).*/, `$1/${act}`),
    as: [FACILITATORE],
  })),
  { name: 'document, words found', at: (made) => made.longDocument && `${made.longDocument}?q=comune`, as: [VISITOR] },
  { name: 'document, report', at: (made) => made.longDocument?.replace(/^(\/documenti\/\d+).*/, '$1/segnalazioni'), as: [REFERENTE] },
  { name: 'document, new', at: '/documenti/nuovo', as: [REFERENTE, FACILITATORE] },
  {
    name: 'documents, several handed in',
    at: '/documenti/nuovo',
    as: [REFERENTE],
    act: async (page) => {
      await page.locator('main input[type=file]').setInputFiles(['uno.txt', 'due_con_un_nome_piuttosto_lungo.txt'].map((name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`${name} ${page.viewportSize().width}`) })));
      await fill(page, { tipo: { label: 'Regolamento' } });
      await page.locator('main [name=argomenti]').first().check();
      await page.locator('main [name=visibilita]').first().check();
      await press(page, 'Carica il documento');
    },
  },
  { name: 'document, new, empty', at: '/documenti/nuovo', as: [REFERENTE], status: 422, act: empty('Carica il documento') },

  // Questions.
  { name: 'questions', at: '/domande', as: [VISITOR, FACILITATORE] },
  { name: 'question, solved', at: '/domande', follow: [/^\/domande\/\d+-chi-firma/], as: [VISITOR, REFERENTE, FACILITATORE] },
  { name: 'question, to print', at: '/domande', follow: [/^\/domande\/\d+-chi-firma/, /\/stampa$/], as: [VISITOR, FACILITATORE] },
  { name: 'question, without answers', at: (made) => made.bareQuestion, as: [VISITOR, REFERENTE, FACILITATORE] },
  { name: 'question, long content', at: (made) => made.longQuestion, as: [VISITOR, FACILITATORE] },
  { name: 'question, empty answer', at: '/domande', follow: [QUESTION], as: [MENTORE], status: 422, act: empty('Pubblica la risposta') },
  { name: 'question, change', at: (made) => made.bareQuestion?.replace(/^(\/domande\/\d+).*/, '$1/modifica'), as: [REFERENTE] },
  {
    name: 'ask, preview',
    at: '/domande/nuova',
    as: [REFERENTE],
    act: async (page) => {
      await fill(page, { titolo: 'Come si fa?', contesto: '- una cosa\n- un’altra\n\nE un indirizzo: https://esempio.example/pagina' });
      await press(page, 'Anteprima');
    },
  },
  {
    name: 'ask, similar ones shown first',
    at: '/domande/nuova',
    as: [REFERENTE],
    act: async (page) => {
      await fill(page, { titolo: 'Chi firma gli atti se l’RTD è uno solo per cinque comuni?', contesto: 'Lo chiediamo anche noi, con altre parole ma per lo stesso motivo.' });
      await tick(page, ICT);
      await press(page, 'Pubblica la domanda');
    },
  },
  { name: 'ask, about a practice', at: '/pratiche', follow: [PRACTICE, /^\/domande\/nuova\?su=/], as: [REFERENTE] },
  { name: 'ask', at: '/domande/nuova', as: [REFERENTE, FACILITATORE] },
  { name: 'ask, empty', at: '/domande/nuova', as: [REFERENTE], status: 422, act: empty('Pubblica la domanda') },
  { name: 'ask, for a visitor', at: '/domande/nuova', as: [VISITOR] },

  // Search.
  { name: 'search, start', at: '/cerca', as: [VISITOR, FACILITATORE] },
  { name: 'search, results', at: '/cerca?q=gestione+associata', as: [VISITOR, FACILITATORE] },
  { name: 'search, filtered', at: '/cerca?q=unione&tipo=domanda&argomento=ict', as: [VISITOR] },
  { name: 'search, misspelt', at: '/cerca?q=convenziome', as: [VISITOR] },
  { name: 'search, nothing', at: '/cerca?q=zzqxkw+vvwyx', as: [VISITOR, REFERENTE] },
  { name: 'search, absurd', at: `/cerca?q=${encodeURIComponent(`"<b>😀 ${'parola '.repeat(40)}`)}`, as: [VISITOR] },
  { name: 'search, long content', at: '/cerca?q=lunghissimo', as: [VISITOR] },

  // What is for members.
  { name: 'notifications', at: '/notifiche', as: [REFERENTE, FACILITATORE] },
  { name: 'notifications, none', at: '/notifiche', as: [NEWCOMER] },
  { name: 'desk', at: '/redazione', as: [FACILITATORE, AMMINISTRATORE] },
  { name: 'registers', at: '/redazione/registri', as: [FACILITATORE, AMMINISTRATORE] },
  { name: 'registers, for who has none', at: '/redazione/registri', as: [REFERENTE], status: 404 },
  { name: 'registers, no file', at: '/redazione/registri', as: [FACILITATORE], status: 422, act: empty('Guarda che cosa cambierebbe') },
  { name: 'register, before importing', at: '/redazione/registri', as: [FACILITATORE], act: bring },
  {
    name: 'register, columns unknown',
    at: '/redazione/registri',
    as: [FACILITATORE],
    act: async (page) => {
      await bring(page);
      await fill(page, { 'colonna-ipa': '' });
      await press(page, 'Aggiorna l’anteprima');
    },
  },
  {
    name: 'register, imported',
    at: '/redazione/registri',
    as: [AMMINISTRATORE],
    act: async (page) => {
      await bring(page);
      await press(page, 'Importa il file');
    },
  },
  { name: 'letters', at: '/posta', as: [VISITOR] },
  { name: 'letter', at: '/posta', follow: [/^\/posta\/[^/]+$/], as: [VISITOR] },
];

/** The pages of which a picture is kept in `out/`, at both widths. */
export const PICTURES = new Set([
  'home', 'sign-in', 'unioni', 'unione, own', 'topics', 'topic', 'practices', 'practice, true one', 'practice, for my unione', 'practice, thirty phases', 'practice, new', 'practice, change, percorso',
  'documents', 'document', 'document, new', 'questions', 'question, solved', 'ask, empty', 'search, results', 'search, nothing',
  'notifications', 'desk', 'profile', 'what I follow', 'not found', 'letter', 'status', 'first steps', 'invite',
]);
