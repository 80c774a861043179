// Characters left in a field with maxlength and data-counter="ID of the text".
// A screen reader hears the number only when it becomes small: said at every key it would drown the typing.

const FEW = 20;

const left = (count) => (count === 1 ? 'Resta 1 carattere' : `Restano ${count} caratteri`);

export function countCharacters(document) {
  for (const field of document.querySelectorAll('[data-counter]')) {
    const text = document.getElementById(field.dataset.counter);
    if (!text || field.maxLength < 0) continue;
    const write = () => {
      const count = field.maxLength - field.value.length;
      text.setAttribute('aria-live', count <= FEW ? 'polite' : 'off');
      text.textContent = left(count);
    };
    field.addEventListener('input', write);
    write();
  }
}
