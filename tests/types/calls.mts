// Joined calls as an application reads them: what has to compile, and what must not.
import { CallBoard, type Call, type CallSnapshot, type JoinedCall, type ServerCall, type Softphone, type VoIPClient } from '@cemscale/voip-sdk';

declare const client: VoIPClient;
declare const phone: Softphone;
declare const callUuid: string;

export const alone = new CallBoard();
export const ofServer = new CallBoard({ client });
export const board = new CallBoard({ client, softphone: phone });
const detach: () => void = board.attach(phone);
const stops: (() => void)[] = [detach, board.subscribe(() => {}), board.subscribe(callUuid, () => {})];
stops.forEach((stop) => stop());

const calls: readonly JoinedCall[] = board.getSnapshot();
const one: JoinedCall | undefined = board.get(callUuid) ?? calls[0];
const live: Call | undefined = board.phoneCall(callUuid);
await live?.hold();
await board.look();
board.record((await client.getCall(callUuid)).call);

if (one) {
  const phoneSide: CallSnapshot | null = one.phone;
  const serverSide: ServerCall | null = one.server;
  const joinedBy: 'header' | 'call-id' | null = one.joinedBy;
  const uuid: string | null = one.callUuid;
  const seconds: number | null = one.duration;
  console.log(phoneSide?.muted, serverSide?.parkedSlot, joinedBy, uuid, seconds, one.answeredAt?.getTime());
  if (one.state === 'parked') console.log(serverSide?.transferredTo, serverSide?.metadata?.['contact']);
  // @ts-expect-error: snapshots are immutable
  one.state = 'ended';
  // @ts-expect-error: it is no state
  if (one.state === 'answered') console.log();
  // @ts-expect-error: commands are those of the phone's call
  one.hangup();
}
// @ts-expect-error: the list cannot be changed
calls.push(calls[0]);

client.onWsEvent('call_start', ({ data }) => console.log(data.sipCallId?.length));
client.onWsEvent('call_leg', ({ data }) => console.log(data.callUuid, data.sipCallId.length, data.extension?.length, data.startedAt));
for (const { legs } of (await client.getActiveCalls()).calls) for (const leg of legs ?? []) console.log(leg.sipCallId, leg.direction);

board.dispose();
