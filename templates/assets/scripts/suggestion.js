// A button [data-fills="name=value" by line] fills the fields of its form instead of sending it. A line fills the text
// field or choice of that name, or ticks the box with that value.

export function fillSuggestions(document) {
  for (const button of document.querySelectorAll('button[data-fills]')) {
    button.addEventListener('click', (event) => {
      const { elements } = button.form;
      event.preventDefault();
      let first;
      for (const line of button.dataset.fills.split('\n')) {
        const at = line.indexOf('=');
        const [name, value] = [line.slice(0, at), line.slice(at + 1)];
        for (const field of elements) {
          if (field.name !== name) continue;
          if (field.type !== 'checkbox') field.value = value;
          else if (field.value === value) field.checked = true;
          else continue;
          field.dispatchEvent(new Event('input', { bubbles: true }));
          first ??= field;
        }
      }
      button.closest('[data-suggestion]')?.remove();
      first?.focus();
    });
  }
}
