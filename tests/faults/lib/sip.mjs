// Just enough of SIP's text to look at what passes a proxy, and to answer in a server's place.

const compact = { via: 'v', from: 'f', to: 't', 'call-id': 'i', contact: 'm', 'content-type': 'c', 'content-length': 'l' };

/** Start line, header lines and body of a message; null for keep-alives. */
export function parse(text) {
  const split = text.indexOf('\r\n\r\n');
  if (split < 0 || text.trim() === '') return null;
  const [start, ...lines] = text.slice(0, split).split('\r\n');
  const message = {
    start,
    lines,
    body: text.slice(split + 4),
    /** Every value of a header field. */
    all(name) {
      const wanted = [name.toLowerCase(), compact[name.toLowerCase()]];
      return lines.filter((line) => wanted.includes(line.split(':', 1)[0].trim().toLowerCase())).map((line) => line.slice(line.indexOf(':') + 1).trim());
    },
    get(name) {
      return this.all(name)[0] ?? '';
    },
    get cseq() {
      const [number, method] = this.get('CSeq').split(/\s+/);
      return { number: Number(number), method };
    },
    get isRequest() {
      return !start.startsWith('SIP/2.0 ');
    },
    get method() {
      return this.isRequest ? start.split(' ', 1)[0] : this.cseq.method;
    },
    get status() {
      return this.isRequest ? 0 : Number(start.split(' ')[1]);
    },
    /** A request within a dialog. */
    get inDialog() {
      return /;\s*tag=/i.test(this.get('To'));
    },
    get hasSdp() {
      return this.get('Content-Type').toLowerCase().startsWith('application/sdp');
    },
  };
  return message;
}

/** The message as text, with the length of its body as it is now. */
export function print({ start, lines, body }) {
  const kept = lines.filter((line) => !/^(content-length|l)\s*:/i.test(line));
  return [start, ...kept, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

/** An answer to a request, as a server or the far end would give it. */
export function answer(request, status, reason, extra = []) {
  const lines = [
    ...request.all('Via').map((value) => `Via: ${value}`),
    `From: ${request.get('From')}`,
    `To: ${request.get('To')}`,
    `Call-ID: ${request.get('Call-ID')}`,
    `CSeq: ${request.get('CSeq')}`,
    ...extra,
  ];
  return print({ start: `SIP/2.0 ${status} ${reason}`, lines, body: '' });
}

/** The URI of a Contact, From or To value. */
export function uriOf(value) {
  return /<([^>]*)>/.exec(value)?.[1] ?? value.split(';')[0].trim();
}
