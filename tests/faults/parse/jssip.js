import { parseMessage } from 'jssip/lib/Parser.js';
import { str_utf8_length as octets } from 'jssip/lib/Utils.js';
import { printed, readFields, sum } from './peers.js';

const parse = (text) => parseMessage(text, {});
const start = (message) => (message.status_code ? [message.status_code, message.reason_phrase ?? ''] : [message.method, message.ruri]);

export const read = (text) => sum(readFields(parse(text), start));
export const fields = (text) => readFields(parse(text), start).map(String);
export function turn(text) {
  const message = parse(text);
  last = sum(readFields(message, start));
  return printed(message, message.status_code, message.reason_phrase, octets);
}
/** Keeps the reading from being left out. */
export let last = 0;
