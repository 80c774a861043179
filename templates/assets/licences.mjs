// Whose material the assets embed, with the text of each licence: shown on the page /licenze.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The embedded works. Bootstrap is not imported itself: Bootstrap Italia carries its style sheets
 * without the text of its licence, which therefore comes from the package of the same version.
 */
const WORKS = [
  { name: 'Bootstrap Italia', what: 'fogli di stile e icone', package: 'bootstrap-italia', licence: 'BSD-3-Clause', text: 'LICENSE' },
  { name: 'Bootstrap', what: 'fogli di stile', package: 'bootstrap', licence: 'MIT', text: 'LICENSE' },
  {
    name: 'Titillium Web',
    what: 'carattere, ridotto ai segni usati',
    package: 'bootstrap-italia',
    licence: 'OFL-1.1',
    text: 'dist/fonts/Titillium_Web/OFL.txt',
    version: '10',
  },
  {
    name: '@svg-maps/italy, dal lavoro di MapSVG',
    what: 'contorni delle regioni, semplificati',
    package: '@svg-maps/italy',
    licence: 'CC-BY-4.0',
    text: 'LICENSE.md',
  },
];

/** One record for each work: name, what (in Italian), version, licence (SPDX), text. */
export function collectLicences(modules) {
  return WORKS.map((work) => {
    const folder = path.join(modules, work.package);
    const version = work.version ?? JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
    const text = readFileSync(path.join(folder, work.text), 'utf8').replace(/\r\n/g, '\n').trim();
    return { name: work.name, what: work.what, version, licence: work.licence, text };
  });
}
