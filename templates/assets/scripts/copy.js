// A button [data-copy="ID"], hidden without JavaScript, copies the text of that element.

const HEARD_MS = 4000;

export function offerCopy(document) {
  const clipboard = document.defaultView.navigator.clipboard;
  if (!clipboard) return;
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const source = document.getElementById(button.dataset.copy);
    const status = document.getElementById(`${button.dataset.copy}-copied`);
    if (!source) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      let outcome = 'Copiato.';
      try {
        await clipboard.writeText(source.textContent.trim());
      } catch {
        outcome = 'Il browser non permette di copiare: seleziona il testo e copialo a mano.';
      }
      if (!status) return;
      status.textContent = outcome;
      setTimeout(() => { status.textContent = ''; }, HEARD_MS);
    });
  }
}
