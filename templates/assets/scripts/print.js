// A button [data-print], hidden without JavaScript, prints the page.

/** @param {Document} document */
export function offerPrint(document) {
  for (const button of document.querySelectorAll('button[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}
