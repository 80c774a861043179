// A headless Chromium before one running server, and the people of the demo.
import { chromium } from 'playwright-core';

/** Who the demo lets one be with one click, by the name of the role in the interface. */
export const PEOPLE = {
  referente: { name: 'Paolo Ferrini', email: 'paolo.ferrini@esempio.example' },
  mentore: { name: 'Marta Giordanelli', email: 'marta.giordanelli@esempio.example' },
  responsabile: { name: 'Lorenzo Salvarini', email: 'lorenzo.salvarini@esempio.example' },
  facilitatore: { name: 'Chiara Conti', email: 'chiara.conti@esempio.example' },
  amministratore: { name: 'Irene Bassanelli', email: 'irene.bassanelli@esempio.example' },
};

/** Nobody in particular. */
export const VISITOR = 'visitatore';

/** Somebody invited a moment ago, who has done nothing yet; `prepare.mjs` makes it. */
export const NEWCOMER = 'nuova arrivata';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class Site {
  /** @param {string} url   where the server is */
  static async open(url) {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
      headless: true,
      args: FLAGS,
    });
    return new Site(url, browser);
  }

  constructor(url, browser) {
    this.url = url;
    this.browser = browser;
    this.sessions = new Map();
  }

  /**
   * A browser window of its own, signed in as this role by a session of its own.
   *
   * @param {string} role   a key of PEOPLE, or VISITOR
   * @param {{javaScript?: boolean, width?: number}} [options]
   */
  async window(role, options = {}) {
    const context = await this.context(options);
    if (role !== VISITOR) await this.enter(context, role);
    return context;
  }

  /** The same, by a session that all windows of this role share: for those that only look. */
  async sharedWindow(role, options = {}) {
    if (role === VISITOR) return this.context(options);
    if (!this.sessions.has(role)) {
      const signedIn = async () => {
        const context = await this.window(role);
        const state = await context.storageState();
        await context.close();
        return state;
      };
      this.sessions.set(role, signedIn());
    }
    return this.context({ ...options, storageState: await this.sessions.get(role) });
  }

  /** Lets `sharedWindow` know the session of somebody who is not of the demo. */
  keepSession(role, state) {
    this.sessions.set(role, Promise.resolve(state));
  }

  async context({ javaScript = true, width = 1280, storageState } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.url,
      javaScriptEnabled: javaScript,
      locale: 'it-IT',
      timezoneId: 'Europe/Rome',
      viewport: { width, height: 900 },
      storageState,
    });
    context.setDefaultTimeout(30_000);
    return context;
  }

  /** Signs in with one click, as visitors of the demo do. */
  async enter(context, role) {
    if (!PEOPLE[role]) throw new Error(`nobody of the demo is ${role}`);
    const page = await context.newPage();
    await page.goto('/accedi');
    const button = page.locator(`main form:has([value="${PEOPLE[role].email}"]) button[type=submit]`);
    if ((await button.count()) === 0) throw new Error(`the sign-in page does not let one enter as ${PEOPLE[role].email}`);
    await button.click();
    await page.waitForURL((url) => !url.pathname.startsWith('/accedi'));
    await page.close();
  }

  async close() {
    await this.browser.close();
  }
}
