// How much of a PDF's text is read, and how fast, beside pdftotext (poppler) in the same run.
//
//   node scripts/document-figures.mjs target/release/fra-unioni ../shared [--fidelity [--layout] [--differences NAME] | --speed]
//
// Fidelity of a file: the longest common subsequence of words of the two texts, by the words of
// pdftotext. Both texts are made alike first in what both programs settle by taste: words cut by a
// hyphen at the end of a line are joined, ligatures and spaces composed, characters without a
// meaning outside the file (private use, zero width) left out. Punctuation and letters count. Tables
// are read row by row here and by columns there, which is most of what is not in order; --layout
// asks pdftotext for rows too.
// Speed: all files one after the other, three times, the best; ours is a new process for each file,
// confined as the server does it, and so is pdftotext.

import { execFileSync, spawnSync } from 'node:child_process';
import { openSync, closeSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [binary, shared, ...rest] = process.argv.slice(2);
const only = rest.find((argument) => argument === '--fidelity' || argument === '--speed');
const layout = rest.includes('--layout') ? ['-layout'] : [];
const shown = rest.includes('--differences') ? rest[rest.indexOf('--differences') + 1] : null;
const folder = join(shared, 'data/files');
const files = readdirSync(folder).filter((name) => name.endsWith('.pdf')).sort();
const GOAL_FIDELITY = 0.98;
const GOAL_SPEED = 0.5;

function ours(path) {
  const file = openSync(path, 'r');
  const { stdout, status } = spawnSync(binary, ['confined', '{"task":"text"}', '60', String(512 << 20)], {
    stdio: [file, 'pipe', 'inherit'],
    maxBuffer: 64 << 20,
  });
  closeSync(file);
  if (status !== 0) return { case: `exit ${status}`, pages: [] };
  const answer = JSON.parse(stdout);
  return { case: answer.case, pages: Array.isArray(answer.pages) ? answer.pages.map((page) => page.text) : [] };
}

function theirs(path) {
  return execFileSync('pdftotext', [...layout, '-enc', 'UTF-8', path, '-'], { maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
}

function words(text) {
  return text
    .normalize('NFKC')
    .replace(/[\u{ad}\u{200b}-\u{200f}\u{2060}-\u{2064}\u{feff}\u{fffd}\u{e000}-\u{f8ff}\u{f0000}-\u{10ffff}]/gu, '')
    .replace(/(\p{L})[-‐]\s*[\n\f]+\s*(\p{Ll})/gu, '$1$2')
    .split(/[\s\u{0}-\u{1f}]+/u)
    .filter((word) => word !== '')
    // Hyphens inside a word may have stood at the end of a line.
    .map((word) => word.replace(/(\p{L})[-‐](?=\p{L})/gu, '$1'));
}

/** Words as numbers, the same for the same word. */
function numbered(...lists) {
  const numbers = new Map();
  const number = (word) => numbers.get(word) ?? (numbers.set(word, numbers.size), numbers.size - 1);
  return lists.map((list) => Int32Array.from(list, number));
}

/** The length of the longest common subsequence, 31 words at a time (Crochemore and others, 2001). */
function commonLength(a, b) {
  const BITS = 31;
  const [x, y] = numbered(a, b);
  const width = Math.ceil(y.length / BITS);
  const places = new Map();
  y.forEach((word, at) => {
    if (!places.has(word)) places.set(word, new Map());
    const mask = places.get(word);
    const cell = Math.floor(at / BITS);
    mask.set(cell, (mask.get(cell) ?? 0) | (1 << (at % BITS)));
  });
  const ALL = 0x7fffffff;
  const row = new Int32Array(width).fill(ALL);
  for (const word of x) {
    const mask = places.get(word);
    if (!mask) continue;
    let carry = 0;
    for (let cell = Math.min(...mask.keys()); cell < width; cell += 1) {
      const hit = row[cell] & (mask.get(cell) ?? 0);
      const sum = row[cell] + hit + carry;
      carry = sum > ALL ? 1 : 0;
      row[cell] = (sum & ALL) | (row[cell] & ~hit);
    }
  }
  let zeros = 0;
  for (let at = 0; at < y.length; at += 1) if (!(row[Math.floor(at / BITS)] & (1 << (at % BITS)))) zeros += 1;
  return zeros;
}

/** Which words of `b` the longest common subsequence lacks: their places. */
function lacking(a, b) {
  const [x, y] = numbered(a, b);
  const table = [new Int32Array(y.length + 1)];
  for (let i = 0; i < x.length; i += 1) {
    const [above, row] = [table[i], new Int32Array(y.length + 1)];
    for (let j = 0; j < y.length; j += 1) row[j + 1] = x[i] === y[j] ? above[j] + 1 : Math.max(above[j + 1], row[j]);
    table.push(row);
  }
  const missing = [];
  let [i, j] = [x.length, y.length];
  while (j > 0) {
    if (i > 0 && x[i - 1] === y[j - 1]) { i -= 1; j -= 1; }
    else if (i > 0 && table[i - 1][j] >= table[i][j - 1]) i -= 1;
    else { j -= 1; missing.push(j); }
  }
  return missing.reverse();
}

/** How many of the words of `b` stand in `a` at all, in whatever order. */
function present(a, b) {
  const there = new Map();
  for (const word of a) there.set(word, (there.get(word) ?? 0) + 1);
  let count = 0;
  for (const word of b) {
    const left = there.get(word) ?? 0;
    if (left > 0) {
      there.set(word, left - 1);
      count += 1;
    }
  }
  return count;
}

const median = (values) => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

function fidelity() {
  console.log(`${'words'.padStart(7)} ${'in order'.padStart(9)} ${'any order'.padStart(9)}  pages  file`);
  const shares = [];
  const anyOrder = [];
  for (const name of files) {
    if (shown && !name.includes(shown)) continue;
    const path = join(folder, name);
    const read = ours(path);
    const expected = words(theirs(path));
    const found = words(read.pages.join('\n'));
    if (expected.length < 20) {
      console.log(`${String(expected.length).padStart(7)} ${'-'.padStart(9)} ${'-'.padStart(9)}  ${read.case}  ${name}`);
      continue;
    }
    const length = commonLength(found, expected);
    const share = length / expected.length;
    shares.push(share);
    anyOrder.push(present(found, expected) / expected.length);
    const percent = (part) => `${(100 * part).toFixed(2)}%`.padStart(9);
    console.log(`${String(expected.length).padStart(7)} ${percent(share)} ${percent(anyOrder.at(-1))}  ${String(read.pages.length).padStart(5)}  ${name}`);
    if (shown) for (const at of lacking(found, expected).slice(0, 200)) console.log(`    ${expected.slice(Math.max(0, at - 3), at).join(' ')} [${expected[at]}] ${expected.slice(at + 1, at + 4).join(' ')}`);
  }
  const middle = median(shares);
  console.log(`median ${(100 * middle).toFixed(2)}% of the words of pdftotext, in order, over ${shares.length} files (goal ${100 * GOAL_FIDELITY}%); ${(100 * median(anyOrder)).toFixed(2)}% in whatever order`);
  return middle >= GOAL_FIDELITY;
}

function speed() {
  const bytes = files.reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
  const best = (read) => {
    let least = Infinity;
    for (let round = 0; round < 3; round += 1) {
      const begun = process.hrtime.bigint();
      for (const name of files) read(join(folder, name));
      least = Math.min(least, Number(process.hrtime.bigint() - begun) / 1e9);
    }
    return least;
  };
  const [mine, other] = [best(ours), best(theirs)];
  const rate = (seconds) => `${(bytes / 1e6 / seconds).toFixed(1)} MB/s`;
  const ratio = other / mine;
  console.log(`${files.length} PDF, ${(bytes / 1e6).toFixed(1)} MB: ours ${mine.toFixed(2)} s (${rate(mine)}), pdftotext ${other.toFixed(2)} s (${rate(other)}): ${ratio.toFixed(2)} × (goal ${GOAL_SPEED} ×)`);
  return ratio >= GOAL_SPEED;
}

let good = true;
if (only !== '--speed') good = fidelity() && good;
if (only !== '--fidelity' && !shown) good = speed() && good;
process.exitCode = good ? 0 : 1;
