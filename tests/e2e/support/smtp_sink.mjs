// A small SMTP server that takes every letter and remembers it.
import { createServer } from 'node:net';

/** Undoes quoted-printable and base64, part by part, far enough to look for words. */
function readable(raw) {
  return raw
    .split(/\r\n--/)
    .map((part) => {
      const [head, ...rest] = part.split('\r\n\r\n');
      const body = rest.join('\r\n\r\n');
      if (/content-transfer-encoding:\s*base64/i.test(head)) return `${head}\n${Buffer.from(body, 'base64').toString('utf8')}`;
      if (!/content-transfer-encoding:\s*quoted-printable/i.test(head)) return part;
      const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      return `${head}\n${Buffer.from(bytes, 'latin1').toString('utf8')}`;
    })
    .join('\n');
}

export class SmtpSink {
  static async open() {
    const sink = new SmtpSink();
    await new Promise((resolve) => { sink.server.listen(0, '127.0.0.1', resolve); });
    return sink;
  }

  constructor() {
    /** Every letter that was answered 250: who it was for, its Message-ID, what it says. */
    this.letters = [];
    this.sockets = new Set();
    this.server = createServer((socket) => this.serve(socket));
  }

  get port() {
    return this.server.address().port;
  }

  serve(socket) {
    this.sockets.add(socket);
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('error', () => {}).on('close', () => this.sockets.delete(socket));
    const say = (line) => { if (socket.writable) socket.write(`${line}\r\n`); };
    let waiting = '';
    let to = [];
    let inLetter = false;
    const take = (raw) => {
      const [, id = ''] = raw.match(/^message-id:\s*(\S+)/im) ?? [];
      this.letters.push({ to, id, text: readable(raw.replace(/^\.\./gm, '.')) });
      to = [];
      say('250 taken');
    };
    const obey = (line) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') say('250-sink\r\n250 8BITMIME');
      else if (verb === 'RCPT') { to.push(line.match(/<([^>]*)>/)?.[1] ?? ''); say('250 yes'); }
      else if (verb === 'DATA') { inLetter = true; say('354 go on'); }
      else if (verb === 'QUIT') { say('221 bye'); socket.end(); }
      else { if (verb === 'RSET' || verb === 'MAIL') to = []; say('250 yes'); }
    };
    socket.on('data', (part) => {
      waiting += part;
      for (;;) {
        const end = waiting.indexOf(inLetter ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const taken = waiting.slice(0, end);
        waiting = waiting.slice(end + (inLetter ? 5 : 2));
        if (inLetter) { inLetter = false; take(taken); } else obey(taken);
      }
    });
    say('220 sink');
  }

  /** How many letters came more often than once, counted beyond the first. */
  get repeats() {
    return this.letters.length - new Set(this.letters.map(({ id, to }) => `${id} ${to}`)).size;
  }

  async close() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}
