/**
 * The types of the phone's surface. None of them names a type of the DOM library, so that they compile in a Node
 * project too; where the browser's own objects pass through, the comment says which.
 */
import type { AudioConstraints, DeviceOptions } from '../devices/types.js';
import type { VoIPError } from '../base.js';
import type { IceReason } from './core-events.js';

/** One STUN or TURN server, the browser's `RTCIceServer`. */
export interface PhoneIceServer {
  /** Its `stun:`, `turn:` or `turns:` address, or several. */
  urls: string | string[];
  /** User name for a TURN server. */
  username?: string;
  /** Password for a TURN server. */
  credential?: string;
}

/** One of several SIP servers. */
export interface WeightedServer {
  /** Its `ws:` or `wss:` address. */
  uri: string;
  /** Servers with more weight are tried before those with less; 1 when not given. */
  weight?: number;
}

/** Digest credentials: a password, or `H(user:realm:password)` in hex, for one or several algorithms. */
export interface SipCredentials {
  /** The SIP password. */
  password?: string;
  /** HA1 instead of the password: one hex string (32 digits are MD5, 64 are SHA-256), or one for each algorithm. */
  ha1?: string | Record<string, string>;
}

/** What the softphone needs to know. Nothing happens before `start()`. */
export interface SoftphoneOptions extends SipCredentials {
  /**
   * The server's `ws:` or `wss:` address, or several that are tried in this order; those with more weight (1 when not
   * given) before those with less.
   */
  wsUri: string | (string | WeightedServer)[];
  /** The domain of the extension's SIP address. */
  sipDomain: string;
  /** The extension: the user part of its SIP address. */
  extension: string;
  /** Asked when the server wants credentials and none were given here. */
  getCredentials?: (realm: string) => SipCredentials | Promise<SipCredentials>;
  /** The name that the far end sees. */
  displayName?: string;
  /** STUN and TURN servers. */
  iceServers?: PhoneIceServer[];
  /** Asked for the servers at the start and again before they expire (`ttl` in seconds, else after ten minutes). */
  getIceServers?: () => IceServerAnswer | Promise<IceServerAnswer>;
  /** `relay` lets media pass through TURN servers only. */
  iceTransportPolicy?: 'all' | 'relay';
  /** How long a call's offer waits for ICE candidates at the most, in milliseconds; 1000 when not given. */
  iceGatheringTimeoutMs?: number;
  /** A WebSocket constructor to use instead of the host's. */
  WebSocket?: {
    /**
     * Opens a connection, as the browser's does.
     * @param url The server's address.
     * @param protocols `sip`.
     */
    new (url: string, protocols?: string | string[]): unknown;
  };
  /** The registration interval to ask for, in seconds; 600 when not given. */
  registerExpiresSec?: number;
  /** A SIP address that calls are routed through, for a server that serves many proxies behind one `wsUri`. */
  outboundProxy?: string;
  /** Preference among the phones of this extension, 0 to 1. */
  contactQ?: number;
  /** Headers for every request outside of a call (`X-…`). */
  extraHeaders?: Record<string, string>;
  /** Text of the User-Agent header. */
  userAgent?: string;
  /** A new or answered call puts the active one on hold; `true` when not given. */
  autoHoldOnNewCall?: boolean;
  /** The browser's `MediaTrackConstraints` for the microphone. */
  audio?: boolean | AudioConstraints;
  /** Devices to begin with, such as the user's last choice; {@link Softphone.devices} changes them. */
  devices?: DeviceOptions;
  /**
   * When the page goes away, whether its calls wait for it to come back and call `recover()`: where it is known to be
   * reloaded (`reload`, the default), at any time (`always`), or never (`off`). A call that does not wait is hung up.
   */
  recovery?: 'reload' | 'always' | 'off';
  /** How long they wait, in seconds; 60 when not given. */
  recoveryExpiresSec?: number;
  /** Answers calls that come in busy, from the start on; `Softphone.doNotDisturb` changes it. */
  doNotDisturb?: boolean;
  /** Answers by itself what asks for it (`Call-Info: answer-after`, `Alert-Info`); `false` when not given. */
  autoAnswer?: boolean;
  /** What is done when a far end asks to be transferred; `ask`, by the event `transferRequest`, when not given. */
  transferRequests?: 'ask' | 'accept' | 'reject';
  /** Session timers (RFC 4028) for calls: whether, and for how long. On, with 1800 seconds, when not given. */
  sessionTimers?:
    | boolean
    | {
        /** After how many seconds a call is refreshed at the latest. */
        expiresSec?: number;
        /** The least that a far end may ask for, in seconds. */
        minSec?: number;
      };
  /** Whether ringing has to be confirmed (RFC 3262); `supported` when not given. */
  reliableProvisional?: 'off' | 'supported' | 'required';
  /**
   * What an answer does that sends a call elsewhere (3xx): the call ends (`never`, when not given), the targets are tried
   * (`follow`), or the call's event `redirected` asks which.
   */
  redirects?: 'never' | 'ask' | 'follow';
  /** Most calls at once, 4 when not given; a further incoming one is answered busy. */
  maxCalls?: number;
  /**
   * All tabs of this browser with the same extension are one phone: one of them has the connection and the sound, and
   * each shows and commands it. `true` when not given; `false` makes this tab a phone of its own.
   */
  multiTab?: boolean;
  /**
   * Lets the browser ask before the page is closed or reloaded while there is a call or one rings; `true` when not
   * given. Of several tabs only the one with the phone asks. Browsers ask only on a page that was clicked or typed in.
   */
  closeProtection?: boolean;
  /** Played while a call comes in: the URL of a sound, or `false` for silence; a tone of its own when not given. */
  ringtone?: string | boolean;
  /** Played while a call of ours rings and the far end sends no sound of its own; as `ringtone`. */
  ringback?: string | boolean;
}

/** What `getIceServers` may give. */
export type IceServerAnswer =
  | readonly PhoneIceServer[]
  | {
      /** The servers. */
      iceServers: readonly PhoneIceServer[];
      /** For how many seconds they are good. */
      ttl?: number;
    };

/** The phone's way from nothing to reachable. */
export type SoftphoneState = 'disconnected' | 'connecting' | 'connected' | 'registering' | 'registered' | 'failed';

/**
 * Where a call is in its life; `held` is said when we hold it, `reconnecting` while its media path or the connection to
 * the server is lost (what is asked of it meanwhile is done afterwards).
 */
export type CallState = 'connecting' | 'ringing' | 'early' | 'active' | 'held' | 'reconnecting' | 'ended';

/** Why a call ended. */
export type CallEndCause =
  | 'terminated'
  | 'canceled'
  | 'busy'
  | 'rejected'
  | 'not_found'
  | 'no_answer'
  | 'incompatible_media'
  | 'permission_denied'
  | 'device_failed'
  | 'answered_elsewhere'
  | 'authentication_failed'
  | 'transport_lost'
  | 'dialog_lost'
  | 'media_lost'
  | 'transferred'
  | 'replaced'
  | 'failed';

/** One reason that was given. */
export interface ReasonGiven {
  /** `SIP` or `Q.850`. */
  readonly protocol: string;
  /** The code of that protocol, where one is told. */
  readonly cause: number | null;
  /** The words, where there are some. */
  readonly text: string | null;
}

/** One who sent the call on to us, and why. */
export interface Diversion extends RemoteParty {
  /** `user-busy`, `no-answer`, `unconditional`, …; `null` where it is not told. */
  readonly reason: string | null;
}

/** Why and how a call ended. */
export interface CallEndReason {
  /** The reason in one word. */
  readonly cause: CallEndCause;
  /** SIP status code; 0 when there is none. */
  readonly statusCode: number;
  /** The words that came with the status code; empty when there are none. */
  readonly reasonPhrase: string;
  /** What the far end or the server has given as reasons (RFC 3326): `SIP` or `Q.850`, with its code. */
  readonly reasons: readonly ReasonGiven[];
  /** Who ended it; `system` is a time-out, a lost connection or failed media. */
  readonly by: 'local' | 'remote' | 'system';
}

/** The far end. */
export interface RemoteParty {
  /** The name that it gives itself, where it does. */
  readonly displayName: string | null;
  /** User part of the SIP address: an extension or a telephone number. */
  readonly user: string;
  /** Its whole SIP address. */
  readonly uri: string;
  /** The address that the server vouches for (P-Asserted-Identity). */
  readonly assertedIdentity: string | null;
}

/**
 * How long the steps of setting up took, in milliseconds; `null` for what has not happened. They count from `call()`
 * for an outgoing call and from `answer()` for an incoming one.
 */
export interface CallTimings {
  /** Until the INVITE was sent. */
  readonly toInviteMs: number | null;
  /** Until it rang at the far end. */
  readonly toRingingMs: number | null;
  /** Until it was answered. */
  readonly toActiveMs: number | null;
  /** Until media could flow (ICE and DTLS are up). */
  readonly toMediaMs: number | null;
  /** What ICE gathering took of it. */
  readonly gatheringMs: number | null;
  /** Why gathering was enough: the farthest kind of candidate that was waited for, or `complete`, or `timeout`. */
  readonly iceReason: IceReason | null;
}

/** A SIP status with its phrase. */
export interface CallProgress {
  /** SIP status code. */
  readonly statusCode: number;
  /** The words that came with it. */
  readonly reasonPhrase: string;
}

/** One phone that is registered for this extension. */
export interface RegisteredPhone {
  /** Where it is reached. */
  readonly uri: string;
  /** Seconds until its registration ends, where the server says it. */
  readonly expiresSec: number | null;
  /** It is this one. */
  readonly ours: boolean;
}

/** How far a transfer of ours got. */
export interface TransferProgress {
  /** `progress` is what the new target has said so far; `failed` leaves the call as it was before. */
  readonly state: 'requested' | 'accepted' | 'progress' | 'succeeded' | 'failed';
  /** SIP status code of `progress` and `failed`, 0 for the others. */
  readonly statusCode: number;
  /** The words that came with the status code. */
  readonly reasonPhrase: string;
}

/** A call at one moment: immutable, replaced when something changes. */
export interface CallSnapshot {
  /** Names the call within its softphone. */
  readonly id: string;
  /** The Call-ID of its SIP messages. */
  readonly sipCallId: string;
  /** The server's own id of the call, where it told it: joins the call with REST and realtime events. */
  readonly callUuid: string | null;
  /** Who called whom. */
  readonly direction: 'inbound' | 'outbound';
  /** The far end in one string: its name, else its number. */
  readonly remoteIdentity: string;
  /** The far end. */
  readonly remote: RemoteParty;
  /** Where the call is in its life. */
  readonly state: CallState;
  /** We hold the far end. */
  readonly held: boolean;
  /** The far end holds us. */
  readonly remoteHeld: boolean;
  /** The microphone is muted for this call. */
  readonly muted: boolean;
  /** Ids of the calls that this one is merged with: all of them hear one another. */
  readonly mergedWith: readonly string[];
  /** The caller asks that the call be answered by itself after so many seconds (intercom, page). */
  readonly autoAnswerSec: number | null;
  /** Who sent the call on before it came here, the last one first. */
  readonly divertedBy: readonly Diversion[];
  /** What the network has said before the answer besides ringing: queued (182), forwarded (181). */
  readonly progress: CallProgress | null;
  /** How far the last transfer of this call got. */
  readonly transfer: TransferProgress | null;
  /** It goes on from before the page was reloaded. */
  readonly recovered: boolean;
  /** When it began. */
  readonly startedAt: Date;
  /** When it was answered. */
  readonly answeredAt: Date | null;
  /** When it ended. */
  readonly endedAt: Date | null;
  /** Why it ended. */
  readonly endReason: CallEndReason | null;
  /** How long the steps of setting up took. */
  readonly timings: CallTimings;
}

/**
 * What this tab is among those of the browser that have the same phone: `leader` has the connection and the sound,
 * `follower` shows and asks, `alone` has no others (`multiTab: false`, not started, or a browser that cannot).
 */
export type SoftphoneRole = 'leader' | 'follower' | 'alone';

/** The phone at one moment: immutable, replaced when something changes. */
export interface SoftphoneSnapshot {
  /** How far the phone is on its way to being reachable. */
  readonly state: SoftphoneState;
  /** Whether the phone is in this tab or in another one. */
  readonly role: SoftphoneRole;
  /** True only while the registration is known to be fresh: calls can come in. */
  readonly reachable: boolean;
  /** Calls that come in are answered busy. */
  readonly doNotDisturb: boolean;
  /** The calls that have not ended, oldest first. */
  readonly calls: readonly CallSnapshot[];
  /** What is wrong now; `null` once the phone is registered again. */
  readonly error: VoIPError | null;
}

/** Something that went wrong and ended nothing. */
export interface SoftphoneWarning {
  /** Stable name; the page on troubleshooting lists them. */
  readonly code: string;
  /** A sentence that says what is wrong. */
  readonly message: string;
}

/** How to place a call. */
export interface CallOptions {
  /** Headers for the INVITE (`X-…`). */
  extraHeaders?: Record<string, string>;
  /** Asks the server to hide who calls (RFC 3323). */
  anonymous?: boolean;
  /** The number to show to the far end, where the server allows it (P-Preferred-Identity). */
  callerId?: string;
  /** Aborting gives the call up, as long as it is not answered. */
  signal?: AbortSignal;
}

/** How to refuse a call. */
export interface RejectOptions {
  /** SIP status to refuse with: 603 (declined) when not given, 486 says busy. */
  statusCode?: number;
  /** Sends the caller to this extension, number or SIP address instead. */
  forwardTo?: string;
}

/** How to send digits. */
export interface DtmfOptions {
  /** `rtp` sends telephone events (RFC 4733), `info` SIP INFO; `auto`, the default, RTP where the far end takes it. */
  via?: 'auto' | 'rtp' | 'info';
}

/** How to send a message. */
export interface MessageOptions {
  /** Type of the text; `text/plain;charset=utf-8` when not given. */
  contentType?: string;
}

/** A message that came (SIP MESSAGE). */
export interface IncomingMessage {
  /** Who sent it. */
  readonly from: RemoteParty;
  /** The type of the text as the sender wrote it. */
  readonly contentType: string;
  /** The text. */
  readonly body: string;
}
