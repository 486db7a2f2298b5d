import { Grammar } from 'sip.js/lib/grammar/grammar.js';
import { Parser } from 'sip.js/lib/core/messages/parser.js';
import { utf8Length as octets } from 'sip.js/lib/core/messages/utils.js';
import { printed, readFields, sum } from './peers.js';

const logger = { warn() {}, error() {} };
const parse = (text) => Parser.parseMessage(text, logger);
const start = (message) => (message.statusCode ? [message.statusCode, message.reasonPhrase ?? ''] : [message.method, message.ruri]);
// Its grammar for Route gives nothing, and it reads none itself; that for a name and an address is the same.
const routeOf = (text) => Grammar.nameAddrHeaderParse(text);
const list = (message) => readFields(message, start, routeOf);

export const read = (text) => sum(list(parse(text)));
export const fields = (text) => list(parse(text)).map(String);
export function turn(text) {
  const message = parse(text);
  last = sum(list(message));
  return printed(message, message.statusCode, message.reasonPhrase, octets);
}
/** Keeps the reading from being left out. */
export let last = 0;
