import { fill, press, sees, text, tick } from '../support/forms.mjs';
import { until } from '../support/until.mjs';
import { TOPIC } from '../acts.mjs';

const plain = (name, words) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(words) });

async function describe(page) {
  await fill(page, { tipo: { label: 'Regolamento' } });
  await tick(page, TOPIC);
  await page.locator('main [name=visibilita]').first().check();
}

/** Several files over a line that breaks: with scripts they are taken up again, without they go with the form. */
export async function severalUploaded(story) {
  const paolo = await story.as('referente');
  await paolo.goto('/documenti/nuovo');
  let broken = 0;
  await paolo.route('**/caricamenti/*', (route) => {
    if (route.request().method() !== 'PATCH' || broken === 2) return route.continue();
    broken += 1;
    return route.abort('connectionreset');
  });
  const files = [plain(`primo_${story.sign}.txt`, `Primo ${story.sign}.`), plain(`secondo_${story.sign}.txt`, `Secondo ${story.sign}.`)];
  await paolo.locator('main input[type=file]').setInputFiles(files);
  await describe(paolo);
  if (story.sign === 'conscript') {
    await until('both files have come', async () => (await text(paolo, 'main')).split('Caricato.').length === 3);
    if (broken !== 2) throw new Error('the line was not broken');
  }
  await press(paolo, 'Carica il documento');
  await sees(paolo, 'Hai caricato 2 documenti');
  await sees(paolo, `Primo ${story.sign}`);

  await paolo.goto('/documenti/nuovo');
  await paolo.locator('main input[type=file]').setInputFiles(files[0]);
  if (story.sign === 'conscript') {
    await sees(paolo, 'Questo file c’è già');
    await paolo.locator('main').getByRole('button', { name: 'Caricalo lo stesso' }).click();
  }
  await fill(paolo, { titolo: `Doppio ${story.sign}` });
  await describe(paolo);
  await press(paolo, 'Carica il documento');
  await sees(paolo, `Doppio ${story.sign}`);
}

/** Files that are two things at once: whatever a browser is asked to make of them, nothing of them runs. */
export async function nothingRuns(story) {
  const script = 'window.fatto = 1; alert(1);';
  const polyglots = [
    plain('pagina.html', `<!DOCTYPE html><title>x</title><script>${script}</script>`),
    plain('disegno.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>${script}</script></svg>`),
    plain('immagine.gif', `GIF89a/*<script>${script}</script>*/=1;${script}`),
    plain('atto.pdf', `%PDF-1.4\n//<script>${script}</script>\n${script}`),
    plain('testo.txt', script),
  ];
  const paolo = await story.as('referente');
  let ran = 0;
  paolo.on('dialog', (dialog) => { ran += 1; return dialog.dismiss(); });
  for (const file of polyglots) {
    await paolo.goto('/documenti/nuovo');
    await paolo.locator('main input[type=file]').setInputFiles({ ...file, buffer: Buffer.concat([file.buffer, Buffer.from(`\n// ${story.sign}`)]) });
    await fill(paolo, { titolo: `${file.name} ${story.sign}` });
    await describe(paolo);
    await press(paolo, 'Carica il documento');
    await sees(paolo, `${file.name} ${story.sign}`);
    const [number] = new URL(paolo.url()).pathname.match(/^\/documenti\/\d+/);
    // Opened as a page it is saved instead, which Playwright calls an error of the visit.
    const opened = await paolo.goto(`${number}/file`).catch(() => null);
    if (opened) throw new Error(`${file.name} was opened as a page`);
    if (story.sign === 'conscript') {
      await paolo.goto('/documenti');
      await paolo.addScriptTag({ url: `${number}/file` }).catch(() => { /* refused, as it should be */ });
      if (await paolo.evaluate(() => 'fatto' in window)) throw new Error(`${file.name} ran as a script`);
    }
  }
  if (ran) throw new Error(`${ran} dialogs were opened by files`);
}
