// What people do on the site, as far as more than one test does it.
import { address, fill, press, sees, tick } from './support/forms.mjs';
import { linkInLetter, openLetter } from './support/letters.mjs';

const pathOf = (page) => new URL(page.url()).pathname;

/** The topic the tests write about, as its box is labelled. */
export const TOPIC = /^ICT e transizione digitale/;

/** Where one asks has brought one to the question itself, and not to those like it. */
export const isQuestion = (page) => /\/domande\/\d+-/.test(page.url());

/** Asks a question, past the page that shows similar ones; answers its address. */
export async function ask(page, { title, body }) {
  await page.goto('/domande/nuova');
  await fill(page, { titolo: title, contesto: body });
  await tick(page, TOPIC);
  await press(page, 'Pubblica la domanda');
  if (!isQuestion(page)) await press(page, 'Pubblica lo stesso');
  await sees(page, 'Domanda pubblicata.');
  return pathOf(page);
}

/** Answers the question in the window. */
export async function answer(page, body) {
  await fill(page, { risposta: body });
  await press(page, 'Pubblica la risposta');
  await sees(page, body);
}

/** Begins a practice; answers its address. */
export async function draftPractice(page, { title, summary }) {
  await page.goto('/pratiche/nuova');
  await fill(page, { titolo: title, riassunto: summary });
  await tick(page, TOPIC);
  await press(page, 'Comincia a raccontare');
  await sees(page, title);
  const [, number] = page.url().match(/\/pratiche\/(\d+)/) ?? [];
  return `/pratiche/${number}`;
}

/** Writes the phases of a draft, as many as there are, with one form. */
export async function tellPhases(page, practice, phases) {
  await page.goto(`${practice}/modifica/percorso`);
  await page.locator('main form [name="fase-1-titolo"]').evaluate((first, all) => {
    const { form } = first;
    for (const old of form.querySelectorAll('[name^="fase-"]')) old.remove();
    for (const [at, phase] of all.entries()) {
      for (const part of ['tipo', 'titolo', 'dal', 'al']) {
        const field = form.ownerDocument.createElement('input');
        field.name = `fase-${at + 1}-${part}`;
        field.value = phase[part] ?? '';
        form.append(field);
      }
    }
  }, phases);
  await press(page, 'Salva la bozza');
  await sees(page, 'Bozza salvata.');
}

/** Shares a document with everybody; answers its address. */
export async function share(page, { title, topic = TOPIC, file }) {
  await page.goto('/documenti/nuovo');
  await page.locator('main input[type=file]').setInputFiles(file);
  await fill(page, { titolo: title, tipo: { label: 'Regolamento' } });
  await tick(page, topic);
  await tick(page, 'Tutti, anche chi non è iscritto');
  await sendAllTheSame(page);
  await press(page, 'Carica il documento');
  await page.waitForURL(/\/documenti\/\d+-/);
  await sees(page, title);
  return pathOf(page);
}

/** With JavaScript a file goes on its way at once, unless it is there already: whoever wants that says so. */
export async function sendAllTheSame(page) {
  const line = page.locator('.file-in-arrivo li');
  if ((await line.count()) === 0) return;
  await page.locator('.file-in-arrivo li[data-state=done], .file-in-arrivo li[data-state=stopped]').first().waitFor();
  if ((await line.first().getAttribute('data-state')) === 'stopped') await line.getByRole('button', { name: /^Caricalo lo stesso/ }).click();
}

/** Invites somebody; answers the link in the letter they get. */
export async function invite(page, { email, name, surname }) {
  await page.goto('/inviti/nuovo');
  await fill(page, { nome: name, cognome: surname, email, qualifica: 'Responsabile affari generali' });
  const bodies = page.locator('main select[name=ente]');
  // Behind «Scegli un ente» and «Un ente che non c’è ancora».
  await bodies.selectOption({ index: 2 });
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

/** Follows the thing in the window, or goes on following it, with a letter at once. */
export async function followAtOnce(page) {
  await fill(page, { frequenza: { label: 'Subito' } });
  await press(page, /^(Segui|Salva)$/);
  await sees(page, 'Segui già');
}
