// The links of an index, nav.indice, say which section of the page one is reading.

/** The part of the window, from above, in which a section begins to be the one that is read. */
const READING = '0px 0px -70% 0px';

export function markSection(document) {
  const links = [...document.querySelectorAll('nav.indice a[href^="#"]')];
  const { IntersectionObserver } = document.defaultView;
  if (links.length === 0 || !IntersectionObserver) return;
  const sections = new Map();
  for (const link of links) {
    const section = document.getElementById(link.hash.slice(1))?.closest('section');
    if (section) sections.set(section, [...(sections.get(section) ?? []), link]);
  }
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
    }
    // The last that has begun; between two sections, that of before stays marked.
    const current = [...sections.keys()].filter((section) => seen.has(section)).pop();
    if (!current) return;
    for (const link of links) link.removeAttribute('aria-current');
    for (const link of sections.get(current)) link.setAttribute('aria-current', 'location');
  }, { rootMargin: READING });
  for (const section of sections.keys()) observer.observe(section);
}
