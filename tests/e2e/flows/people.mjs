import { TOPIC, acceptInvitation, followAtOnce, forgottenPassword, invite, share, signIn } from '../acts.mjs';
import { doesNotSee, fill, leavePage, press, sees, tick } from '../support/forms.mjs';
import { linkInLetter, openLetter } from '../support/letters.mjs';
import { VISITOR } from '../support/site.mjs';

const PASSWORD = 'quattro parole messe in fila';

/** One person of the demo for each walk, so that neither changes the other's password. */
const FORGETFUL = { conscript: 'silvia.zanivan@esempio.example', senzascript: 'rosa.carusiello@esempio.example' };

/** (e) The link of the letter lets one choose a new password, once; the new one opens the door. */
export async function passwordForgotten(story) {
  const email = FORGETFUL[story.sign];
  const page = await story.as(VISITOR);
  const link = await forgottenPassword(page, email);
  await page.goto(link);
  await fill(page, { password: 'corta' });
  await press(page, 'Cambia la password');
  await sees(page, 'da sistemare');
  await fill(page, { password: PASSWORD });
  await press(page, 'Cambia la password');
  await signIn(page, email, 'un’altra password qualunque');
  await sees(page, 'non corrette');
  await signIn(page, email, PASSWORD);
  await page.goto('/profilo');
  await sees(page, email);
  const spent = await page.goto(link);
  if (spent.status() !== 410) throw new Error(`the spent link answers ${spent.status()}`);
}

/** (f) Invited by a facilitatore, one accepts, says what to follow, and is in. */
export async function invitationAccepted(story) {
  const email = `invitata.${story.sign}@esempio.example`;
  const chiara = await story.as('facilitatore');
  const link = await invite(chiara, { email, name: 'Teresa', surname: 'Invitati' });
  const teresa = await story.as(VISITOR);
  await teresa.goto(link);
  await sees(teresa, email);
  await acceptInvitation(teresa, PASSWORD);
  await fill(teresa, { presentazione: 'Ho seguito il protocollo unico.' });
  await press(teresa, 'Salva e continua');
  await tick(teresa, TOPIC);
  await press(teresa, 'Salva e continua');
  await tick(teresa, /^Subito/);
  await press(teresa, 'Ho finito');
  await teresa.goto('/profilo/seguiti');
  await sees(teresa, 'ICT e transizione digitale');
  await teresa.goto('/profilo');
  await sees(teresa, email);
}

/** (g) What one writes in the profile is there afterwards; an empty name is not taken. */
export async function profileKept(story) {
  const page = await story.as('responsabile');
  await page.goto('/profilo');
  await fill(page, { presentazione: `Posso aiutare con gli statuti. ${story.sign}`, nome: '' });
  await press(page, 'Salva il profilo');
  await sees(page, 'da sistemare');
  await fill(page, { nome: 'Lorenzo' });
  await press(page, 'Salva il profilo');
  await sees(page, 'Profilo salvato.');
  const kept = await page.locator('[name=presentazione]').inputValue();
  if (kept !== `Posso aiutare con gli statuti. ${story.sign}`) throw new Error(`the profile keeps «${kept}»`);
}

/** (g) The link in a letter stops letters of its kind, without signing in; opening it changes nothing. */
export async function lettersStopped(story) {
  const email = `iscritta.${story.sign}@esempio.example`;
  const chiara = await story.as('facilitatore');
  const carla = await story.as(VISITOR);
  await carla.goto(await invite(chiara, { email, name: 'Carla', surname: 'Iscritti' }));
  await acceptInvitation(carla, PASSWORD);
  await carla.goto('/argomenti');
  await leavePage(carla, () => carla.locator('main').getByRole('link', { name: /^Biblioteche/ }).first().click());
  await followAtOnce(carla);
  const title = `Orari ${story.sign} delle biblioteche`;
  await share(chiara, { title, topic: /^Biblioteche/, file: { name: 'orari.txt', mimeType: 'text/plain', buffer: Buffer.from('Le biblioteche aprono alle nove.') } });

  const visitor = await story.as(VISITOR);
  await openLetter(visitor, { to: email, says: `Orari ${story.sign}` });
  const link = await linkInLetter(visitor, /^\/disiscrivi\//);
  await visitor.goto(link);
  await carla.goto('/profilo/seguiti');
  const frequency = () => carla.locator('main tr').filter({ hasText: 'Biblioteche' }).locator('select').evaluate((select) => select.selectedOptions[0].text);
  if ((await frequency()) !== 'Subito') throw new Error('opening the link has stopped the letters already');
  await press(visitor, 'Non scrivetemi più');
  await sees(visitor, 'Non ti scriviamo più');
  await carla.goto('/profilo/seguiti');
  if (!(await frequency()).startsWith('Mai')) throw new Error(`letters still come: ${await frequency()}`);
}

/** Signed out, the pages of members are closed again. */
export async function signedOut(story) {
  const page = await story.as('mentore');
  await page.goto('/profilo');
  await page.locator('header details summary').filter({ hasText: 'menu personale' }).click();
  await press(page, 'Esci', 'header');
  await page.goto('/profilo');
  if (!page.url().includes('/accedi')) throw new Error(`still at ${page.url()}`);
  await doesNotSee(page, 'Il mio profilo');
}
