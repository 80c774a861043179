// A button [data-reveal="ID"], hidden without JavaScript, shows and hides the password of that field.

export function revealPasswords(document) {
  for (const button of document.querySelectorAll('button[data-reveal]')) {
    const field = document.getElementById(button.dataset.reveal);
    if (!field) continue;
    const show = (shown) => {
      field.type = shown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(shown));
    };
    button.hidden = false;
    button.addEventListener('click', () => show(field.type === 'password'));
    // The browser's password store wants to see a password field.
    field.form?.addEventListener('submit', () => show(false));
  }
}
