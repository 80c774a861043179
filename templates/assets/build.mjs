// Makes build/assets from our own sources and the npm packages: run as `npm run build`.
//
// Every file gets a name that carries the hash of its content, so that it may be cached for ever;
// `manifest.json` says which name each asset got. Beside what compresses well lie its .br and .gz.
// Two runs over the same input write the same bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import * as sass from 'sass';
import subsetFont from 'subset-font';
import { buildSprite, readIconList } from './icons.mjs';
import { collectLicences } from './licences.mjs';
import { regions } from './regions.mjs';
import { checkTemplates } from './templates.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const modules = path.join(root, 'node_modules');
const out = path.join(root, 'build/assets');
const italia = path.join(modules, 'bootstrap-italia');

/** What a first view may weigh, in bytes as sent (brotli; fonts are compressed already). */
const BUDGET = { css: 40_000, js: 15_000, font: 40_000 };

/** The weights that the server writes papers with. */
const PAPER_WEIGHTS = [400, 600];

/** The weights of Titillium Web that pages use, with the name each has in the package. */
const FONT_WEIGHTS = { 400: 'regular', 600: '600', 700: '700' };

/** Latin-1 and the signs that Italian typography adds to it. */
const FONT_CHARACTERS = (() => {
  const range = (from, to) => String.fromCharCode(...Array.from({ length: to - from }, (_, i) => from + i));
  return `${range(0x20, 0x7f)}${range(0xa0, 0x100)}–—‘’“”«»•…€→←`;
})();

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const manifest = {};

/** Writes one asset under its hashed name and notes it in the manifest; returns the hashed name. */
function emit(logical, content) {
  const { name, ext } = path.parse(logical);
  const bytes = Buffer.from(content);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const hashed = `${name}.${hash}${ext}`;
  writeFileSync(path.join(out, hashed), bytes);
  if (ext !== '.woff2') {
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(path.join(out, `${hashed}.br`), brotliCompressSync(bytes, { params: quality }));
    writeFileSync(path.join(out, `${hashed}.gz`), gzipSync(bytes, { level: 9 }));
  }
  manifest[logical] = { file: hashed, type: TYPES[ext] };
  return hashed;
}

/** Where the package keeps a weight of Titillium Web. */
const fontFile = (suffix) => path.join(italia, `dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-${suffix}.ttf`);

/** The fonts, cut down to the characters we use. Their hashed names go into the style sheet. */
async function buildFonts() {
  for (const [weight, suffix] of Object.entries(FONT_WEIGHTS)) {
    emit(`titillium-web-${weight}.woff2`, await subsetFont(readFileSync(fontFile(suffix)), FONT_CHARACTERS, { targetFormat: 'woff2' }));
  }
}

/** The fonts of papers (PDF), whole: the server embeds of each what a paper uses. Not served, so not in the manifest. */
function copyPaperFonts() {
  for (const weight of PAPER_WEIGHTS) {
    writeFileSync(path.join(out, `titillium-web-${weight}.ttf`), readFileSync(fontFile(FONT_WEIGHTS[weight])));
  }
}

/** The style sheet. A URL in it is either a data: image or an asset already emitted. */
function buildStyles() {
  const { css } = sass.compile(path.join(here, 'app.scss'), {
    style: 'compressed',
    charset: false,
    loadPaths: [modules],
    quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function', 'mixed-decls', 'slash-div'],
    logger: sass.Logger.silent,
  });
  const linked = css.replace(/url\((["']?)(?!data:|#)([^)"']+)\1\)/g, (_, quote, target) => {
    if (!manifest[target]) throw new Error(`the style sheet asks for ${target}, which is not among the assets`);
    return `url(${manifest[target].file})`;
  });
  emit('app.css', linked);
}

/** The scripts, bundled into one deferred file. */
async function buildScripts() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(here, 'app.js')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    write: false,
    logLevel: 'warning',
  });
  emit('app.js', outputFiles[0].contents);
}

/** Stops the build when something grew beyond its budget; prints what each kind weighs. */
function checkBudget() {
  const size = (logical, suffix = '') => readFileSync(path.join(out, manifest[logical].file + suffix)).length;
  const weight = {
    css: size('app.css', '.br'),
    js: size('app.js', '.br'),
    font: Object.keys(FONT_WEIGHTS).reduce((sum, w) => sum + size(`titillium-web-${w}.woff2`), 0),
  };
  for (const [kind, bytes] of Object.entries(weight)) {
    console.log(`${kind.padEnd(5)}${String(bytes).padStart(7)} bytes of ${BUDGET[kind]}`);
    if (bytes > BUDGET[kind]) throw new Error(`${kind}: ${bytes} bytes are more than the budget of ${BUDGET[kind]}`);
  }
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

const icons = readIconList(path.join(here, 'icons.txt'));
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await buildFonts();
copyPaperFonts();
buildStyles();
await buildScripts();
emit('icons.svg', buildSprite(icons, path.join(italia, 'src/svg')));
emit('favicon.svg', readFileSync(path.join(here, 'favicon.svg')));
checkTemplates(path.join(root, 'templates'), icons, Object.keys(manifest));
checkBudget();
writeFileSync(path.join(out, 'regions.json'), JSON.stringify(regions()));
writeFileSync(path.join(out, 'licences.json'), json(collectLicences(modules)));
// Last: whoever finds the manifest finds everything it names.
writeFileSync(path.join(out, 'manifest.json'), json(Object.fromEntries(Object.entries(manifest).sort())));
