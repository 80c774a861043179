// One visit to one page: what it transferred, said and asked for on the way.

import { until } from './until.mjs';

/** What Chromium itself writes to the console when a page or a request is answered 4xx. */
const REFUSED_LINE = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** The picture of a page of a document. */
const PICTURE = /\/documenti\/\d+\/anteprime\//;

export class Visit {
  /** Starts to watch a page that has just been opened. */
  static async watch(page, origin) {
    const visit = new Visit(page, origin);
    const wire = await page.context().newCDPSession(page);
    await wire.send('Network.enable');
    await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
    // The pages of a document are what one came to see, and weigh what they weigh: counted apart.
    const pictures = new Set();
    wire.on('Network.requestWillBeSent', ({ requestId, request }) => { if (PICTURE.test(request.url)) pictures.add(requestId); });
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (pictures.has(requestId)) visit.pictureBytes += encodedDataLength;
      else visit.bytes += encodedDataLength;
    });
    return visit;
  }

  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
    this.bytes = 0;
    this.firstViewBytes = 0;
    this.pictureBytes = 0;
    this.said = [];
    this.strangers = [];
    this.documents = [];
    this.waiting = new Set();
    page.on('request', (request) => this.waiting.add(request));
    for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => this.waiting.delete(request));
    page.on('console', (line) => this.said.push({ text: line.text(), url: line.location().url, type: line.type() }));
    page.on('pageerror', (error) => this.said.push({ text: String(error), url: page.url(), type: 'error' }));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) this.strangers.push(url);
    });
    page.on('response', (response) => {
      const request = response.request();
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) this.documents.push(response);
    });
  }

  /** Goes to an address and waits until nothing is loading any more. */
  async go(path) {
    await this.page.goto(path, { waitUntil: 'load' });
    await this.rest();
    this.firstViewBytes = this.bytes;
  }

  /** Waits until the page in the window has loaded and its requests are answered. */
  async rest() {
    await this.page.waitForLoadState('load');
    await this.page.evaluate(() => document.fonts.ready.then(() => {}));
    await until(`the end of ${[...this.waiting].map((request) => request.url())}`, async () => this.waiting.size === 0);
  }

  /** The answer that made the page now in the window. */
  get answer() {
    return this.documents.at(-1);
  }

  /** Its HTML as the server sent it. */
  async html() {
    return this.answer.text();
  }

  /** What was written to the console, save Chromium's own line about an answer 4xx that was meant. */
  unexpectedLines() {
    const meant = new Set(this.documents.filter((answer) => answer.status() >= 400).map((answer) => answer.url()));
    return this.said
      .filter(({ text, url }) => !(REFUSED_LINE.test(text) && meant.has(url)))
      .map(({ type, text, url }) => `${type}: ${text} (${url})`);
  }
}
