/** The texts of `<voip-phone>`; `{name}` is where the other party's name goes. */
export const LABELS = {
  phone: 'Telephone',
  number: 'Number or extension',
  pad: 'Dial pad',
  erase: 'Delete the last digit',
  call: 'Call',
  calls: 'Calls',
  noCalls: 'No calls',
  incoming: 'Incoming call',
  incomingFrom: 'Incoming call from {name}',
  answer: 'Answer',
  reject: 'Decline',
  hangup: 'Hang up',
  hold: 'Hold',
  mute: 'Mute',
  tones: 'Keypad',
  tonesFor: 'Keypad of the call with {name}',
  unknown: 'Unknown',
  disconnected: 'Offline',
  connecting: 'Connecting',
  connected: 'Calls out only',
  registering: 'Registering',
  registered: 'Ready',
  failed: 'Not connected',
  callConnecting: 'Calling',
  callRinging: 'Ringing',
  callEarly: 'Ringing',
  callActive: 'Connected',
  callHeld: 'On hold',
  callRemoteHeld: 'Holding you',
  callReconnecting: 'Reconnecting',
  callEnded: 'Ended',
};

/** The texts of `<voip-phone>`, for translation: those that are not given stay English. */
export type PhoneLabels = { [Name in keyof typeof LABELS]: string } & {
  /** Sentences for errors by their `code`; the error's own sentence when not given. */
  errors?: Readonly<Record<string, string>>;
};

/** A text with the name in its place. */
export function named(text: string, name: string): string {
  return text.replace('{name}', () => name);
}
