// A link [data-copy-link] to a place on its own page also copies its address, and #collegamento-copiato says so.

export function copyLinks(document) {
  const clipboard = document.defaultView.navigator.clipboard;
  const status = document.getElementById('collegamento-copiato');
  if (!clipboard || !status) return;
  for (const link of document.querySelectorAll('a[data-copy-link]')) {
    link.addEventListener('click', async () => {
      try {
        await clipboard.writeText(link.href);
        status.textContent = 'Collegamento copiato.';
      } catch {
        status.textContent = '';
      }
    });
  }
}
