// A browser without a window: cookies, forms as the pages have them, no redirection followed unasked.

const unescape = (text) =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot|apos));/gi, (_, decimal, hex, name) => {
    if (name) return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name.toLowerCase()];
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
  });

const attribute = (tag, name) => {
  const [, value] = tag.match(new RegExp(`\\s${name}="([^"]*)"`)) ?? [];
  return value === undefined ? undefined : unescape(value);
};

/** Answers that a form was taken. */
export const isDone = (answer) => answer.status === 303;

export class HttpBrowser {
  /** @param {string} url   where the site is; to be set anew when that changes */
  constructor(url) {
    this.url = url;
    this.cookies = new Map();
  }

  /** One request; the answer with its text. */
  async request(path, { method = 'GET', body, headers = {} } = {}) {
    const answer = await fetch(this.url + path, {
      method,
      body,
      redirect: 'manual',
      headers: { ...headers, cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      signal: AbortSignal.timeout(30_000),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    const location = answer.headers.get('location') ?? '';
    return { status: answer.status, location, headers: answer.headers, bytes, text: bytes.toString('utf8') };
  }

  /** A page that must be there. */
  async page(path) {
    const answer = await this.request(path);
    if (answer.status === 301 && answer.location.startsWith('/')) return this.page(answer.location);
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`);
    return answer.text;
  }

  /**
   * A form of a page, with what it holds, as something that can be sent more than once.
   *
   * @param {string} html
   * @param {(tag: string, inside: string) => boolean} which
   * @param {Record<string, string | string[] | {name: string, bytes: Buffer, type: string}>} values
   */
  static form(html, which, values = {}) {
    for (const [, tag, inside] of html.matchAll(/(<form\b[^>]*>)([\s\S]*?)<\/form>/g)) {
      if (!which(tag, inside)) continue;
      const fields = [];
      for (const [input] of inside.matchAll(/<input\b[^>]*>/g)) {
        const [name, type] = [attribute(input, 'name'), attribute(input, 'type') ?? 'text'];
        const chosen = !['radio', 'checkbox'].includes(type) || /\schecked\b/.test(input);
        if (name && chosen && type !== 'file' && !(name in values)) fields.push([name, attribute(input, 'value') ?? '']);
      }
      for (const [, select, options] of inside.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g)) {
        const tags = [...options.matchAll(/<option\b[^>]*>/g)].map(([option]) => option);
        const chosen = tags.find((option) => /\sselected\b/.test(option)) ?? tags[0];
        const name = attribute(select, 'name');
        if (chosen && !(name in values)) fields.push([name, attribute(chosen, 'value') ?? '']);
      }
      for (const [, area, text] of inside.matchAll(/(<textarea\b[^>]*>)\n?([\s\S]*?)<\/textarea>/g)) {
        const name = attribute(area, 'name');
        if (!(name in values)) fields.push([name, unescape(text)]);
      }
      for (const [name, value] of Object.entries(values)) for (const one of [value].flat()) fields.push([name, one]);
      return { action: attribute(tag, 'action'), multipart: /multipart/.test(tag), fields };
    }
    throw new Error('the page has no such form');
  }

  /** Sends a form. */
  send({ action, multipart, fields }) {
    const body = multipart ? new FormData() : new URLSearchParams();
    for (const [name, value] of fields) {
      if (typeof value === 'string') body.append(name, value);
      else body.append(name, new Blob([value.bytes], { type: value.type }), value.name);
    }
    return this.request(action, { method: 'POST', body });
  }

  /** Signs in with one click, as visitors of the demo do. */
  async enter(email) {
    const html = await this.page('/accedi');
    const form = HttpBrowser.form(html, (tag, inside) => tag.includes('/accedi/dimostrazione') && inside.includes(`value="${email}"`), { email });
    const answer = await this.send(form);
    if (!isDone(answer)) throw new Error(`${email} cannot enter: ${answer.status}`);
  }
}
