// The HTML the server sent, read by the Nu HTML checker in one run at the end.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './server.mjs';

const CHECKER = path.join(ROOT, 'node_modules/vnu-jar/build/dist/vnu.jar');

export class Markup {
  /** @param {string} folder   where the pages are kept, emptied first */
  constructor(folder) {
    this.folder = folder;
    this.pages = new Map();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** Keeps a page; one that differs only in its tokens from another is kept once. */
  keep(name, html) {
    const bare = html.replace(/(name="(?:csrf|form_token)" value=")[^"]*/g, '$1');
    const key = createHash('sha256').update(bare).digest('hex').slice(0, 16);
    if (this.pages.has(key)) return;
    this.pages.set(key, name);
    writeFileSync(path.join(this.folder, `${key}.html`), html);
  }

  /** The errors of every page: pairs of its name and a list, empty when there is none. */
  async faults() {
    const found = new Map([...this.pages.values()].map((name) => [name, []]));
    for (const { type, url, message, lastLine, extract } of await this.check()) {
      const name = this.pages.get(path.basename(url ?? '', '.html')) ?? url ?? 'checker';
      const list = found.get(name) ?? [];
      list.push(`${type}: ${message} (line ${lastLine}: ${extract?.trim().slice(0, 120)})`);
      found.set(name, list);
    }
    return [...found];
  }

  check() {
    const args = ['-Xss1m', '-jar', CHECKER, '--errors-only', '--format', 'json', '--exit-zero-always', this.folder];
    return new Promise((resolve, reject) => {
      execFile('java', args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
        if (error) reject(error);
        else resolve(JSON.parse(stderr || stdout).messages);
      });
    });
  }
}
