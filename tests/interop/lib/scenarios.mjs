// What the peers of sipp's do, step by step.
import { acknowledged, invited, pause, place, remembered, request, requested, respond, responded, sdp, take } from './scenario.mjs';

const answer = respond('200 OK', { body: sdp(), first: true });
const answersBye = [requested('BYE'), respond('200 OK')];
const again = (version, direction) => respond('200 OK', { body: sdp({ version, direction }) });
const refusesHold = [requested('INVITE'), respond('488 Not Acceptable Here', { headers: 'X-Refused: yes\n' }), requested('ACK')];
const takesDigit = [
  requested('INFO', take('type', 'Content-Type', { pattern: 'application/dtmf-relay', check: true })),
  respond('200 OK'),
];
const hangsUp = (cseq) => [pause(3_000), place('BYE', cseq), responded(200)];

export const scenarios = {
  /** Rings, answers with plain RTP, and waits for the BYE. */
  answers: [invited(), respond('180 Ringing', { first: true }), pause(300), answer, requested('ACK'), ...answersBye],

  /** Answers and hangs up after three seconds. */
  hangsUp: [invited(), answer, acknowledged(), pause(3_000), request('BYE', 1), responded(200)],

  /** Plays early media (183 with SDP), answers with the same SDP after two and a half seconds. */
  earlyMedia: [
    invited(),
    respond('183 Session Progress', { body: sdp(), first: true }),
    pause(2_500),
    answer,
    requested('ACK'),
    ...answersBye,
  ],

  /** Plays early media, then refuses. */
  earlyMediaRefused: [
    invited(),
    respond('183 Session Progress', { body: sdp(), first: true }),
    pause(1_500),
    respond('404 Not Found', { first: true }),
    requested('ACK'),
  ],

  /** Answers a hold with sendrecv, as some gateways do, and the resume too. */
  ignoresHold: [
    invited(),
    answer,
    requested('ACK'),
    requested('INVITE'),
    again(2),
    requested('ACK'),
    requested('INVITE'),
    again(3),
    requested('ACK'),
    ...answersBye,
  ],

  /** Refuses two re-INVITEs with 488 and takes the third. */
  refusesHold: [
    invited(),
    answer,
    requested('ACK'),
    ...refusesHold,
    ...refusesHold,
    requested('INVITE'),
    again(2, 'recvonly'),
    requested('ACK'),
    ...answersBye,
  ],

  /** Sends its 183 reliably (RFC 3262), wants a PRACK, and answers after that. */
  reliable: [
    invited(...remembered),
    respond('183 Session Progress', { body: sdp(), first: true, headers: 'Require: 100rel\nRSeq: 4711\n' }),
    requested('PRACK', take('rack', 'RAck', { pattern: '4711 [0-9]+ INVITE', check: true })),
    respond('200 OK'),
    pause(500),
    respond('200 OK', { late: true }),
    requested('ACK'),
    ...answersBye,
  ],

  /** Wants a longer session interval (422), then answers with a timer that the caller refreshes. */
  wantsLongerInterval: [
    invited(take('asked', 'Session-Expires', { pattern: '[0-9]+', check: true })),
    respond('422 Session Interval Too Small', { headers: 'Min-SE: 2000\n', first: true }),
    requested('ACK'),
    requested(
      'INVITE',
      take('longer', 'Session-Expires', { pattern: '2000', check: true }),
      take('least', 'Min-SE', { pattern: '2000', check: true }),
    ),
    respond('200 OK', { body: sdp(), first: true, headers: 'Require: timer\nSession-Expires: 2000;refresher=uac\n' }),
    requested('ACK'),
    ...answersBye,
  ],

  /** Answers with a session timer that it refreshes by a re-INVITE after a second, and hangs up after another. */
  refreshes: [
    invited(),
    respond('200 OK', { body: sdp(), first: true, headers: 'Require: timer\nSession-Expires: 90;refresher=uas\n' }),
    acknowledged(),
    pause(1_000),
    request('INVITE', 1, { body: sdp(), headers: 'Supported: timer\nSession-Expires: 90;refresher=uac\n' }),
    responded(100, { optional: true }),
    responded(200, { taken: [take('kept', 'Session-Expires', { pattern: '90;refresher=uac', check: true })] }),
    request('ACK', 1),
    pause(1_000),
    request('BYE', 2),
    responded(200),
  ],

  /** Leaves refreshing to the caller, with the shortest interval there is, and takes the refresh. */
  leavesRefreshing: [
    invited(),
    respond('200 OK', { body: sdp(), first: true, headers: 'Require: timer\nSession-Expires: 90;refresher=uac\n' }),
    requested('ACK'),
    requested('UPDATE', take('kept', 'Session-Expires', { pattern: '90;refresher=uac', check: true })),
    respond('200 OK', { headers: 'Require: timer\nSession-Expires: 90;refresher=uac\n' }),
    ...answersBye,
  ],

  /** Answers and takes two digits by INFO. */
  takesInfo: [invited(), answer, requested('ACK'), ...takesDigit, ...takesDigit, ...answersBye],

  /** Calls, talks for three seconds, and hangs up. */
  calls: [
    place('INVITE', 1, { body: sdp({ event: '101' }) }),
    responded(100, { optional: true }),
    responded(180, { optional: true }),
    responded(200, { route: true }),
    place('ACK', 1),
    ...hangsUp(2),
  ],

  /** Calls without an offer and answers the one of the 200 in its ACK. */
  callsWithoutOffer: [
    place('INVITE', 1),
    responded(100, { optional: true }),
    responded(180, { optional: true }),
    responded(200, { route: true }),
    place('ACK', 1, { body: sdp({ event: '101' }) }),
    ...hangsUp(2),
  ],

  /** Calls, requires reliable provisional responses, and acknowledges the 180 by PRACK. */
  callsReliably: [
    place('INVITE', 1, { body: sdp({ event: '101' }), headers: 'Require: 100rel\n' }),
    responded(100, { optional: true }),
    responded(180, { route: true, taken: [take('rseq', 'RSeq', { pattern: '[0-9]+', check: true })] }),
    place('PRACK', 2, { headers: 'RAck: [$rseq] 1 INVITE\n' }),
    responded(200),
    responded(200, { route: true }),
    place('ACK', 1),
    ...hangsUp(3),
  ],
};
