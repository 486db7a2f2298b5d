// What JsSIP and SIP.js have in common, one being made from the other: how their messages are read and printed.

function uri(given, out) {
  out.push(given.user ?? '', given.host, given.port ?? 0);
}

function address(one, out) {
  out.push(one.displayName ?? one.display_name ?? '');
  uri(one.uri, out);
}

/** Their `parseHeader` reads a header at its first use and keeps what it read; most are read while parsing already. */
const parsedBy = (message, name) => (_, index) => message.parseHeader(name, index);

/** The same fields that the SDK's side reads, in the same order. */
export function readFields(message, start, routeOf = parsedBy(message, 'route')) {
  const out = [];
  const [first, second] = start(message);
  out.push(first);
  if (typeof second === 'string') out.push(second);
  else uri(second, out);
  const { via } = message;
  out.push(via.transport, via.host, via.port ?? 0, via.branch ?? '');
  address(message.from, out);
  out.push(message.from.getParam('tag') ?? '');
  address(message.to, out);
  out.push(message.to.getParam('tag') ?? '');
  const cseq = message.parseHeader('cseq');
  out.push(message.getHeader('call-id'), cseq.value, cseq.method);
  for (const one of message.getHeaders('contact').map(parsedBy(message, 'contact'))) address(one, out);
  for (const one of message.getHeaders('route').map(routeOf)) address(one, out);
  out.push(Number(message.getHeader('content-length') ?? 0));
  return out;
}

/** Adds up lengths and numbers, as the SDK's side does. */
export function sum(list) {
  let total = 0;
  for (const one of list) total += typeof one === 'number' ? one : one.length;
  return total;
}

/**
 * Neither has a function that prints a received message: its `toString` gives the text that came in. So this writes the
 * kept headers line by line and the length of the body anew, as their `toString` of outgoing messages does.
 */
export function printed(message, status, reason, octets) {
  let text = status ? `SIP/2.0 ${status} ${reason}\r\n` : `${message.method} ${message.ruri} SIP/2.0\r\n`;
  const { headers } = message;
  for (const name in headers) {
    if (name === 'Content-Length') continue;
    for (const one of headers[name]) text += `${name}: ${one.raw}\r\n`;
  }
  return `${text}Content-Length: ${message.body ? octets(message.body) : 0}\r\n\r\n${message.body ?? ''}`;
}
