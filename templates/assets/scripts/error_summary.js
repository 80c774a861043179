// The list of what is to be mended, [data-error-summary], takes the focus as soon as the page is there.

export function focusErrorSummary(document) {
  document.querySelector('[data-error-summary]')?.focus();
}
