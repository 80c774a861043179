// Waiting for what the workers of the server do a moment after a request was answered.
import { setInterval as ticks } from 'node:timers/promises';

const EVERY_MS = 100;

/**
 * Asks again and again until the answer is worth something, and returns it.
 *
 * @param {string} what   what is waited for, for the message
 * @param {() => Promise<T>} ask   answers something truthy when it has come
 * @param {{seconds?: number}} [limits]   after how long it is a failure (default 30)
 * @returns {Promise<T>}
 * @template T
 */
export async function until(what, ask, { seconds = 30 } = {}) {
  const end = performance.now() + seconds * 1000;
  const first = await ask();
  if (first) return first;
  for await (const _ of ticks(EVERY_MS)) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > end) break;
  }
  throw new Error(`waited ${seconds} s in vain for ${what}`);
}
