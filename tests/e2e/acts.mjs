// What people do on the site, as far as more than one test does it.
import { address, fill, press, sees, tick } from './support/forms.mjs';
import { linkInLetter, openLetter } from './support/letters.mjs';

const pathOf = (page) => new URL(page.url()).pathname;

/** Asks a question, past the page that shows similar ones; answers its address. */
export async function ask(page, { title, body, topic }) {
  await page.goto('/domande/nuova');
  await fill(page, { titolo: title, contesto: body });
  await tick(page, topic);
  await press(page, /^Pubblica/);
  if (!/\/domande\/\d+-/.test(page.url())) await press(page, /^Pubblica/);
  await sees(page, title);
  return pathOf(page);
}

/** Answers the question in the window. */
export async function answer(page, body) {
  await fill(page, { risposta: body });
  await press(page, /la risposta$/);
  await sees(page, body);
}

/** Begins a practice; answers its address and that of the page that changes it. */
export async function draftPractice(page, { title, summary, topic }) {
  await page.goto('/pratiche/nuova');
  await fill(page, { titolo: title, riassunto: summary });
  await tick(page, topic);
  await press(page, /^(Crea|Inizia|Continua|Comincia|Salva)/);
  await sees(page, title);
  const [, number] = page.url().match(/\/pratiche\/(\d+)/) ?? [];
  return { draftPractice: `/pratiche/${number}`, draftPracticeEditor: `/pratiche/${number}/modifica` };
}

/** Shares a document; answers its address. */
export async function share(page, { title, description = 'Un documento di prova.', topic, file, audience = /Tutti|Pubblico|Chiunque/ }) {
  await page.goto('/documenti/nuovo');
  await page.locator('main input[type=file]').setInputFiles(file);
  await fill(page, { titolo: title, descrizione: description });
  await tick(page, topic);
  await tick(page, audience);
  await press(page, /^(Carica|Pubblica|Condividi)/);
  await sees(page, title);
  return pathOf(page);
}

/** Invites somebody; answers the link in the letter they get. */
export async function invite(page, { email, name, surname }) {
  await page.goto('/inviti/nuovo');
  await fill(page, { nome: name, cognome: surname, email, qualifica: 'Responsabile affari generali' });
  const bodies = page.locator('main select[name=ente]');
  await bodies.selectOption({ index: 1 });
  await press(page, 'Manda l’invito');
  await sees(page, `Invito mandato a ${email}`);
  await openLetter(page, { to: email, says: /invito/i });
  return linkInLetter(page, /^\/invito\//);
}

/** Accepts the invitation in the window. */
export async function acceptInvitation(page, password) {
  await fill(page, { password });
  await press(page, 'Accetta l’invito');
  await page.waitForURL(/\/benvenuto/);
}

/** Asks for a new password; answers the link in the letter. */
export async function forgottenPassword(page, email) {
  await page.goto('/password/dimenticata');
  await fill(page, { email });
  await press(page, 'Mandami il collegamento');
  await sees(page, 'Controlla la posta');
  await openLetter(page, { to: email, says: /password/i });
  return linkInLetter(page, /^\/password\/nuova\//);
}

/** The address of the first practice, document… a list shows. */
export async function firstOf(page, list, pattern) {
  await page.goto(list);
  const found = await address(page, pattern);
  if (!found) throw new Error(`no link on ${list} reads like ${pattern}`);
  return found;
}

/** Signs in with e-mail and password. */
export async function signIn(page, email, password) {
  await page.goto('/accedi');
  await fill(page, { email, password });
  await press(page, 'Accedi');
}
