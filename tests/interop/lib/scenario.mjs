// sipp's scenarios, put together from the few things that they do. Their XML says one message at a time in full;
// these functions say it once.
//
// A scenario knows `[number]`, its own, and `[rtp_port]`, where its media is. `$te` is the number that the other side
// gave to telephone-event, `$self` and `$peer` are From and To of its own requests once the ACK has come.

const contact = 'Contact: <sip:[number]@127.0.0.1:[local_port]>\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, INFO\n';

/** Plain RTP with PCMU and telephone-event. */
export function sdp({ event = '[$te]', direction = 'sendrecv', version = 1 } = {}) {
  return `v=0
o=sipp 1 ${version} IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio [rtp_port] RTP/AVP 0 ${event}
a=rtpmap:0 PCMU/8000
a=rtpmap:${event} telephone-event/8000
a=fmtp:${event} 0-15
a=ptime:20
a=${direction}
`;
}

function withBody(head, body) {
  return body ? `${head}Content-Type: application/sdp\nContent-Length: [len]\n\n${body}` : `${head}Content-Length: 0\n`;
}

function send(text, { repeat = false } = {}) {
  return `<send${repeat ? ' retrans="500"' : ''}><![CDATA[\n${text}\n]]></send>\n`;
}

/** Takes what matches in a header into a variable; `check` makes it an error when nothing does. */
export function take(variable, header, { pattern = '.*', nth, check = false } = {}) {
  const more = `${nth ? ` occurrence="${nth}"` : ''}${check ? ' check_it="true"' : ''}`;
  return { variable, xml: `<ereg regexp="${pattern}" search_in="hdr" header="${header}:"${more} assign_to="${variable}" />\n` };
}

const takeEvent = {
  variable: 'line',
  xml: '<ereg regexp="a=rtpmap:([0-9]+) telephone-event/8000" search_in="body" assign_to="line,te" />\n',
};

function receive(what, taken = [], attributes = '') {
  if (taken.length === 0) return `<recv ${what}${attributes} />\n`;
  // sipp refuses variables that nobody reads.
  const read = [...new Set(taken.map((one) => one.variable))].join();
  return `<recv ${what}${attributes}><action>\n${taken.map((one) => one.xml).join('')}</action></recv>\n<Reference variables="${read}" />\n`;
}

export const pause = (milliseconds) => `<pause milliseconds="${milliseconds}" />\n`;

/** The call that comes in. */
export const invited = (...taken) => receive('request="INVITE"', [takeEvent, ...taken], ' rrs="true"');

/** A later request. */
export const requested = (method, ...taken) => receive(`request="${method}"`, taken);

/** The ACK, from which its own requests have their From and To. */
export const acknowledged = () => requested('ACK', take('peer', 'From'), take('self', 'To'));

/** A response; `optional` where it may be left out, `route` where it is the first of the dialog. */
export const responded = (status, { optional = false, route = false, taken = [] } = {}) =>
  receive(`response="${status}"`, taken, `${optional ? ' optional="true"' : ''}${route ? ' rrs="true"' : ''}`);

/** Header fields of an INVITE that is answered after another request has come. */
export const remembered = [
  take('via1', 'Via', { nth: 1 }),
  take('via2', 'Via', { nth: 2 }),
  take('route1', 'Record-Route', { nth: 1 }),
  take('route2', 'Record-Route', { nth: 2 }),
  take('cseq', 'CSeq'),
];

/** Answers the last request; `first` is the one that makes the dialog, `late` an INVITE that was `remembered`. */
export function respond(status, { body = '', headers = '', first = false, late = false } = {}) {
  const via = late
    ? 'Via:[$via1]\nVia:[$via2]\nRecord-Route:[$route1]\nRecord-Route:[$route2]\n'
    : '[last_Via:]\n[last_Record-Route:]\n';
  const cseq = late ? 'CSeq:[$cseq]\n' : '[last_CSeq:]\n';
  const to = `[last_To:]${first ? ';tag=[pid]sipp[call_number]' : ''}\n`;
  const head = `SIP/2.0 ${status}\n${via}[last_From:]\n${to}[last_Call-ID:]\n${cseq}${contact}${headers}`;
  // A 2xx is repeated until the ACK comes, and so is what is sent reliably.
  const repeat = (first && !/^1/.test(status)) || late || /RSeq/.test(headers) || body !== '' && /^2/.test(status);
  return send(withBody(head, body), { repeat });
}

/** A request in the dialog of a call that came in. */
export function request(method, cseq, { body = '', headers = '' } = {}) {
  const head = `${method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] 127.0.0.1:[local_port];branch=[branch]
[routes]
Max-Forwards: 70
From:[$self]
To:[$peer]
Call-ID: [call_id]
CSeq: ${cseq} ${method}
${contact}${headers}`;
  return send(withBody(head, body), { repeat: method !== 'ACK' });
}

/** A request of the side that calls; the INVITE begins the call. */
export function place(method, cseq, { body = '', headers = '' } = {}) {
  const begins = method === 'INVITE';
  const head = `${method} ${begins ? 'sip:[service]@interop.test' : '[next_url]'} SIP/2.0
Via: SIP/2.0/[transport] 127.0.0.1:[local_port];branch=[branch]
${begins ? '' : '[routes]\n'}Max-Forwards: 70
From: <sip:[number]@interop.test>;tag=[pid]sipp[call_number]
To: <sip:[service]@interop.test>${begins ? '' : '[peer_tag_param]'}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
${contact}${headers}`;
  return send(withBody(head, body), { repeat: method !== 'ACK' });
}

/** The whole as sipp reads it. */
export function scenarioXml(name, steps) {
  return `<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n<scenario name="${name}">\n${steps.join('')}</scenario>\n`;
}
