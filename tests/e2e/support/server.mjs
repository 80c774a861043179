// The program under test as a child process on a data folder of its own.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where everything the tests leave behind goes; git ignores it. */
export const OUT = path.join(ROOT, 'tests/e2e/out');

const START_SECONDS = 120;

/** The binary: `E2E_BINARY`, else the test build. */
export function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? 'target';
  const file = process.env.E2E_BINARY ?? path.resolve(ROOT, target, 'debug/fra-unioni');
  if (!existsSync(file)) throw new Error(`${file} is not there: run \`cargo build\`, or say which with E2E_BINARY`);
  return file;
}

/** Environment of every run: nothing of the caller's settings, no limit meant for strangers. */
function environment(more) {
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('FRA_UNIONI_') && name !== 'DATABASE_URL');
  return { ...Object.fromEntries(ours), FRA_UNIONI_RATE_LIMITS: 'off', ...more };
}

export class Server {
  /**
   * Starts the server; it is ready when it has printed its address.
   *
   * @param {{data: string, log: string, environment?: Record<string, string>, listen?: string}} options
   *   data folder, file for its log lines, settings, address to listen on (default a free port)
   */
  static async start({ data, log, environment: settings = {}, listen = '127.0.0.1:0' }) {
    const child = spawn(binary(), ['demo', '--data', data, '--listen', listen], {
      env: environment(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: ROOT,
    });
    const server = new Server(child);
    const lines = createWriteStream(log, { flags: 'a' });
    child.stderr.pipe(lines);
    const stuck = setTimeout(() => child.kill('SIGKILL'), START_SECONDS * 1000);
    for await (const line of createInterface({ input: child.stdout })) {
      const [address] = line.match(/https?:\/\/\S+/) ?? [];
      if (!address) throw new Error(`the first line of the server is not its address: ${line}`);
      server.url = address.replace(/\/$/, '');
      break;
    }
    clearTimeout(stuck);
    child.stdout.resume();
    if (!server.url) {
      await server.ended;
      throw new Error(`the server ended before it said its address (${server.outcome}); its log is ${log}`);
    }
    return server;
  }

  constructor(child) {
    this.child = child;
    this.url = '';
    this.outcome = '';
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.outcome = signal ?? `exit code ${code}`;
        resolve();
      });
    });
  }

  /** Asks it to stop and waits for its end. */
  async stop() {
    if (!this.outcome) this.child.kill('SIGTERM');
    await this.ended;
  }

  /** Kills it as a power cut would, and waits for its end. */
  async kill() {
    if (!this.outcome) this.child.kill('SIGKILL');
    await this.ended;
  }
}

/**
 * Runs one command of the program to its end.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [settings]
 * @returns {Promise<{code: number, text: string}>}   exit code and everything it printed
 */
export async function command(args, settings = {}) {
  const child = spawn(binary(), args, { env: environment(settings), stdio: ['ignore', 'pipe', 'pipe'], cwd: ROOT });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => { text += part; });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, text };
}
