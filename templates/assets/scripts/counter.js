// Characters left in a field with maxlength and data-counter="ID of the text", shown near the limit only.
// A screen reader hears the number only when it becomes small: said at every key it would drown the typing.

const FEW = 20;
/** The most characters left at which the number is shown, and the part of a shorter field. */
const NEAR = 100;
const NEAR_PART = 0.2;

const left = (count) => (count === 1 ? 'Resta 1 carattere' : `Restano ${count} caratteri`);

export function countCharacters(document) {
  for (const field of document.querySelectorAll('[data-counter]')) {
    const text = document.getElementById(field.dataset.counter);
    if (!text || field.maxLength < 0) continue;
    const near = Math.max(FEW, Math.min(NEAR, field.maxLength * NEAR_PART));
    const write = () => {
      const count = field.maxLength - field.value.length;
      text.setAttribute('aria-live', count <= FEW ? 'polite' : 'off');
      text.textContent = left(count);
      text.hidden = count > near;
    };
    field.addEventListener('input', write);
    write();
  }
}
