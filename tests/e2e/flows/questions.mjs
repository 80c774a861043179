import { TOPIC, answer, ask, isQuestion } from '../acts.mjs';
import { doesNotSee, fill, leavePage, press, sees, tick } from '../support/forms.mjs';
import { linkInLetter, openLetter } from '../support/letters.mjs';
import { PEOPLE, VISITOR } from '../support/site.mjs';

/** Journey (c): asks, is answered, is told by a letter, marks what solved it; everybody sees it. */
export async function questionAnswered(story) {
  const title = `${story.sign}: come si rinnova il certificato del portale?`;
  const paolo = await story.as('referente');
  const question = await ask(paolo, { title, body: 'Scade tra un mese e non sappiamo a chi chiederlo: ce ne siamo accorti per caso.' });

  const marta = await story.as('mentore');
  await marta.goto(question);
  await doesNotSee(marta, 'Questa mi ha risolto');
  await answer(marta, `Si chiede al fornitore del portale con una lettera. ${story.sign}`);

  const visitor = await story.as(VISITOR);
  await openLetter(visitor, { to: PEOPLE.referente.email, says: new RegExp(`${PEOPLE.mentore.name} ha risposto.*${story.sign}`) });
  await paolo.goto('/');
  await paolo.goto(await linkInLetter(visitor, /^\/domande\/\d+/));
  await sees(paolo, title);
  await press(paolo, /^Questa mi ha risolto/);
  await visitor.goto(question);
  await sees(visitor, /ha risolto/i);

  await marta.goto(question);
  await marta.locator('main details:has([name=commento]) > summary').last().click();
  await marta.locator('main [name=commento]').last().fill(`Fatemi sapere. ${story.sign}`);
  await leavePage(marta, () => marta.getByRole('button', { name: 'Pubblica il commento' }).last().click());
  await sees(marta, `Fatemi sapere. ${story.sign}`);
  await paolo.goto(question);
  await press(paolo, /^Utile/);
  await sees(paolo, /Utile \(1\)/);
}

/** Two clicks on the button of one form make one question. */
export async function doubleClick(story) {
  const title = `Chi tiene le chiavi della sala server ${story.sign}?`;
  const paolo = await story.as('referente');
  await paolo.goto('/domande/nuova');
  await fill(paolo, { titolo: title, contesto: 'La sala è in un comune, le persone che ci lavorano in un altro: cerchiamo una regola.' });
  await tick(paolo, TOPIC);
  // Where similar questions are shown first, the same form is sent once more.
  for (let page = 1; page <= 2 && !isQuestion(paolo); page += 1) {
    await leavePage(paolo, () => paolo.locator('main').getByRole('button', { name: /^Pubblica/ }).first().dblclick());
  }
  await sees(paolo, title);
  await paolo.goto('/domande');
  const times = await paolo.locator('main a', { hasText: title }).count();
  if (times !== 1) throw new Error(`«${title}» is ${times} times among the questions`);
}

/** What one writes stays in the browser until it is published, and is nobody else's. */
export async function draftKept(story) {
  if (!story.javaScript) return;
  const paolo = await story.as('referente');
  const question = await ask(paolo, { title: `${story.sign}: chi apre il magazzino della protezione civile?`, body: 'Di notte non si trova mai nessuno con le chiavi.' });
  const marta = await story.as('mentore');
  const field = marta.locator('main [name=risposta]');
  const holds = async (words) => {
    const value = await field.inputValue();
    if (value !== words) throw new Error(`the field of the answer holds «${value}», not «${words}»`);
  };
  await marta.goto(question);
  await field.fill('Da noi le chiavi sono due.');
  await sees(marta, 'Bozza salvata su questo computer.');
  await marta.goto('/');
  await marta.goto(question);
  await holds('Da noi le chiavi sono due.');
  await press(marta, 'Pubblica la risposta');
  await holds('');
  await marta.reload();
  await holds('');

  await field.fill('Ancora una cosa');
  await sees(marta, 'Bozza salvata su questo computer.');
  await marta.context().clearCookies();
  await story.site.enter(marta.context(), 'facilitatore');
  await marta.goto(question);
  await holds('');
}
