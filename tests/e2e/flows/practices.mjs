import { draftPractice } from '../acts.mjs';
import { address, fill, press, sees } from '../support/forms.mjs';
import { VISITOR } from '../support/site.mjs';
import { until } from '../support/until.mjs';

/** Drafted and sent by a referente, sent back with a note, mended and sent again, published: everybody finds it. */
export async function practicePublished(story) {
  const title = `Un solo numero per chiamare cinque comuni ${story.sign}`;
  const paolo = await story.as('referente');
  const { draftPractice: practice, draftPracticeEditor: editor } = await draftPractice(paolo, {
    title,
    summary: 'Un centralino in comune, con chi risponde a turno.',
    topic: /^Servizi ICT/,
  });
  const visitor = await story.as(VISITOR);
  const hidden = await visitor.goto(practice);
  if (hidden.status() !== 404) throw new Error(`a draft answers ${hidden.status()} to a visitor`);
  await paolo.goto(practice);
  await press(paolo, /^(Invia|Manda)/);

  const chiara = await story.as('facilitatore');
  await chiara.goto('/redazione');
  await chiara.goto(await address(chiara, new RegExp(`^${practice}\\b`)));
  await fill(chiara, { nota: `Manca quanto è costato. ${story.sign}` });
  await press(chiara, /^(Rimanda|Chiedi)/);

  await paolo.goto(practice);
  await sees(paolo, `Manca quanto è costato. ${story.sign}`);
  await paolo.goto(editor);
  await fill(paolo, { riassunto: 'Un centralino in comune, con chi risponde a turno. È costato 4.000 euro.' });
  await press(paolo, /^Salva/);
  await paolo.goto(practice);
  await press(paolo, /^(Invia|Manda)/);

  await chiara.goto(practice);
  await press(chiara, /^Pubblica/);
  await visitor.goto(practice);
  await sees(visitor, 'È costato 4.000 euro.');
  await until('the practice among the results', async () => {
    await visitor.goto(`/cerca?q=${encodeURIComponent(`centralino cinque comuni ${story.sign}`)}`);
    return (await address(visitor, new RegExp(`^${practice}\\b`))) !== undefined;
  });
}
