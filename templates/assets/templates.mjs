// What templates ask of the assets, checked at build time: in the browser a wrong name would be an empty
// square or a page without style, which no test of the server sees.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** An icon named in a template: the first argument of the macros that begin with one, or symbol="name". */
const ICON = /(?:\b(?:icon|row)\(\s*|\bsymbol\s*=\s*)"([a-z0-9-]+)"/g;

/** An asset named in a template: frame.asset("app.css"). */
const ASSET = /\basset\("([^"]+)"\)/g;

/** Stops the build when a template names an icon that icons.txt lacks or an asset that was not made. */
export function checkTemplates(folder, icons, assets) {
  const unknown = [];
  for (const entry of readdirSync(folder, { recursive: true }).sort()) {
    if (!entry.endsWith('.html')) continue;
    const text = readFileSync(path.join(folder, entry), 'utf8');
    for (const [, name] of text.matchAll(ICON)) {
      if (!icons.includes(name)) unknown.push(`${entry}: icon ${name} is not in templates/assets/icons.txt`);
    }
    for (const [, name] of text.matchAll(ASSET)) {
      if (!assets.includes(name)) unknown.push(`${entry}: there is no asset ${name}`);
    }
  }
  if (unknown.length) throw new Error(unknown.join('\n'));
}
