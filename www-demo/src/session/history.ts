import type { HistoryRow } from './state';

/** The fields of a call record that the page shows. */
interface CallRecord {
  id: string;
  direction: string;
  caller: string;
  destination: string;
  status: string;
  startedAt: string;
  answeredAt?: string | null | undefined;
  duration: number;
  billsec: number;
}

const outcomes: Record<string, string> = {
  busy: 'Busy',
  rejected: 'Declined',
  missed: 'No answer',
  failed: 'Not connected',
  cancelled: 'Cancelled',
};

/** A call record as seen from one's own extension: who the other side was and how it went. */
export function historyRow(record: CallRecord, own: string, nameOf: (number: string) => string): HistoryRow {
  const outbound = record.direction === 'outbound' || record.caller === own;
  const number = outbound ? record.destination : record.caller;
  const answered = Boolean(record.answeredAt);
  return {
    id: record.id,
    direction: outbound ? 'outbound' : 'inbound',
    number,
    name: nameOf(number),
    answered,
    outcome: answered ? '' : !outbound && record.status !== 'rejected' ? 'Missed' : (outcomes[record.status] ?? 'Not connected'),
    at: Date.parse(record.startedAt),
    seconds: answered ? record.billsec : 0,
  };
}
