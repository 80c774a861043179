// The practice of the Unione del Fossanese, entered from public facts only, on a phone's width and with the
// keyboard alone: no mouse, no script that fills in. What the sources do not say stays empty.
import { leavePage, sees } from '../support/forms.mjs';

/** More stops than any page has: the focus is lost. */
const TOO_MANY = 250;

/** Somebody at the keyboard. */
class Typist {
  constructor(page) {
    this.page = page;
    this.stops = 0;
    this.loads = 0;
  }

  /** Goes on with Tab until the focus stands on the field of this name or on the button or link of these words;
   *  what is folded over the field is opened on the way. */
  async to(target) {
    for (let tries = 0; tries < TOO_MANY; tries += 1) {
      await this.page.keyboard.press('Tab');
      this.stops += 1;
      const found = await this.page.evaluate((wanted) => {
        const focused = document.activeElement;
        const words = focused.textContent.replace(/\s+/g, ' ').trim();
        const isWritten = focused.matches('input, textarea, select');
        if (focused.id === wanted || (!isWritten && words.startsWith(wanted))) return 'there';
        const folded = focused.matches('summary') && !focused.parentElement.open;
        return folded && focused.parentElement.querySelector(`[id="${wanted}"]`) ? 'folded' : '';
      }, target);
      if (found === 'there') return;
      if (found === 'folded') await this.page.keyboard.press('Enter');
    }
    throw new Error(`the focus never comes to ${target} on ${this.page.url()}`);
  }

  /** Jumps over the header, as the first stop of every page offers. */
  async toContent() {
    await this.to('Vai al contenuto');
    await this.page.keyboard.press('Enter');
  }

  async write(values) {
    for (const [field, value] of Object.entries(values)) {
      await this.to(field);
      if (value === true) await this.page.keyboard.press('Space');
      else if (await this.page.evaluate(() => document.activeElement.tagName === 'SELECT')) await this.page.keyboard.type(value);
      else await this.page.keyboard.insertText(value);
    }
  }

  /** Presses the button or follows the link, and lands on another page. */
  async press(words) {
    await this.to(words);
    await leavePage(this.page, () => this.page.keyboard.press('Enter'));
    this.loads += 1;
  }
}

const PRESIDENT = 'Presidente dell’unione, intervista del 22 febbraio 2026';
const COMMANDER = 'Comandante della polizia locale dell’unione, notizia ITALIAE del 22 dicembre 2022';

/** One section after the other; groups with a button between their rows. */
const SECTIONS = [
  [{ contesto: 'Cinque comuni della provincia di Cuneo: Bene Vagienna, Genola, Lequio Tanaro, Salmour, Sant’Albano Stura; circa 10 mila abitanti nel 2022 (10.172 al censimento del 2011). L’unione esiste da circa vent’anni; Fossano ne faceva parte e ne è uscita, in una data che le fonti non dicono. Sono già insieme polizia locale, SUAP, autorizzazioni paesaggistiche, biblioteche e centrale di committenza.' }],
  [
    { 'fase-1-tipo': 'prog', 'fase-1-titolo': 'Si parte', 'fase-1-dal': '2006', 'fase-1-testo': 'Il percorso comincia nel 2006. Le fonti non raccontano i primi atti.', 'fase-2-tipo': 'st', 'fase-2-titolo': 'Piccoli passi e lunghe stasi', 'fase-2-testo': '«Fasi alterne di piccoli passi e lunghe stasi»: né le date né le cause sono note.' },
    'Aggiungi una fase',
    { 'fase-3-tipo': 'imp', 'fase-3-titolo': 'Rete telematica unica', 'fase-3-dal': '2018', 'fase-3-testo': 'Dal 2018 una sola rete, fino a 500 Mbit/s dove non arriva la fibra, e un solo centro di elaborazione dati: lo dichiara il presidente.' },
    'Aggiungi una fase',
    { 'fase-4-tipo': 'rip', 'fase-4-titolo': 'L’accelerazione', 'fase-4-al': '12/2022', 'fase-4-sostegno': 'Progetto ITALIAE', 'fase-4-sblocco': 'Il sostegno del Progetto ITALIAE.' },
    'Aggiungi una fase',
    { 'fase-5-tipo': 'ges', 'fase-5-titolo': 'In esercizio' },
  ],
  [{ organizzazione: 'Un responsabile della transizione digitale dà indicazioni a tutti gli enti. I contratti con i fornitori sono centralizzati.' }],
  [{ scelte: 'Si è partiti da quello che c’era già, mettendolo poi a fattor comune. L’unione ha aderito a tutti gli avvisi.' }],
  [{ 'ostacolo-1-testo': 'Lunghe soste: per anni il lavoro è andato avanti a piccoli passi.', 'ostacolo-1-tipo': 'org', 'ostacolo-1-esito': 'Esito' }],
  [
    { 'vantaggio-1-testo': '1,2 milioni di euro dal PNRR.', 'vantaggio-1-prova': 'Dich', 'vantaggio-1-fonte': PRESIDENT },
    'Aggiungi un vantaggio',
    { 'vantaggio-2-testo': '400 mila euro di economie; il calcolo non è pubblicato.', 'vantaggio-2-prova': 'Dich', 'vantaggio-2-fonte': PRESIDENT },
    'Aggiungi un vantaggio',
    { 'vantaggio-3-testo': 'Competenze che i singoli comuni non hanno.', 'vantaggio-3-prova': 'Perc', 'vantaggio-3-fonte': COMMANDER },
  ],
  [{ costi: 'Quanto sia costato le fonti non lo dicono. Gli open data di PA digitale 2026 sommano 1.159.443 euro per tutti gli enti dei cinque comuni, scuole comprese.' }],
  [{ fate: 'Partite da quello che c’è già, e poi mettetelo a fattor comune.', 'non-fate': 'Non saltate la riorganizzazione del personale: viene dopo la digitalizzazione, ma serve.' }],
  [{ trasferibilita: 'L’esperienza è stata presentata nel dicembre 2022 all’Unione dei Comuni della Valle di Comino, cinque comuni e circa 7 mila abitanti.' }],
  [{}],
  [{ contatti: 'Unione del Fossanese, via San Giovanni Bosco 19, Bene Vagienna (CN). Quale ufficio risponda, le fonti non lo dicono.' }],
  [{ fonti: '- ITALIAE, 22 dicembre 2022: l’esperienza dell’Unione Fossanese\n- Intervista al presidente, 22 febbraio 2026\n- **Voce critica.** Un consigliere, settembre 2022: l’unione è «precaria» e i risultati della digitalizzazione «finora deludenti».', avvertenza: 'Raccontata da fonti pubbliche, non ancora confermata dall’ente.' }],
];

/** From the first page of the editor to the hands of the Unione, without touching anything but the keyboard. */
export async function practiceByKeyboard(story) {
  const page = await story.as('facilitatore', { width: 390 });
  const typist = new Typist(page);
  const title = `Gestire insieme l’informatica ${story.sign}`;
  await page.goto('/pratiche/nuova');
  typist.loads += 1;
  await typist.toContent();
  await typist.write({
    unione: 'Unione del Foss',
    titolo: title,
    riassunto: 'Cinque comuni, circa 10 mila abitanti: un percorso cominciato nel 2006, tra piccoli passi e lunghe stasi.',
    'argomenti-ict': true,
  });
  await typist.press('Comincia a raccontare');
  for (const parts of SECTIONS) {
    await typist.toContent();
    for (const part of parts) {
      if (typeof part === 'string') await typist.press(part);
      else await typist.write(part);
    }
    await typist.press('Salva e continua');
    await sees(page, 'Bozza salvata.');
  }
  await sees(page, 'C’è tutto quello che serve.');

  // The facts come last: the sections can be written in any order.
  await typist.toContent();
  await typist.to('Rivedi e invia');
  await page.keyboard.press('Enter');
  await typist.press('In breve');
  await typist.toContent();
  await typist.write({ comuni: '5', abitanti: 'circa 10 mila', risparmio: '400 mila euro, dichiarati dal presidente' });
  await typist.press('Salva e continua');
  await page.goto(page.url().replace('contesto', 'rivedi'));
  typist.loads += 1;
  await typist.toContent();
  await typist.press('Invia al referente per conferma');
  await typist.toContent();
  await typist.write({ nome: 'Referente', cognome: `Fossanese ${story.sign}`, email: `referente.${story.sign}@esempio.example` });
  await typist.press('Manda la richiesta');
  await sees(page, 'Da confermare');
  await sees(page, title);
  await sees(page, 'non indicato');
  console.log(`      the Fossanese practice by keyboard (${story.sign}): ${typist.stops} stops, ${typist.loads} page loads`);
}
