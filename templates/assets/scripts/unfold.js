// <details data-opened-by="FIELD" data-value="VALUE"> opens when that value is chosen in the <select> of that name.

export function unfoldOnChoice(document) {
  for (const details of document.querySelectorAll('details[data-opened-by]')) {
    const select = document.querySelector(`select[name="${details.dataset.openedBy}"]`);
    select?.addEventListener('change', () => {
      if (select.value === details.dataset.value) details.open = true;
    });
  }
}
