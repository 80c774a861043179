// The icon sprite: one <symbol> for each name in icons.txt, from the package's own SVG files.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The names in icons.txt, sorted. Empty lines and lines starting with # do not count. */
export function readIconList(file) {
  const names = readFileSync(file, 'utf8').split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
  return [...new Set(names)].sort();
}

/** The sprite as text. Fixed fills are dropped, so that an icon takes the colour its class gives it. */
export function buildSprite(icons, folder) {
  const symbols = icons.map((name) => {
    const file = path.join(folder, `it-${name}.svg`);
    if (!existsSync(file)) throw new Error(`icons.txt names "${name}", which Bootstrap Italia does not have`);
    const svg = readFileSync(file, 'utf8');
    const viewBox = svg.match(/viewBox="([^"]+)"/)?.[1] ?? '0 0 24 24';
    const body = svg
      .replace(/^[\s\S]*?<svg[^>]*>/, '')
      .replace(/<\/svg>[\s\S]*$/, '')
      .replace(/<title>[^<]*<\/title>/, '')
      .replace(/\n\s*/g, '')
      .replace(/ fill="(#[0-9a-fA-F]+|currentColor)"/g, '');
    return `<symbol id="it-${name}" viewBox="${viewBox}">${body}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}
