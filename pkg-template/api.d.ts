// What the package declares, as it ships: made by `node build/surface.mjs`, compared by the tests. A change here is a
// change for every user: it belongs into CHANGELOG.md, and into the version by semver.

// gen/model.d.ts

/** The last argument of every operation. */
export interface RequestOptions {
    /** Cancels the request; the promise is rejected with an `AbortError`. */
    signal?: AbortSignal;
    /** Limit of one attempt in milliseconds, its answer's body included; 0 for none. For text and bytes it is the limit of the time in which nothing comes. */
    timeoutMs?: number;
    /** How often the request is repeated at most. */
    maxRetries?: number;
    /** Instead of a key that is made here. */
    idempotencyKey?: string;
    /** Headers of this request. */
    headers?: Record<string, string>;
    /** Called with each answer, the ones that are repeated too. */
    onResponse?: (response: Response) => void;
    /** For text and bytes: called with each piece that has come. */
    onProgress?: (progress: DownloadProgress) => void;
}
/** How far a download is. */
export interface DownloadProgress {
    /** Bytes that have come. */
    loaded: number;
    /** All bytes, where the server says how many there are. */
    total?: number;
}
/** A webhook's body: what happened (`event` and `data`), and when. */
export type WebhookPayload = WebhookEvent & {
    /** When it happened; in a repetition, when that was sent. */
    timestamp: string;
    /** In a repetition: when it happened. */
    occurredAt?: string;
};
/**
 * A blocked number.
 */
export interface BlockedNumber {
    /**
     * Id.
     */
    id: string;
    /**
     * The number.
     */
    number: string;
    /**
     * Why.
     */
    reason?: string;
    /**
     * Which calls.
     */
    direction: BlockDirection;
    /**
     * Since when.
     */
    createdAt: string;
}
/**
 * A call in a conference.
 */
export interface ConferenceMember {
    /**
     * Id of the member within the conference.
     */
    memberId: string;
    /**
     * Id of its call.
     */
    callUuid: string;
    /**
     * Its number.
     */
    number: string;
    /**
     * Its name, where one is known.
     */
    name?: string;
    /**
     * Whether the others do not hear it.
     */
    muted: boolean;
    /**
     * When it joined.
     */
    joinedAt: string;
}
/**
 * A call that is up.
 */
export interface ActiveCall {
    /**
     * Id of the call, the same in every event and record.
     */
    callUuid: string;
    /**
     * Who called whom.
     */
    direction: CallDirection;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * Caller's name, where one is known.
     */
    callerName?: string;
    /**
     * The number that was dialled.
     */
    destination: string;
    /**
     * Where it is.
     */
    state: ActiveCallState;
    /**
     * When it began to be set up.
     */
    startedAt: string;
    /**
     * When it was answered.
     */
    answeredAt?: string;
    /**
     * As given to `originate`.
     */
    metadata?: Record<string, string>;
    /**
     * The phones that take part or ring.
     */
    legs?: SipLeg[];
}
/**
 * A call that waits in a slot.
 */
export interface ParkedCall {
    /**
     * The slot, 701 to 750.
     */
    slot: number;
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Number of the party that waits.
     */
    caller: string;
    /**
     * Its name, where one is known.
     */
    callerName?: string;
    /**
     * The extension that parked it.
     */
    parkedBy?: string;
    /**
     * Since when.
     */
    parkedAt: string;
}
/**
 * A conference.
 */
export interface Conference {
    /**
     * Its name, the id within the tenant.
     */
    name: string;
    /**
     * The room in the telephone system, `conf_{tenantId}` and what tells it from the tenant's others.
     */
    room: string;
    /**
     * Whether nobody else can join.
     */
    locked: boolean;
    /**
     * Whether it is being recorded.
     */
    recording: boolean;
    /**
     * How many are in it.
     */
    memberCount: number;
    /**
     * Who is in it, by the time of joining.
     */
    members: ConferenceMember[];
    /**
     * When the first member joined.
     */
    createdAt: string;
}
/**
 * A day of the week.
 */
export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
/**
 * A day on which it is closed.
 */
export interface Holiday {
    /**
     * The day: `2026-12-25`.
     */
    date: string;
    /**
     * Its name.
     */
    name: string;
}
/**
 * A message.
 */
export interface Voicemail {
    /**
     * Id.
     */
    id: string;
    /**
     * The extension that it was left for.
     */
    extension: string;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * Caller's name, where one is known.
     */
    callerName?: string;
    /**
     * Length in seconds.
     */
    duration: number;
    /**
     * Whether it was marked as read.
     */
    read: boolean;
    /**
     * What was said, where that is known.
     */
    transcription?: string;
    /**
     * When it was left.
     */
    createdAt: string;
}
/**
 * A queue in numbers.
 */
export interface QueueStats {
    /**
     * Id of the queue.
     */
    queueId: string;
    /**
     * Its agents.
     */
    agents: QueueAgentStats;
    /**
     * Its callers now.
     */
    waiting: QueueWaitingStats;
    /**
     * Its calls today.
     */
    today: QueueDayStats;
}
/**
 * A queue's agents in numbers.
 */
export interface QueueAgentStats {
    /**
     * All of them.
     */
    total: number;
    /**
     * Those that are logged in.
     */
    loggedIn: number;
    /**
     * Those that would get a call now.
     */
    available: number;
    /**
     * Those that are in a call.
     */
    busy: number;
    /**
     * Those that are on a break.
     */
    paused: number;
}
/**
 * A queue's callers now.
 */
export interface QueueWaitingStats {
    /**
     * How many wait.
     */
    callers: number;
    /**
     * How long the first of them has waited, in seconds; 0 when nobody waits.
     */
    longestSec: number;
}
/**
 * A queue's calls since midnight UTC.
 */
export interface QueueDayStats {
    /**
     * Calls that came.
     */
    offered: number;
    /**
     * Calls that an agent took.
     */
    answered: number;
    /**
     * Callers that hung up while they waited.
     */
    abandoned: number;
    /**
     * Percentage of the offered calls that were answered within the queue's time, 0 to 100; 100 when there was none.
     */
    serviceLevel: number;
    /**
     * How long the answered ones waited on average, in seconds.
     */
    averageWaitSec: number;
    /**
     * How long they talked on average, in seconds.
     */
    averageTalkSec: number;
}
/**
 * A queue.
 */
export interface Queue {
    /**
     * Id.
     */
    id: string;
    /**
     * Its name.
     */
    name: string;
    /**
     * The number that is dialled for it.
     */
    extension: string;
    /**
     * Which agent gets the next caller.
     */
    strategy: QueueStrategy;
    /**
     * Its agents.
     */
    agents: QueueAgent[];
    /**
     * How long a caller waits at most, in seconds.
     */
    maxWaitSec: number;
    /**
     * How long an agent is left alone after a call, in seconds.
     */
    wrapUpSec: number;
    /**
     * A call that is answered within this time counts for the service level, in seconds.
     */
    serviceLevelSec: number;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it was last changed.
     */
    updatedAt: string;
}
/**
 * A ring group.
 */
export interface RingGroup {
    /**
     * Id.
     */
    id: string;
    /**
     * Its name.
     */
    name: string;
    /**
     * The number that is dialled for it.
     */
    extension: string;
    /**
     * In which order its extensions ring.
     */
    strategy: RingStrategy;
    /**
     * Its extensions.
     */
    members: RingGroupMember[];
    /**
     * How long each turn rings, in seconds.
     */
    ringTimeoutSec: number;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it was last changed.
     */
    updatedAt: string;
}
/**
 * A trunk. Its password never comes back.
 */
export interface Trunk {
    /**
     * Id.
     */
    id: string;
    /**
     * Its name.
     */
    name: string;
    /**
     * Who runs it: `twilio`, …
     */
    provider: string;
    /**
     * Host name or address of the other side, with a port where it is not the usual one.
     */
    gateway: string;
    /**
     * How the other side knows who we are.
     */
    authType: TrunkAuthType;
    /**
     * User name, for `credentials`.
     */
    username?: string;
    /**
     * Whether a password is kept.
     */
    hasPassword: boolean;
    /**
     * How SIP is carried.
     */
    transport: TrunkTransport;
    /**
     * The lowest is tried first.
     */
    priority: number;
    /**
     * How many calls at once.
     */
    maxChannels: number;
    /**
     * Whether it is used.
     */
    enabled: boolean;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it was last changed.
     */
    updatedAt: string;
}
/**
 * A voice menu.
 */
export interface IvrMenu {
    /**
     * Id.
     */
    id: string;
    /**
     * Its name.
     */
    name: string;
    /**
     * The number that is dialled for it, where there is one.
     */
    extension?: string;
    /**
     * What is said to the caller.
     */
    greeting: string;
    /**
     * What its keys do.
     */
    options: IvrOption[];
    /**
     * How long it waits for a key, in seconds.
     */
    timeoutSec: number;
    /**
     * How often the greeting is repeated.
     */
    maxRetries: number;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it was last changed.
     */
    updatedAt: string;
}
/**
 * A webhook. Its secret comes back once, in the answer to `createWebhook`.
 */
export interface Webhook {
    /**
     * Id.
     */
    id: string;
    /**
     * Its name.
     */
    name: string;
    /**
     * Where the events are posted to.
     */
    url: string;
    /**
     * Which events.
     */
    events: WebhookEventName[];
    /**
     * Whether events are delivered.
     */
    enabled: boolean;
    /**
     * What deliveries are signed with; only in the answer to `createWebhook`.
     */
    secret?: string;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it was last changed.
     */
    updatedAt: string;
}
/**
 * An agent of a queue.
 */
export interface QueueAgent {
    /**
     * Id of the agent: that of its extension.
     */
    agentId: string;
    /**
     * Number of its extension.
     */
    extension: string;
    /**
     * Name of its user.
     */
    name: string;
    /**
     * Whether it takes calls of this queue at all.
     */
    loggedIn: boolean;
    /**
     * Whether it is on a break.
     */
    paused: boolean;
}
/**
 * An extension of a group.
 */
export interface RingGroupMember {
    /**
     * Its number, one of the tenant's.
     */
    extension: string;
    /**
     * Its place in the sequential order, 1 to 100; equal ones ring together. Default: its place in the list.
     */
    priority?: number;
}
/**
 * An extension. Its password never comes back.
 */
export interface Extension {
    /**
     * Id.
     */
    id: string;
    /**
     * Its number, `1001`.
     */
    extension: string;
    /**
     * Name of its user.
     */
    name: string;
    /**
     * E-mail address of its user.
     */
    email?: string;
    /**
     * Id of its user in the CRM; one extension a tenant has it.
     */
    crmUserId?: string;
    /**
     * Texts that the CRM keeps here.
     */
    crmMetadata?: Record<string, string>;
    /**
     * Whether a phone is registered for it now.
     */
    registered: boolean;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it was last changed.
     */
    updatedAt: string;
}
/**
 * Answer to `blockNumber`.
 */
export interface BlockedNumberAnswer {
    /**
     * The number.
     */
    blockedNumber: BlockedNumber;
}
/**
 * Answer to `bulkDeleteVoicemails`.
 */
export interface BulkDeleteAnswer {
    /**
     * How many were deleted.
     */
    deleted: number;
}
/**
 * Answer to `checkBlocked`.
 */
export interface BlockedCheck {
    /**
     * Whether the number is blocked in either direction.
     */
    blocked: boolean;
    /**
     * Which calls are, when it is.
     */
    direction?: BlockDirection;
    /**
     * Why, where a reason was given.
     */
    reason?: string;
}
/**
 * Answer to `getActiveCalls`.
 */
export interface ActiveCallList {
    /**
     * The calls, oldest first.
     */
    calls: ActiveCall[];
    /**
     * How many there are.
     */
    total: number;
}
/**
 * Answer to `getCallForward` and `setCallForward`.
 */
export interface CallForwardAnswer {
    /**
     * How the calls are forwarded.
     */
    callForward: CallForward;
}
/**
 * Answer to `getCallStats`.
 */
export interface CallStatsAnswer {
    /**
     * The numbers.
     */
    stats: CallStats;
}
/**
 * Answer to `getCall`.
 */
export interface CallRecordAnswer {
    /**
     * The record.
     */
    call: CallRecord;
}
/**
 * Answer to `getParkedCalls`: by slot.
 */
export interface ParkedCallList {
    /**
     * The calls.
     */
    calls: ParkedCall[];
    /**
     * How many there are.
     */
    total: number;
}
/**
 * Answer to `getPresenceDetailed`: by the number of the extension.
 */
export interface DetailedPresenceList {
    /**
     * Every extension of the tenant, the ones that are offline too.
     */
    extensions: DetailedPresence[];
    /**
     * How many there are.
     */
    total: number;
}
/**
 * Answer to `getPresence`.
 */
export interface PresenceAnswer {
    /**
     * Presence by the number of the extension.
     */
    presence: Record<string, PresenceStatus>;
}
/**
 * Answer to `getQueueStats`.
 */
export interface QueueStatsAnswer {
    /**
     * The numbers.
     */
    stats: QueueStats;
}
/**
 * Answer to `getScheduleStatus`.
 */
export interface ScheduleStatus {
    /**
     * Whether it is open now.
     */
    isOpen: boolean;
    /**
     * Why.
     */
    state: ScheduleState;
    /**
     * Name of the holiday, on one.
     */
    holiday?: string;
    /**
     * The time zone.
     */
    timezone: string;
    /**
     * The time there now, with its offset: `2026-12-24T09:30:00-05:00`.
     */
    localTime: string;
    /**
     * When that changes, in UTC; absent when it does not within a year.
     */
    nextChangeAt?: string;
}
/**
 * Answer to `getTurnCredentials`: user name and password by the shared-secret scheme that coturn calls
 * `use-auth-secret`.
 */
export interface TurnCredentials {
    /**
     * End of validity in Unix seconds, a colon, and the user's id. Empty where no TURN server is configured.
     */
    username: string;
    /**
     * Base64 of the HMAC of `username`. Empty where no TURN server is configured.
     */
    credential: string;
    /**
     * URLs of the TURN servers.
     */
    urls: string[];
    /**
     * Seconds until the credentials end.
     */
    ttl: number;
    /**
     * The same, and STUN servers, as `RTCPeerConnection` takes them.
     */
    iceServers: IceServer[];
}
/**
 * Answer to `getVoicemailCount`.
 */
export interface VoicemailCount {
    /**
     * Messages that were not read yet.
     */
    unread: number;
    /**
     * All messages.
     */
    total: number;
}
/**
 * Answer to `listBlockedNumbers`: newest first.
 */
export interface BlockedNumberList {
    /**
     * The numbers of this page.
     */
    blockedNumbers: BlockedNumber[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listCalls`: newest first.
 */
export interface CallList {
    /**
     * The records of this page.
     */
    calls: CallRecord[];
    /**
     * How many records match on all pages.
     */
    total: number;
    /**
     * Given to the next `listCalls` as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listConferences`: by name.
 */
export interface ConferenceList {
    /**
     * The conferences.
     */
    conferences: Conference[];
    /**
     * How many there are.
     */
    total: number;
}
/**
 * Answer to `listExtensions`: by number.
 */
export interface ExtensionList {
    /**
     * The extensions of this page.
     */
    extensions: Extension[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listIvrMenus`: by name.
 */
export interface IvrMenuList {
    /**
     * The menus of this page.
     */
    ivrMenus: IvrMenu[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listQueues`: by number.
 */
export interface QueueList {
    /**
     * The queues of this page.
     */
    queues: Queue[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listRingGroups`: by number.
 */
export interface RingGroupList {
    /**
     * The groups of this page.
     */
    ringGroups: RingGroup[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listSchedules`: by name.
 */
export interface ScheduleList {
    /**
     * The business hours of this page.
     */
    schedules: Schedule[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listTrunks`: by priority.
 */
export interface TrunkList {
    /**
     * The trunks of this page.
     */
    trunks: Trunk[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listVoicemails`: newest first.
 */
export interface VoicemailList {
    /**
     * The messages of this page.
     */
    voicemails: Voicemail[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listWebhookDeliveries`: newest first.
 */
export interface WebhookDeliveryList {
    /**
     * The deliveries of this page.
     */
    deliveries: WebhookDelivery[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
}
/**
 * Answer to `listWebhooks`: by the time of creation.
 */
export interface WebhookList {
    /**
     * The webhooks of this page.
     */
    webhooks: Webhook[];
    /**
     * How many there are on all pages.
     */
    total: number;
    /**
     * Given to the next call as `cursor`; absent on the last page.
     */
    nextCursor?: string;
    /**
     * Every event that there is.
     */
    supportedEvents: WebhookEventName[];
}
/**
 * Answer to `login` and `adminLogin`.
 */
export interface LoginAnswer {
    /**
     * Bearer token (a JWT).
     */
    token: string;
    /**
     * Gets the next token; absent where the server gives none.
     */
    refreshToken?: string;
    /**
     * When `token` ends.
     */
    expiresAt: string;
    /**
     * Who logged in.
     */
    user: User;
    /**
     * What the server can do beyond the API's base: `idempotency-key`.
     */
    features?: string[];
}
/**
 * Answer to `me`.
 */
export interface MeAnswer {
    /**
     * Whom the token stands for.
     */
    user: User;
}
/**
 * Answer to `originate`.
 */
export interface OriginateAnswer {
    /**
     * Id of the call; the extension is being rung.
     */
    callUuid: string;
}
/**
 * Answer to `parkCall`.
 */
export interface ParkAnswer {
    /**
     * The slot in which the call waits, 701 to 750; `*71XX` gets it back, with the slot's last two digits.
     */
    slot: number;
}
/**
 * Answer to `pauseQueueAgent` and `loginQueueAgent`.
 */
export interface QueueAgentAnswer {
    /**
     * The agent as it is now.
     */
    agent: QueueAgent;
}
/**
 * Answer to `refresh`.
 */
export interface RefreshAnswer {
    /**
     * The new bearer token.
     */
    token: string;
    /**
     * The next refresh token; the one that was used is spent.
     */
    refreshToken?: string;
    /**
     * When `token` ends.
     */
    expiresAt: string;
}
/**
 * Answer to `testWebhook`: what became of its one attempt.
 */
export interface WebhookDeliveryAnswer {
    /**
     * The delivery.
     */
    delivery: WebhookDelivery;
}
/**
 * Answer with one conference, as it is after the command.
 */
export interface ConferenceAnswer {
    /**
     * The conference.
     */
    conference: Conference;
}
/**
 * Answer with one extension.
 */
export interface ExtensionAnswer {
    /**
     * The extension.
     */
    extension: Extension;
}
/**
 * Answer with one message.
 */
export interface VoicemailAnswer {
    /**
     * The message.
     */
    voicemail: Voicemail;
}
/**
 * Answer with one queue.
 */
export interface QueueAnswer {
    /**
     * The queue.
     */
    queue: Queue;
}
/**
 * Answer with one ring group.
 */
export interface RingGroupAnswer {
    /**
     * The group.
     */
    ringGroup: RingGroup;
}
/**
 * Answer with one schedule.
 */
export interface ScheduleAnswer {
    /**
     * The business hours.
     */
    schedule: Schedule;
}
/**
 * Answer with one trunk.
 */
export interface TrunkAnswer {
    /**
     * The trunk.
     */
    trunk: Trunk;
}
/**
 * Answer with one voice menu.
 */
export interface IvrMenuAnswer {
    /**
     * The menu.
     */
    ivrMenu: IvrMenu;
}
/**
 * Answer with one webhook.
 */
export interface WebhookAnswer {
    /**
     * The webhook.
     */
    webhook: Webhook;
}
/**
 * Body of `adminLogin`: an administrator of a tenant.
 */
export interface AdminLoginParams {
    /**
     * The administrator's e-mail address.
     */
    email: string;
    /**
     * The administrator's password.
     */
    password: string;
}
/**
 * Body of `blockNumber`.
 */
export interface BlockNumberParams {
    /**
     * The number: digits, with a `+` in front or not. One that is blocked already is a conflict.
     */
    number: string;
    /**
     * Why.
     */
    reason?: string;
    /**
     * Which calls. Default: `inbound`.
     */
    direction?: BlockDirection;
}
/**
 * Body of `bulkDeleteVoicemails`: which messages. Without `ids`, only those that were read, unless `includeUnread` says otherwise.
 */
export interface BulkDeleteVoicemailsParams {
    /**
     * These; the ones that are not there (any more) are passed over.
     */
    ids?: string[];
    /**
     * Only those of this extension.
     */
    extension?: string;
    /**
     * Only those left before this moment: a date or a time.
     */
    olderThan?: string;
    /**
     * Those that were not read, too.
     */
    includeUnread?: boolean;
}
/**
 * Body of `createExtension`.
 */
export interface CreateExtensionParams {
    /**
     * Its number: 2 to 10 digits, the first one not 0. One that is taken is a conflict.
     */
    extension: string;
    /**
     * Name of its user, 1 to 100 characters.
     */
    name: string;
    /**
     * Its password, for logging in and for SIP: 8 to 128 characters.
     */
    password: string;
    /**
     * E-mail address of its user.
     */
    email?: string;
    /**
     * Id of its user in the CRM. One that another extension has is a conflict.
     */
    crmUserId?: string;
    /**
     * Texts that the CRM keeps here: at most 50.
     */
    crmMetadata?: Record<string, string>;
}
/**
 * Body of `createIvrMenu`.
 */
export interface CreateIvrMenuParams {
    /**
     * Its name, 1 to 100 characters. One that is taken is a conflict.
     */
    name: string;
    /**
     * The number that is dialled for it: 2 to 10 digits, no extension's and no other service's.
     */
    extension?: string;
    /**
     * What is said to the caller, at most 2000 characters.
     */
    greeting?: string;
    /**
     * What its keys do, each key once.
     */
    options: IvrOption[];
    /**
     * How long it waits for a key, in seconds (1 to 60). Default: 5.
     */
    timeoutSec?: number;
    /**
     * How often the greeting is repeated (0 to 10). Default: 3.
     */
    maxRetries?: number;
}
/**
 * Body of `createQueue`.
 */
export interface CreateQueueParams {
    /**
     * Its name, 1 to 100 characters.
     */
    name: string;
    /**
     * The number that is dialled for it: 2 to 10 digits, no extension's and no other service's.
     */
    extension: string;
    /**
     * Which agent gets the next caller. Default: `round-robin`.
     */
    strategy?: QueueStrategy;
    /**
     * Numbers of the extensions of its agents, at most 200. They begin logged out.
     */
    agents?: string[];
    /**
     * How long a caller waits at most, in seconds (10 to 7200). Default: 600.
     */
    maxWaitSec?: number;
    /**
     * How long an agent is left alone after a call, in seconds (0 to 600). Default: 10.
     */
    wrapUpSec?: number;
    /**
     * A call that is answered within this time counts for the service level, in seconds (1 to 600). Default: 20.
     */
    serviceLevelSec?: number;
}
/**
 * Body of `createRingGroup`.
 */
export interface CreateRingGroupParams {
    /**
     * Its name, 1 to 100 characters.
     */
    name: string;
    /**
     * The number that is dialled for it: 2 to 10 digits, no extension's and no other service's.
     */
    extension: string;
    /**
     * In which order its extensions ring. Default: `simultaneous`.
     */
    strategy?: RingStrategy;
    /**
     * Its extensions, 1 to 50.
     */
    members: RingGroupMember[];
    /**
     * How long each turn rings, in seconds (5 to 120). Default: 20.
     */
    ringTimeoutSec?: number;
}
/**
 * Body of `createSchedule`.
 */
export interface CreateScheduleParams {
    /**
     * Their name, 1 to 100 characters. One that is taken is a conflict.
     */
    name: string;
    /**
     * The time zone, by its IANA name.
     */
    timezone: string;
    /**
     * The opening hours.
     */
    schedules: ScheduleDay[];
    /**
     * The days on which it is closed, each once.
     */
    holidays?: Holiday[];
    /**
     * Where calls go while it is closed. Default: `voicemail`.
     */
    afterHoursAction?: RoutingAction;
    /**
     * The extension, number, or id that they go to.
     */
    afterHoursTarget?: string;
}
/**
 * Body of `createTrunk`.
 */
export interface CreateTrunkParams {
    /**
     * Its name, 1 to 100 characters. One that is taken is a conflict.
     */
    name: string;
    /**
     * Who runs it. Default: `custom`.
     */
    provider?: string;
    /**
     * Host name or address of the other side, with a port where it is not the usual one.
     */
    gateway: string;
    /**
     * How the other side knows who we are; `credentials` needs both of them.
     */
    authType: TrunkAuthType;
    /**
     * User name.
     */
    username?: string;
    /**
     * Password.
     */
    password?: string;
    /**
     * How SIP is carried. Default: `udp`.
     */
    transport?: TrunkTransport;
    /**
     * The lowest is tried first (1 to 1000). Default: 10.
     */
    priority?: number;
    /**
     * How many calls at once (1 to 10000). Default: 10.
     */
    maxChannels?: number;
    /**
     * Whether it is used. Default: true.
     */
    enabled?: boolean;
}
/**
 * Body of `createWebhook`.
 */
export interface CreateWebhookParams {
    /**
     * Its name, 1 to 100 characters.
     */
    name: string;
    /**
     * Where the events are posted to: an http or https URL without user and password.
     */
    url: string;
    /**
     * Which events; `*` for all.
     */
    events: WebhookEventName[];
    /**
     * What deliveries are signed with: 8 to 255 characters. Default: one that is made for it.
     */
    secret?: string;
    /**
     * Whether events are delivered. Default: true.
     */
    enabled?: boolean;
}
/**
 * Body of `login`: a user of an extension.
 */
export interface LoginParams {
    /**
     * The extension's number, `1001`.
     */
    username: string;
    /**
     * The extension's password, the same one that SIP takes.
     */
    password: string;
    /**
     * Id of the tenant, or its SIP domain.
     */
    tenantId: string;
}
/**
 * Body of `originate`.
 */
export interface OriginateParams {
    /**
     * The extension that rings first, `1001`.
     */
    fromExtension: string;
    /**
     * What is dialled once it has answered: an extension, a feature code or a number.
     */
    toNumber: string;
    /**
     * Number shown to the callee; one of the tenant's. Default: the tenant's DID.
     */
    callerId?: string;
    /**
     * How long the extension rings, in seconds (5 to 120). Default: 30.
     */
    timeoutSec?: number;
    /**
     * Texts that stay with the call and come back in its record: a CRM's contact id, for instance.
     */
    metadata?: Record<string, string>;
}
/**
 * Body of `refresh`.
 */
export interface RefreshParams {
    /**
     * The refresh token of the last login or refresh. It works once.
     */
    refreshToken: string;
}
/**
 * Body of `setCallForward`.
 */
export interface SetCallForwardParams {
    /**
     * Whether calls are forwarded.
     */
    enabled: boolean;
    /**
     * Where to: an extension or a number. Has to be there when it is enabled.
     */
    number?: string;
    /**
     * When. Default: `always`.
     */
    type?: CallForwardType;
}
/**
 * Body of `transfer`.
 */
export interface TransferParams {
    /**
     * Where to: an extension, a feature code or a number.
     */
    targetExtension: string;
    /**
     * How. Default: `blind`.
     */
    type?: TransferType;
}
/**
 * Body of `updateCrmMapping`: what is absent stays, null empties.
 */
export interface UpdateCrmMappingParams {
    /**
     * Id of the extension's user in the CRM. One that another extension has is a conflict.
     */
    crmUserId?: string | null;
    /**
     * Texts that the CRM keeps with it, all of them anew.
     */
    crmMetadata?: Record<string, string> | null;
}
/**
 * Body of `updateExtension`: what is absent stays, null empties.
 */
export interface UpdateExtensionParams {
    /**
     * Name of its user, 1 to 100 characters.
     */
    name?: string;
    /**
     * A new password; phones have to register with it from then on.
     */
    password?: string;
    /**
     * E-mail address of its user.
     */
    email?: string | null;
    /**
     * Id of its user in the CRM.
     */
    crmUserId?: string | null;
    /**
     * Texts that the CRM keeps here, all of them anew.
     */
    crmMetadata?: Record<string, string> | null;
}
/**
 * Body of `updateIvrMenu`: what is absent stays, null empties.
 */
export interface UpdateIvrMenuParams {
    /**
     * Its name.
     */
    name?: string;
    /**
     * The number that is dialled for it.
     */
    extension?: string | null;
    /**
     * What is said to the caller.
     */
    greeting?: string;
    /**
     * What its keys do, all of them anew.
     */
    options?: IvrOption[];
    /**
     * How long it waits for a key, in seconds (1 to 60).
     */
    timeoutSec?: number;
    /**
     * How often the greeting is repeated (0 to 10).
     */
    maxRetries?: number;
}
/**
 * Body of `updateQueue`: what is absent stays.
 */
export interface UpdateQueueParams {
    /**
     * Its name.
     */
    name?: string;
    /**
     * The number that is dialled for it.
     */
    extension?: string;
    /**
     * Which agent gets the next caller.
     */
    strategy?: QueueStrategy;
    /**
     * Numbers of the extensions of its agents, all of them anew; those that stay keep their state.
     */
    agents?: string[];
    /**
     * How long a caller waits at most, in seconds (10 to 7200).
     */
    maxWaitSec?: number;
    /**
     * How long an agent is left alone after a call, in seconds (0 to 600).
     */
    wrapUpSec?: number;
    /**
     * A call that is answered within this time counts for the service level, in seconds (1 to 600).
     */
    serviceLevelSec?: number;
}
/**
 * Body of `updateRingGroup`: what is absent stays.
 */
export interface UpdateRingGroupParams {
    /**
     * Its name.
     */
    name?: string;
    /**
     * The number that is dialled for it.
     */
    extension?: string;
    /**
     * In which order its extensions ring.
     */
    strategy?: RingStrategy;
    /**
     * Its extensions, all of them anew.
     */
    members?: RingGroupMember[];
    /**
     * How long each turn rings, in seconds (5 to 120).
     */
    ringTimeoutSec?: number;
}
/**
 * Body of `updateSchedule`: what is absent stays, null empties.
 */
export interface UpdateScheduleParams {
    /**
     * Their name.
     */
    name?: string;
    /**
     * The time zone, by its IANA name.
     */
    timezone?: string;
    /**
     * The opening hours, all of them anew.
     */
    schedules?: ScheduleDay[];
    /**
     * The days on which it is closed, all of them anew.
     */
    holidays?: Holiday[];
    /**
     * Where calls go while it is closed.
     */
    afterHoursAction?: RoutingAction;
    /**
     * The extension, number, or id that they go to.
     */
    afterHoursTarget?: string | null;
}
/**
 * Body of `updateTrunk`: what is absent stays, null empties.
 */
export interface UpdateTrunkParams {
    /**
     * Its name.
     */
    name?: string;
    /**
     * Who runs it.
     */
    provider?: string;
    /**
     * Host name or address of the other side.
     */
    gateway?: string;
    /**
     * How the other side knows who we are.
     */
    authType?: TrunkAuthType;
    /**
     * User name.
     */
    username?: string | null;
    /**
     * Password.
     */
    password?: string | null;
    /**
     * How SIP is carried.
     */
    transport?: TrunkTransport;
    /**
     * The lowest is tried first (1 to 1000).
     */
    priority?: number;
    /**
     * How many calls at once (1 to 10000).
     */
    maxChannels?: number;
    /**
     * Whether it is used.
     */
    enabled?: boolean;
}
/**
 * Body of `updateWebhook`: what is absent stays.
 */
export interface UpdateWebhookParams {
    /**
     * Its name.
     */
    name?: string;
    /**
     * Where the events are posted to.
     */
    url?: string;
    /**
     * Which events, all of them anew.
     */
    events?: WebhookEventName[];
    /**
     * A new secret.
     */
    secret?: string;
    /**
     * Whether events are delivered.
     */
    enabled?: boolean;
}
/**
 * Body of every answer that is not 2xx.
 */
export interface ErrorAnswer {
    /**
     * What went wrong.
     */
    error: ErrorBody;
}
/**
 * Business hours.
 */
export interface Schedule {
    /**
     * Id.
     */
    id: string;
    /**
     * Their name.
     */
    name: string;
    /**
     * The time zone, by its IANA name: `America/New_York`.
     */
    timezone: string;
    /**
     * The opening hours.
     */
    schedules: ScheduleDay[];
    /**
     * The days on which it is closed.
     */
    holidays: Holiday[];
    /**
     * Where calls go while it is closed.
     */
    afterHoursAction: RoutingAction;
    /**
     * The extension, number, or id that they go to.
     */
    afterHoursTarget?: string;
    /**
     * When it was made.
     */
    createdAt: string;
    /**
     * When it was last changed.
     */
    updatedAt: string;
}
/**
 * Calls in numbers.
 */
export interface CallStats {
    /**
     * The time that they were counted in.
     */
    period: StatsPeriod;
    /**
     * Its beginning; absent for `all`.
     */
    from?: string;
    /**
     * Its end: now, or midnight for `yesterday`.
     */
    to: string;
    /**
     * All calls.
     */
    total: number;
    /**
     * Calls that were answered.
     */
    answered: number;
    /**
     * Calls that rang and that nobody answered.
     */
    missed: number;
    /**
     * Calls whose callee was busy.
     */
    busy: number;
    /**
     * Calls that were rejected.
     */
    rejected: number;
    /**
     * Calls whose caller hung up first.
     */
    cancelled: number;
    /**
     * Calls that could not be put through.
     */
    failed: number;
    /**
     * Calls from outside.
     */
    inbound: number;
    /**
     * Calls to outside.
     */
    outbound: number;
    /**
     * Calls within the tenant.
     */
    internal: number;
    /**
     * Seconds of all calls, from beginning to end.
     */
    totalDuration: number;
    /**
     * Seconds of all conversations.
     */
    totalBillsec: number;
    /**
     * Seconds of an average conversation.
     */
    averageBillsec: number;
    /**
     * Percentage of the calls that were answered, 0 to 100; 0 when there was none.
     */
    answerRate: number;
}
/**
 * Data of `call.ended`.
 */
export interface WebhookCallEnded {
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Who called whom.
     */
    direction: CallDirection;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * The number that was dialled.
     */
    destination: string;
    /**
     * Seconds from the beginning to the end.
     */
    duration: number;
    /**
     * Seconds from the answer to the end; 0 when it was not answered.
     */
    billsec: number;
    /**
     * Why it ended: `NORMAL_CLEARING`, `USER_BUSY`, `NO_ANSWER`, …
     */
    hangupCause: string;
    /**
     * How it ended.
     */
    status: CallStatus;
    /**
     * The recording, where there is one.
     */
    recordingFile?: string;
    /**
     * When it began to be set up.
     */
    startedAt: string;
    /**
     * When it was answered.
     */
    answeredAt?: string;
    /**
     * When it ended.
     */
    endedAt: string;
}
/**
 * Data of `call.parked`.
 */
export interface WebhookCallParked {
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Who called whom.
     */
    direction: CallDirection;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * The number that was dialled.
     */
    destination: string;
    /**
     * The slot in which it waits.
     */
    slot: number;
    /**
     * The extension that parked it.
     */
    parkedBy?: string;
}
/**
 * Data of `call.transferred`.
 */
export interface WebhookCallTransferred {
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Who called whom.
     */
    direction: CallDirection;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * The number that was dialled.
     */
    destination: string;
    /**
     * The number that it was transferred to.
     */
    target: string;
    /**
     * How.
     */
    type: TransferType;
    /**
     * The extension that is out of the call by it.
     */
    transferredBy?: string;
}
/**
 * Data of `call_answer`.
 */
export interface CallAnswer {
    /**
     * Id of the call.
     */
    callUuid: string;
}
/**
 * Data of `call_end`.
 */
export interface CallEnd {
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * The number that was dialled.
     */
    destination: string;
    /**
     * Who called whom.
     */
    direction: CallDirection;
    /**
     * Seconds from the beginning to the end.
     */
    duration: number;
    /**
     * Seconds from the answer to the end; 0 when it was not answered.
     */
    billsec: number;
    /**
     * Why it ended: `NORMAL_CLEARING`, `USER_BUSY`, `NO_ANSWER`, …
     */
    hangupCause: string;
}
/**
 * Data of `call_hold` and `call_resume`.
 */
export interface CallHold {
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * The extension that did it.
     */
    extension?: string;
}
/**
 * Data of `call_leg`.
 */
export interface CallLeg extends SipLeg {
    /**
     * Id of the call.
     */
    callUuid: string;
}
/**
 * Data of `call_park`.
 */
export interface CallPark {
    /**
     * Id of the call; it stays the same.
     */
    callUuid: string;
    /**
     * The slot in which it waits, 701 to 750.
     */
    slot: number;
    /**
     * The extension that parked it.
     */
    parkedBy?: string;
}
/**
 * Data of `call_start`.
 */
export interface CallStart {
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * Caller's name, where one is known.
     */
    callerName?: string;
    /**
     * The number that was dialled.
     */
    destination: string;
    /**
     * Who called whom.
     */
    direction: CallDirection;
    /**
     * The Call-ID of the SIP message by which a phone has begun it.
     */
    sipCallId?: string;
}
/**
 * Data of `call_transfer`.
 */
export interface CallTransfer {
    /**
     * Id of the call; it stays the same.
     */
    callUuid: string;
    /**
     * The number that it was transferred to.
     */
    target: string;
    /**
     * How.
     */
    type: TransferType;
    /**
     * The extension that is out of the call by it.
     */
    transferredBy?: string;
}
/**
 * Data of `extension.registered` and `extension.unregistered`.
 */
export interface WebhookExtension {
    /**
     * Number of the extension.
     */
    extension: string;
    /**
     * Address of the phone.
     */
    ip?: string;
}
/**
 * Data of `presence_snapshot`.
 */
export interface PresenceSnapshot {
    /**
     * Every extension of the tenant, the ones that are offline too.
     */
    extensions: PresenceEntry[];
}
/**
 * Data of `queue.caller_joined` and `queue.caller_left`.
 */
export interface WebhookQueueCaller {
    /**
     * Id of the queue.
     */
    queueId: string;
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Caller's number.
     */
    caller: string;
}
/**
 * Data of `registration_change`.
 */
export interface RegistrationChange {
    /**
     * Number of the extension.
     */
    extension: string;
    /**
     * Whether a phone is registered for it now.
     */
    registered: boolean;
    /**
     * Address of the phone that registered or went away.
     */
    ip?: string;
}
/**
 * Data of `voicemail.new`.
 */
export interface WebhookVoicemail {
    /**
     * Id of the message.
     */
    voicemailId: string;
    /**
     * The extension that it was left for.
     */
    extension: string;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * Length in seconds.
     */
    duration: number;
}
/**
 * Data of `webhook.test`.
 */
export interface WebhookTest {
    /**
     * Id of the webhook.
     */
    webhookId: string;
    /**
     * A sentence.
     */
    message: string;
}
/**
 * Data of events about a call that is up.
 */
export interface WebhookCall {
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Who called whom.
     */
    direction: CallDirection;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * The number that was dialled.
     */
    destination: string;
}
/**
 * Forwarding of the calls to an extension.
 */
export interface CallForward {
    /**
     * Whether calls are forwarded.
     */
    enabled: boolean;
    /**
     * Where to: an extension or a number. Has to be there when it is enabled.
     */
    number?: string;
    /**
     * When.
     */
    type: CallForwardType;
}
/**
 * How SIP is carried.
 */
export type TrunkTransport = "udp" | "tcp" | "tls";
/**
 * How a call ended.
 */
export type CallStatus = "completed" | "missed" | "busy" | "rejected" | "cancelled" | "failed";
/**
 * How a call is transferred.
 */
export type TransferType = "blind" | "attended";
/**
 * How the other side knows who we are.
 */
export type TrunkAuthType = "ip" | "credentials";
/**
 * In which order a group's extensions ring.
 */
export type RingStrategy = "simultaneous" | "sequential" | "random";
/**
 * More about an error.
 */
export interface ErrorDetails {
    /**
     * For 400 and 422: what is wrong with which field.
     */
    fields?: Record<string, string>;
}
/**
 * Name of an event that a webhook can be registered for.
 */
export type WebhookEventName = "call.started" | "call.answered" | "call.ended" | "call.transferred" | "call.held" | "call.resumed" | "call.parked" | "voicemail.new" | "extension.registered" | "extension.unregistered" | "queue.caller_joined" | "queue.caller_left" | "*";
/**
 * One event on its way to one webhook.
 */
export interface WebhookDelivery {
    /**
     * Id.
     */
    id: string;
    /**
     * Id of the webhook.
     */
    webhookId: string;
    /**
     * Name of the event; `webhook.test` for one that `testWebhook` sent.
     */
    event: string;
    /**
     * What became of it.
     */
    status: WebhookDeliveryStatus;
    /**
     * How often it was posted.
     */
    attempts: number;
    /**
     * Status of the last answer; absent when there was none.
     */
    statusCode?: number;
    /**
     * How long the last attempt took, in milliseconds.
     */
    durationMs?: number;
    /**
     * Why the last attempt failed.
     */
    error?: string;
    /**
     * When the event happened.
     */
    createdAt: string;
    /**
     * When it was answered with 2xx.
     */
    deliveredAt?: string;
    /**
     * When it is tried again.
     */
    nextAttemptAt?: string;
}
/**
 * One server, in the shape that `RTCPeerConnection` takes.
 */
export interface IceServer {
    /**
     * `stun:`, `turn:` and `turns:` URLs.
     */
    urls: string[];
    /**
     * For TURN: the user name.
     */
    username?: string;
    /**
     * For TURN: the password.
     */
    credential?: string;
}
/**
 * Opening hours on one day of the week; a day may have several.
 */
export interface ScheduleDay {
    /**
     * The day on which they begin.
     */
    day: Weekday;
    /**
     * Whether they count.
     */
    enabled: boolean;
    /**
     * When they begin: `09:00`, in the schedule's time zone.
     */
    startTime: string;
    /**
     * When they end: `17:00`, or `24:00`. An earlier time than the beginning is that of the next day.
     */
    endTime: string;
}
/**
 * Presence of an extension.
 */
export type PresenceStatus = "available" | "ringing" | "busy" | "away" | "dnd" | "offline";
/**
 * Presence of one extension with its phones and its call.
 */
export interface DetailedPresence {
    /**
     * Number of the extension.
     */
    extension: string;
    /**
     * Its presence.
     */
    status: PresenceStatus;
    /**
     * Name of its user.
     */
    name: string;
    /**
     * Whether a phone is registered for it.
     */
    registered: boolean;
    /**
     * How many phones are.
     */
    phones: number;
    /**
     * The call that it rings for or is busy with.
     */
    call?: PresenceCall;
}
/**
 * Presence of one extension with what it is about: data of `presence_change`, and an item of `presence_snapshot`.
 */
export interface PresenceEntry {
    /**
     * Number of the extension.
     */
    extension: string;
    /**
     * Its presence.
     */
    status: PresenceStatus;
    /**
     * Name of its user, where one is known.
     */
    name?: string;
    /**
     * The call that it rings for or is busy with.
     */
    callUuid?: string;
    /**
     * The far end's number in that call.
     */
    caller?: string;
    /**
     * Direction of that call.
     */
    direction?: CallDirection;
}
/**
 * Query of `exportCalls`.
 */
export interface ExportCallsParams {
    /**
     * From this moment on: a date (its midnight in UTC) or a time.
     */
    dateFrom?: string;
    /**
     * Up to this moment: a date (the whole day counts) or a time.
     */
    dateTo?: string;
    /**
     * Only this direction.
     */
    direction?: CallDirection;
    /**
     * Only calls of this extension, on either end.
     */
    extension?: string;
    /**
     * Only calls that ended like this.
     */
    status?: CallStatus;
    /**
     * Text to find in numbers and names.
     */
    search?: string;
    /**
     * So many records at most, the newest ones. Default: all.
     */
    limit?: number;
}
/**
 * Query of `listBlockedNumbers`.
 */
export interface ListBlockedNumbersParams {
    /**
     * Text to find in numbers and reasons.
     */
    search?: string;
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listCalls`.
 */
export interface ListCallsParams {
    /**
     * From this moment on: a date (`2026-03-01`, its midnight in UTC) or a time.
     */
    dateFrom?: string;
    /**
     * Up to this moment: a date (the whole day counts) or a time.
     */
    dateTo?: string;
    /**
     * Only this direction.
     */
    direction?: CallDirection;
    /**
     * Only calls of this extension, on either end.
     */
    extension?: string;
    /**
     * Only calls that ended like this.
     */
    status?: CallStatus;
    /**
     * Text to find in numbers and names.
     */
    search?: string;
    /**
     * Page number from 1; not together with `cursor`.
     */
    page?: number;
    /**
     * Records a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listExtensions`.
 */
export interface ListExtensionsParams {
    /**
     * Text to find in numbers, names and e-mail addresses.
     */
    search?: string;
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listIvrMenus`.
 */
export interface ListIvrMenusParams {
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listQueues`.
 */
export interface ListQueuesParams {
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listRingGroups`.
 */
export interface ListRingGroupsParams {
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listSchedules`.
 */
export interface ListSchedulesParams {
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listTrunks`.
 */
export interface ListTrunksParams {
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listVoicemails`.
 */
export interface ListVoicemailsParams {
    /**
     * Only those of this extension.
     */
    extension?: string;
    /**
     * Only those that were read, or only those that were not.
     */
    read?: boolean;
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listWebhookDeliveries`.
 */
export interface ListWebhookDeliveriesParams {
    /**
     * Only those of this status.
     */
    status?: WebhookDeliveryStatus;
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * Query of `listWebhooks`.
 */
export interface ListWebhooksParams {
    /**
     * Entries a page, 1 to 1000. Default: 50.
     */
    limit?: number;
    /**
     * `nextCursor` of the page before.
     */
    cursor?: string;
}
/**
 * The SIP dialog of a phone that takes part in a call. It tells which call of the server a call of a phone is, where
 * the server puts no `X-Call-UUID` into its SIP messages.
 */
export interface SipLeg {
    /**
     * The Call-ID of its messages.
     */
    sipCallId: string;
    /**
     * The extension whose phone it is.
     */
    extension?: string;
    /**
     * As that phone sees it: `outbound` when it has called, `inbound` when it was called.
     */
    direction?: CallDirection;
    /**
     * When it began.
     */
    startedAt?: string;
}
/**
 * The answer to a command that has nothing else to say.
 */
export interface Success {
    /**
     * Always true: a refusal is an error.
     */
    success: boolean;
}
/**
 * The call that an extension rings for or is busy with.
 */
export interface PresenceCall {
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Whether the extension calls or is called.
     */
    direction?: CallDirection;
    /**
     * The far end's number.
     */
    caller?: string;
    /**
     * When it began to be set up.
     */
    startedAt?: string;
    /**
     * When it was answered.
     */
    answeredAt?: string;
    /**
     * Whether it is on hold, on either side.
     */
    held: boolean;
}
/**
 * The record of a call that is over (CDR).
 */
export interface CallRecord {
    /**
     * Id of the record.
     */
    id: string;
    /**
     * Id of the call.
     */
    callUuid: string;
    /**
     * Who called whom.
     */
    direction: CallDirection;
    /**
     * Caller's number.
     */
    caller: string;
    /**
     * Caller's name, where one is known.
     */
    callerName?: string;
    /**
     * The number that was dialled.
     */
    destination: string;
    /**
     * How it ended.
     */
    status: CallStatus;
    /**
     * When it began to be set up.
     */
    startedAt: string;
    /**
     * When it was answered.
     */
    answeredAt?: string;
    /**
     * When it ended.
     */
    endedAt: string;
    /**
     * Seconds from the beginning to the end.
     */
    duration: number;
    /**
     * Seconds from the answer to the end; 0 when it was not answered.
     */
    billsec: number;
    /**
     * Why it ended: `NORMAL_CLEARING`, `USER_BUSY`, `NO_ANSWER`, …
     */
    hangupCause: string;
    /**
     * The recording, where there is one.
     */
    recordingFile?: string;
    /**
     * As given to `originate`.
     */
    metadata?: Record<string, string>;
}
/**
 * The time that `getCallStats` looks at, in UTC.
 */
export type StatsPeriod = "today" | "yesterday" | "week" | "month" | "year" | "all";
/**
 * The user whom a token stands for.
 */
export interface User {
    /**
     * Stable id.
     */
    id: string;
    /**
     * Name to show.
     */
    name: string;
    /**
     * What the user may do.
     */
    role: Role;
    /**
     * Id of the tenant.
     */
    tenantId: string;
    /**
     * Name of the tenant.
     */
    tenantName: string;
    /**
     * SIP domain of the tenant: the `example.com` of `sip:1001@example.com`.
     */
    sipDomain: string;
    /**
     * Number of the user's extension; absent for an administrator without one.
     */
    extension?: string;
    /**
     * E-mail address, where one is known.
     */
    email?: string;
}
/**
 * What `recordConference` does.
 */
export type RecordingAction = "start" | "stop";
/**
 * What a key does.
 */
export interface IvrOption {
    /**
     * The key: one of `0` to `9`, `*`, `#`.
     */
    digit: string;
    /**
     * Where the call goes.
     */
    action: RoutingAction;
    /**
     * The extension, number, or id of the menu, queue or group; not for `hangup`.
     */
    target?: string;
    /**
     * What the key stands for, for people.
     */
    label?: string;
}
/**
 * What a user may do.
 */
export type Role = "admin" | "extension";
/**
 * What became of a delivery.
 */
export type WebhookDeliveryStatus = "pending" | "delivered" | "failed";
/**
 * What happened. `event` is its name beside `data`.
 */
export type WebhookEvent = {
    event: "call.started";
    data: WebhookCall;
} | {
    event: "call.answered";
    data: WebhookCall;
} | {
    event: "call.ended";
    data: WebhookCallEnded;
} | {
    event: "call.transferred";
    data: WebhookCallTransferred;
} | {
    event: "call.held";
    data: WebhookCall;
} | {
    event: "call.resumed";
    data: WebhookCall;
} | {
    event: "call.parked";
    data: WebhookCallParked;
} | {
    event: "voicemail.new";
    data: WebhookVoicemail;
} | {
    event: "extension.registered";
    data: WebhookExtension;
} | {
    event: "extension.unregistered";
    data: WebhookExtension;
} | {
    event: "queue.caller_joined";
    data: WebhookQueueCaller;
} | {
    event: "queue.caller_left";
    data: WebhookQueueCaller;
} | {
    event: "webhook.test";
    data: WebhookTest;
};
/**
 * What happened. `type` in snake case beside `data`.
 */
export type RealtimeEvent = {
    type: "presence_snapshot";
    data: PresenceSnapshot;
} | {
    type: "presence_change";
    data: PresenceEntry;
} | {
    type: "call_start";
    data: CallStart;
} | {
    type: "call_leg";
    data: CallLeg;
} | {
    type: "call_answer";
    data: CallAnswer;
} | {
    type: "call_end";
    data: CallEnd;
} | {
    type: "call_hold";
    data: CallHold;
} | {
    type: "call_resume";
    data: CallHold;
} | {
    type: "call_transfer";
    data: CallTransfer;
} | {
    type: "call_park";
    data: CallPark;
} | {
    type: "registration_change";
    data: RegistrationChange;
} | {
    type: "queue_update";
    data: QueueStats;
} | {
    type: "voicemail_new";
    data: Voicemail;
};
/**
 * What went wrong.
 */
export interface ErrorBody {
    /**
     * Stable name: `not_found`, `validation_failed`, `invalid_credentials`, …
     */
    code: string;
    /**
     * A sentence for a developer. It holds no password, token or telephone number.
     */
    message: string;
    /**
     * More about it.
     */
    details?: ErrorDetails;
}
/**
 * When calls are forwarded.
 */
export type CallForwardType = "always" | "busy" | "no-answer" | "unavailable";
/**
 * Where a call goes.
 */
export type RoutingAction = "transfer" | "ivr" | "voicemail" | "queue" | "external" | "ringgroup" | "hangup";
/**
 * Where a call that is up is in its life.
 */
export type ActiveCallState = "ringing" | "active" | "held";
/**
 * Where the audio of a message is; `getVoicemailAudioUrl` gives `url` alone, made absolute.
 */
export interface VoicemailAudio {
    /**
     * A path with a signature in it that is good for a short time; it holds no token.
     */
    url: string;
    /**
     * When it ends.
     */
    expiresAt: string;
}
/**
 * Which agent gets the next caller.
 */
export type QueueStrategy = "round-robin" | "longest-idle" | "ring-all" | "least-calls" | "random";
/**
 * Which calls are blocked.
 */
export type BlockDirection = "inbound" | "outbound" | "both";
/**
 * Who called whom, as the tenant sees it.
 */
export type CallDirection = "inbound" | "outbound" | "internal";
/**
 * Why it is open or closed.
 */
export type ScheduleState = "open" | "closed" | "holiday";

// gen/operations.d.ts

import type { RequestOptions, BlockedNumber, Voicemail, Queue, RingGroup, Trunk, IvrMenu, Webhook, Extension, BlockedNumberAnswer, BulkDeleteAnswer, BlockedCheck, ActiveCallList, CallForwardAnswer, CallStatsAnswer, CallRecordAnswer, ParkedCallList, DetailedPresenceList, PresenceAnswer, QueueStatsAnswer, ScheduleStatus, TurnCredentials, VoicemailCount, BlockedNumberList, CallList, ConferenceList, ExtensionList, IvrMenuList, QueueList, RingGroupList, ScheduleList, TrunkList, VoicemailList, WebhookDeliveryList, WebhookList, LoginAnswer, MeAnswer, OriginateAnswer, ParkAnswer, QueueAgentAnswer, RefreshAnswer, WebhookDeliveryAnswer, ConferenceAnswer, ExtensionAnswer, VoicemailAnswer, QueueAnswer, RingGroupAnswer, ScheduleAnswer, TrunkAnswer, IvrMenuAnswer, WebhookAnswer, AdminLoginParams, BlockNumberParams, BulkDeleteVoicemailsParams, CreateExtensionParams, CreateIvrMenuParams, CreateQueueParams, CreateRingGroupParams, CreateScheduleParams, CreateTrunkParams, CreateWebhookParams, LoginParams, OriginateParams, SetCallForwardParams, TransferParams, UpdateCrmMappingParams, UpdateExtensionParams, UpdateIvrMenuParams, UpdateQueueParams, UpdateRingGroupParams, UpdateScheduleParams, UpdateTrunkParams, UpdateWebhookParams, Schedule, WebhookDelivery, ExportCallsParams, ListBlockedNumbersParams, ListCallsParams, ListExtensionsParams, ListIvrMenusParams, ListQueuesParams, ListRingGroupsParams, ListSchedulesParams, ListTrunksParams, ListVoicemailsParams, ListWebhookDeliveriesParams, ListWebhooksParams, Success, CallRecord, StatsPeriod, RecordingAction } from './model.js';
import type { ApiPromise } from '../src/api-promise.js';
/** The operations of the REST API. */
export declare abstract class Operations {
}
/** The operations of the REST API. */
export interface Operations {
    /**
     * Logs in as an administrator of a tenant. The token of the answer is kept and used from then on.
     * @param params The fields of {@link AdminLoginParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `token`: Bearer token (a JWT). `refreshToken`: Gets the next token; absent where the server gives none. `expiresAt`: When `token` ends. `user`: Who logged in. `features`: What the server can do beyond the API's base: `idempotency-key`.
     * @throws {AuthenticationError} `invalid_credentials`.
     * @throws {RateLimitError} after too many wrong passwords.
     */
    adminLogin(params: AdminLoginParams, options?: RequestOptions): ApiPromise<LoginAnswer>;
    /**
     * Blocks calls from a number, to it, or both.
     * @param params The fields of {@link BlockNumberParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `blockedNumber`: The number.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when it is blocked already.
     * @throws {PermissionError} for anybody but an administrator.
     */
    blockNumber(params: BlockNumberParams, options?: RequestOptions): ApiPromise<BlockedNumberAnswer>;
    /**
     * Deletes messages: those that were read, or those that the parameters name.
     * @param params The fields of {@link BulkDeleteVoicemailsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `deleted`: How many were deleted.
     */
    bulkDeleteVoicemails(params?: BulkDeleteVoicemailsParams, options?: RequestOptions): ApiPromise<BulkDeleteAnswer>;
    /**
     * Says whether a number is blocked.
     * @param number The number, with its `+` or without.
     * @param options For this request alone: signal, limits, headers.
     * @returns `blocked`: Whether the number is blocked in either direction. `direction`: Which calls are, when it is. `reason`: Why, where a reason was given.
     */
    checkBlocked(number: string, options?: RequestOptions): ApiPromise<BlockedCheck>;
    /**
     * Creates an extension, with which a phone can register at once.
     * @param params The fields of {@link CreateExtensionParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `extension`: The extension.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when the number, or the user of the CRM, is taken.
     * @throws {PermissionError} for anybody but an administrator.
     */
    createExtension(params: CreateExtensionParams, options?: RequestOptions): ApiPromise<ExtensionAnswer>;
    /**
     * Creates a voice menu.
     * @param params The fields of {@link CreateIvrMenuParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `ivrMenu`: The menu.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when the name or the number is taken.
     * @throws {PermissionError} for anybody but an administrator.
     */
    createIvrMenu(params: CreateIvrMenuParams, options?: RequestOptions): ApiPromise<IvrMenuAnswer>;
    /**
     * Creates a queue.
     * @param params The fields of {@link CreateQueueParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `queue`: The queue.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when the number is taken.
     * @throws {PermissionError} for anybody but an administrator.
     */
    createQueue(params: CreateQueueParams, options?: RequestOptions): ApiPromise<QueueAnswer>;
    /**
     * Creates a ring group.
     * @param params The fields of {@link CreateRingGroupParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `ringGroup`: The group.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when the number is taken.
     * @throws {PermissionError} for anybody but an administrator.
     */
    createRingGroup(params: CreateRingGroupParams, options?: RequestOptions): ApiPromise<RingGroupAnswer>;
    /**
     * Creates business hours.
     * @param params The fields of {@link CreateScheduleParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `schedule`: The business hours.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when the name is taken.
     * @throws {PermissionError} for anybody but an administrator.
     */
    createSchedule(params: CreateScheduleParams, options?: RequestOptions): ApiPromise<ScheduleAnswer>;
    /**
     * Creates a SIP trunk.
     * @param params The fields of {@link CreateTrunkParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `trunk`: The trunk.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when the name is taken.
     * @throws {PermissionError} for anybody but an administrator.
     */
    createTrunk(params: CreateTrunkParams, options?: RequestOptions): ApiPromise<TrunkAnswer>;
    /**
     * Creates a webhook. Its secret is in this answer and in no other.
     * @param params The fields of {@link CreateWebhookParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `webhook`: The webhook.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {PermissionError} for anybody but an administrator.
     */
    createWebhook(params: CreateWebhookParams, options?: RequestOptions): ApiPromise<WebhookAnswer>;
    /**
     * Deletes an extension; its phones are turned away from then on.
     * @param id Id of the extension.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when there is no such extension.
     * @throws {PermissionError} for anybody but an administrator.
     */
    deleteExtension(id: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Deletes a voice menu.
     * @param id Id of the voice menu.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when there is no such voice menu.
     * @throws {ConflictError} when another menu leads to it.
     * @throws {PermissionError} for anybody but an administrator.
     */
    deleteIvrMenu(id: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Deletes a queue.
     * @param id Id of the queue.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when there is no such queue.
     * @throws {ConflictError} when a voice menu leads to it.
     * @throws {PermissionError} for anybody but an administrator.
     */
    deleteQueue(id: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Deletes a ring group.
     * @param id Id of the ring group.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when there is no such ring group.
     * @throws {ConflictError} when a voice menu leads to it.
     * @throws {PermissionError} for anybody but an administrator.
     */
    deleteRingGroup(id: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Deletes business hours.
     * @param id Id of the business hours.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when there is no such schedule.
     * @throws {PermissionError} for anybody but an administrator.
     */
    deleteSchedule(id: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Deletes a SIP trunk.
     * @param id Id of the trunk.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when there is no such trunk.
     * @throws {PermissionError} for anybody but an administrator.
     */
    deleteTrunk(id: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Deletes a message.
     * @param id Id of the message.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when there is no such message.
     * @throws {PermissionError} for somebody else's message, unless the user is an administrator.
     */
    deleteVoicemail(id: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Deletes a webhook; what waits to be delivered to it is dropped.
     * @param id Id of the webhook.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when there is no such webhook.
     * @throws {PermissionError} for anybody but an administrator.
     */
    deleteWebhook(id: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Gets the audio of a message; `onProgress` tells how far it is.
     * @param id Id of the message.
     * @param options For this request alone: signal, limits, headers.
     * @returns The audio.
     * @throws {NotFoundError} when there is no such message.
     * @throws {PermissionError} for somebody else's message, unless the user is an administrator.
     */
    downloadVoicemailAudio(id: string, options?: RequestOptions): ApiPromise<Blob>;
    /**
     * Gets call records as CSV text (RFC 4180) with a head line, newest first. For many of them there is `exportCallsStream`.
     * @param params Which of them: the fields of {@link ExportCallsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The text; its first line names the columns.
     * @throws {ValidationError} that names the parameters that are wrong.
     */
    exportCalls(params?: ExportCallsParams, options?: RequestOptions): ApiPromise<string>;
    /**
     * Lists the calls that are up.
     * @param options For this request alone: signal, limits, headers.
     * @returns `calls`: The calls, oldest first. `total`: How many there are.
     */
    getActiveCalls(options?: RequestOptions): ApiPromise<ActiveCallList>;
    /**
     * Gets how the calls to an extension are forwarded.
     * @param id Id of the extension.
     * @param options For this request alone: signal, limits, headers.
     * @returns `callForward`: How the calls are forwarded.
     * @throws {NotFoundError} when there is no such extension.
     * @throws {PermissionError} for somebody else's extension.
     */
    getCallForward(id: string, options?: RequestOptions): ApiPromise<CallForwardAnswer>;
    /**
     * Counts calls: those of today, unless another period is named.
     * @param period In days of UTC. Default: `today`.
     * @param options For this request alone: signal, limits, headers.
     * @returns `stats`: The numbers.
     */
    getCallStats(period?: StatsPeriod, options?: RequestOptions): ApiPromise<CallStatsAnswer>;
    /**
     * Gets the record of a call that is over.
     * @param id Id of the record.
     * @param options For this request alone: signal, limits, headers.
     * @returns `call`: The record.
     * @throws {NotFoundError} when there is no such record.
     */
    getCall(id: string, options?: RequestOptions): ApiPromise<CallRecordAnswer>;
    /**
     * Gets a conference with its members.
     * @param name Name of the conference.
     * @param options For this request alone: signal, limits, headers.
     * @returns `conference`: The conference.
     * @throws {NotFoundError} when there is no such conference.
     */
    getConference(name: string, options?: RequestOptions): ApiPromise<ConferenceAnswer>;
    /**
     * Gets the extension of a user of the CRM.
     * @param crmUserId Id of the user in the CRM.
     * @param options For this request alone: signal, limits, headers.
     * @returns `extension`: The extension.
     * @throws {NotFoundError} when no extension has that user.
     */
    getExtensionByCrmUser(crmUserId: string, options?: RequestOptions): ApiPromise<ExtensionAnswer>;
    /**
     * Gets an extension.
     * @param id Id of the extension.
     * @param options For this request alone: signal, limits, headers.
     * @returns `extension`: The extension.
     * @throws {NotFoundError} when there is no such extension.
     */
    getExtension(id: string, options?: RequestOptions): ApiPromise<ExtensionAnswer>;
    /**
     * Gets a voice menu.
     * @param id Id of the voice menu.
     * @param options For this request alone: signal, limits, headers.
     * @returns `ivrMenu`: The menu.
     * @throws {NotFoundError} when there is no such voice menu.
     */
    getIvrMenu(id: string, options?: RequestOptions): ApiPromise<IvrMenuAnswer>;
    /**
     * Lists the calls that are parked.
     * @param options For this request alone: signal, limits, headers.
     * @returns `calls`: The calls. `total`: How many there are.
     */
    getParkedCalls(options?: RequestOptions): ApiPromise<ParkedCallList>;
    /**
     * Gets everybody's presence with phones and calls.
     * @param options For this request alone: signal, limits, headers.
     * @returns `extensions`: Every extension of the tenant, the ones that are offline too. `total`: How many there are.
     */
    getPresenceDetailed(options?: RequestOptions): ApiPromise<DetailedPresenceList>;
    /**
     * Gets everybody's presence by extension.
     * @param options For this request alone: signal, limits, headers.
     * @returns `presence`: Presence by the number of the extension.
     */
    getPresence(options?: RequestOptions): ApiPromise<PresenceAnswer>;
    /**
     * Gets a queue in numbers: its agents, its callers now, its calls today.
     * @param id Id of the queue.
     * @param options For this request alone: signal, limits, headers.
     * @returns `stats`: The numbers.
     * @throws {NotFoundError} when there is no such queue.
     */
    getQueueStats(id: string, options?: RequestOptions): ApiPromise<QueueStatsAnswer>;
    /**
     * Says whether it is open now, why, and until when.
     * @param id Id of the business hours.
     * @param options For this request alone: signal, limits, headers.
     * @returns `isOpen`: Whether it is open now. `state`: Why. `holiday`: Name of the holiday, on one. `timezone`: The time zone. `localTime`: The time there now, with its offset: `2026-12-24T09:30:00-05:00`. `nextChangeAt`: When that changes, in UTC; absent when it does not within a year.
     * @throws {NotFoundError} when there is no such schedule.
     */
    getScheduleStatus(id: string, options?: RequestOptions): ApiPromise<ScheduleStatus>;
    /**
     * Gets business hours.
     * @param id Id of the business hours.
     * @param options For this request alone: signal, limits, headers.
     * @returns `schedule`: The business hours.
     * @throws {NotFoundError} when there is no such schedule.
     */
    getSchedule(id: string, options?: RequestOptions): ApiPromise<ScheduleAnswer>;
    /**
     * Gets a SIP trunk, without its password.
     * @param id Id of the trunk.
     * @param options For this request alone: signal, limits, headers.
     * @returns `trunk`: The trunk.
     * @throws {NotFoundError} when there is no such trunk.
     * @throws {PermissionError} for anybody but an administrator.
     */
    getTrunk(id: string, options?: RequestOptions): ApiPromise<TrunkAnswer>;
    /**
     * Gets time-limited credentials for the TURN servers, and the list of servers as RTCPeerConnection takes it.
     * @param options For this request alone: signal, limits, headers.
     * @returns `username`: End of validity in Unix seconds, a colon, and the user's id. Empty where no TURN server is configured. `credential`: Base64 of the HMAC of `username`. Empty where no TURN server is configured. `urls`: URLs of the TURN servers. `ttl`: Seconds until the credentials end. `iceServers`: The same, and STUN servers, as `RTCPeerConnection` takes them.
     */
    getTurnCredentials(options?: RequestOptions): ApiPromise<TurnCredentials>;
    /**
     * Gets a URL of the audio of a message that an `<audio>` element can play. It holds a signature instead of a token and is good for a short time.
     * @param id Id of the message.
     * @param options For this request alone: signal, limits, headers.
     * @returns The URL, with its host.
     * @throws {NotFoundError} when there is no such message.
     * @throws {PermissionError} for somebody else's message, unless the user is an administrator.
     */
    getVoicemailAudioUrl(id: string, options?: RequestOptions): ApiPromise<string>;
    /**
     * Counts the messages: all that the user may see, or those of one extension.
     * @param extension Number of the extension. Default: all that the user may see.
     * @param options For this request alone: signal, limits, headers.
     * @returns `unread`: Messages that were not read yet. `total`: All messages.
     */
    getVoicemailCount(extension?: string, options?: RequestOptions): ApiPromise<VoicemailCount>;
    /**
     * Gets a message.
     * @param id Id of the message.
     * @param options For this request alone: signal, limits, headers.
     * @returns `voicemail`: The message.
     * @throws {NotFoundError} when there is no such message.
     * @throws {PermissionError} for somebody else's message, unless the user is an administrator.
     */
    getVoicemail(id: string, options?: RequestOptions): ApiPromise<VoicemailAnswer>;
    /**
     * Hangs up a call.
     * @param uuid Id of the call (`callUuid`).
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when the call is over.
     * @throws {PermissionError} when it is somebody else's call.
     */
    hangup(uuid: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Puts a call on hold (the other party hears music), or takes it off hold with `false`.
     * @param uuid Id of the call (`callUuid`).
     * @param hold `false` takes it off hold. Default: `true`.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when the call is over.
     * @throws {ConflictError} when it is not answered yet.
     * @throws {PermissionError} when it is somebody else's call.
     */
    holdCall(uuid: string, hold?: boolean, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Adds a call to a conference.
     * @param name Name of the conference.
     * @param callUuid Id of the call that joins.
     * @param options For this request alone: signal, limits, headers.
     * @returns `conference`: The conference.
     * @throws {NotFoundError} when the call is over.
     * @throws {ConflictError} when the conference is locked, or the call is in one already.
     * @throws {PermissionError} for a call of somebody else, unless the user is an administrator.
     */
    joinConference(name: string, callUuid: string, options?: RequestOptions): ApiPromise<ConferenceAnswer>;
    /**
     * Removes a member from a conference.
     * @param name Name of the conference.
     * @param memberId Id of the member.
     * @param options For this request alone: signal, limits, headers.
     * @returns `conference`: The conference.
     * @throws {NotFoundError} when there is no such member.
     * @throws {PermissionError} for a call of somebody else, unless the user is an administrator.
     */
    kickFromConference(name: string, memberId: string, options?: RequestOptions): ApiPromise<ConferenceAnswer>;
    /**
     * Lists the blocked numbers, newest first.
     * @param params Which of them: the fields of {@link ListBlockedNumbersParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `blockedNumbers`: The numbers of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page.
     */
    listBlockedNumbers(params?: ListBlockedNumbersParams, options?: RequestOptions): ApiPromise<BlockedNumberList>;
    /**
     * Lists the records of calls that are over (CDR), newest first, a page at a time.
     * @param params Which of them: the fields of {@link ListCallsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `calls`: The records of this page. `total`: How many records match on all pages. `nextCursor`: Given to the next `listCalls` as `cursor`; absent on the last page.
     */
    listCalls(params?: ListCallsParams, options?: RequestOptions): ApiPromise<CallList>;
    /**
     * Lists the conferences that are going on.
     * @param options For this request alone: signal, limits, headers.
     * @returns `conferences`: The conferences. `total`: How many there are.
     */
    listConferences(options?: RequestOptions): ApiPromise<ConferenceList>;
    /**
     * Lists the extensions.
     * @param params Which of them: the fields of {@link ListExtensionsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `extensions`: The extensions of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page.
     */
    listExtensions(params?: ListExtensionsParams, options?: RequestOptions): ApiPromise<ExtensionList>;
    /**
     * Lists the voice menus.
     * @param params Which of them: the fields of {@link ListIvrMenusParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `ivrMenus`: The menus of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page.
     */
    listIvrMenus(params?: ListIvrMenusParams, options?: RequestOptions): ApiPromise<IvrMenuList>;
    /**
     * Lists the queues with their agents.
     * @param params Which of them: the fields of {@link ListQueuesParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `queues`: The queues of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page.
     */
    listQueues(params?: ListQueuesParams, options?: RequestOptions): ApiPromise<QueueList>;
    /**
     * Lists the ring groups.
     * @param params Which of them: the fields of {@link ListRingGroupsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `ringGroups`: The groups of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page.
     */
    listRingGroups(params?: ListRingGroupsParams, options?: RequestOptions): ApiPromise<RingGroupList>;
    /**
     * Lists the business hours.
     * @param params Which of them: the fields of {@link ListSchedulesParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `schedules`: The business hours of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page.
     */
    listSchedules(params?: ListSchedulesParams, options?: RequestOptions): ApiPromise<ScheduleList>;
    /**
     * Lists the SIP trunks, without their passwords.
     * @param params Which of them: the fields of {@link ListTrunksParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `trunks`: The trunks of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page.
     * @throws {PermissionError} for anybody but an administrator.
     */
    listTrunks(params?: ListTrunksParams, options?: RequestOptions): ApiPromise<TrunkList>;
    /**
     * Lists the messages, newest first.
     * @param params Which of them: the fields of {@link ListVoicemailsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `voicemails`: The messages of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page.
     */
    listVoicemails(params?: ListVoicemailsParams, options?: RequestOptions): ApiPromise<VoicemailList>;
    /**
     * Lists what was delivered to a webhook, and what was not, newest first.
     * @param id Id of the webhook.
     * @param params Which of them: the fields of {@link ListWebhookDeliveriesParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `deliveries`: The deliveries of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page.
     * @throws {NotFoundError} when there is no such webhook.
     * @throws {PermissionError} for anybody but an administrator.
     */
    listWebhookDeliveries(id: string, params?: ListWebhookDeliveriesParams, options?: RequestOptions): ApiPromise<WebhookDeliveryList>;
    /**
     * Lists the webhooks, and every event that there is.
     * @param params Which of them: the fields of {@link ListWebhooksParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `webhooks`: The webhooks of this page. `total`: How many there are on all pages. `nextCursor`: Given to the next call as `cursor`; absent on the last page. `supportedEvents`: Every event that there is.
     * @throws {PermissionError} for anybody but an administrator.
     */
    listWebhooks(params?: ListWebhooksParams, options?: RequestOptions): ApiPromise<WebhookList>;
    /**
     * Locks a conference, so that nobody else can join, or no longer.
     * @param name Name of the conference.
     * @param lock `false` unlocks it.
     * @param options For this request alone: signal, limits, headers.
     * @returns `conference`: The conference.
     * @throws {NotFoundError} when there is no such conference.
     * @throws {PermissionError} for anybody but an administrator.
     */
    lockConference(name: string, lock: boolean, options?: RequestOptions): ApiPromise<ConferenceAnswer>;
    /**
     * Logs an agent in to a queue, or out.
     * @param queueId Id of the queue.
     * @param agentId Id of the agent.
     * @param loggedIn `false` logs it out.
     * @param options For this request alone: signal, limits, headers.
     * @returns `agent`: The agent as it is now.
     * @throws {NotFoundError} when there is no such agent.
     * @throws {PermissionError} for somebody else, unless the user is an administrator.
     */
    loginQueueAgent(queueId: string, agentId: string, loggedIn: boolean, options?: RequestOptions): ApiPromise<QueueAgentAnswer>;
    /**
     * Logs in as the user of an extension. The token of the answer is kept and used from then on.
     * @param params The fields of {@link LoginParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `token`: Bearer token (a JWT). `refreshToken`: Gets the next token; absent where the server gives none. `expiresAt`: When `token` ends. `user`: Who logged in. `features`: What the server can do beyond the API's base: `idempotency-key`.
     * @throws {AuthenticationError} `invalid_credentials`.
     * @throws {RateLimitError} after too many wrong passwords.
     */
    login(params: LoginParams, options?: RequestOptions): ApiPromise<LoginAnswer>;
    /**
     * Ends the session on the server, forgets the token and closes the realtime connection.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     */
    logout(options?: RequestOptions): ApiPromise<Success>;
    /**
     * Marks a message as read.
     * @param id Id of the message.
     * @param options For this request alone: signal, limits, headers.
     * @returns `voicemail`: The message.
     * @throws {NotFoundError} when there is no such message.
     * @throws {PermissionError} for somebody else's message, unless the user is an administrator.
     */
    markVoicemailRead(id: string, options?: RequestOptions): ApiPromise<VoicemailAnswer>;
    /**
     * Says whom the token stands for.
     * @param options For this request alone: signal, limits, headers.
     * @returns `user`: Whom the token stands for.
     */
    me(options?: RequestOptions): ApiPromise<MeAnswer>;
    /**
     * Mutes a member of a conference, or no longer.
     * @param name Name of the conference.
     * @param memberId Id of the member.
     * @param mute `false` lets the others hear it again.
     * @param options For this request alone: signal, limits, headers.
     * @returns `conference`: The conference.
     * @throws {NotFoundError} when there is no such member.
     * @throws {PermissionError} for a call of somebody else, unless the user is an administrator.
     */
    muteConferenceMember(name: string, memberId: string, mute: boolean, options?: RequestOptions): ApiPromise<ConferenceAnswer>;
    /**
     * Click-to-call: rings the extension and, once it has answered, dials the number.
     * @param params The fields of {@link OriginateParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `callUuid`: Id of the call; the extension is being rung.
     * @throws {NotFoundError} when there is no such extension, or no call waits in the slot of a `*71XX`.
     * @throws {ConflictError} `extension_offline`: no phone is registered for the extension.
     * @throws {PermissionError} `number_blocked`: the number is on the block list; or the extension is somebody else's.
     */
    originate(params: OriginateParams, options?: RequestOptions): ApiPromise<OriginateAnswer>;
    /**
     * Parks a call in a slot, 701 to 750; without one, in the first that is free. `*71XX` gets it back.
     * @param uuid Id of the call (`callUuid`).
     * @param slot The slot, 701 to 750.
     * @param options For this request alone: signal, limits, headers.
     * @returns `slot`: The slot in which the call waits, 701 to 750; `*71XX` gets it back, with the slot's last two digits.
     * @throws {NotFoundError} when the call is over.
     * @throws {ConflictError} when the slot is taken, or `no_slot_free`.
     * @throws {PermissionError} when it is somebody else's call.
     */
    parkCall(uuid: string, slot?: number, options?: RequestOptions): ApiPromise<ParkAnswer>;
    /**
     * Sends an agent on a break, or back.
     * @param queueId Id of the queue.
     * @param agentId Id of the agent.
     * @param paused `false` ends the break.
     * @param options For this request alone: signal, limits, headers.
     * @returns `agent`: The agent as it is now.
     * @throws {NotFoundError} when there is no such agent.
     * @throws {PermissionError} for somebody else, unless the user is an administrator.
     */
    pauseQueueAgent(queueId: string, agentId: string, paused: boolean, options?: RequestOptions): ApiPromise<QueueAgentAnswer>;
    /**
     * Starts or stops the recording of a conference.
     * @param name Name of the conference.
     * @param action `start` or `stop`.
     * @param options For this request alone: signal, limits, headers.
     * @returns `conference`: The conference.
     * @throws {NotFoundError} when there is no such conference.
     * @throws {PermissionError} for anybody but an administrator.
     */
    recordConference(name: string, action: RecordingAction, options?: RequestOptions): ApiPromise<ConferenceAnswer>;
    /**
     * Gets the next token. Seldom needed: it happens by itself before the token ends and after a 401.
     * @param options For this request alone: signal, limits, headers.
     * @returns `token`: The new bearer token. `refreshToken`: The next refresh token; the one that was used is spent. `expiresAt`: When `token` ends.
     * @throws {AuthenticationError} when the refresh token is spent: log in again.
     */
    refresh(options?: RequestOptions): ApiPromise<RefreshAnswer>;
    /**
     * Forwards the calls to an extension, or no longer.
     * @param id Id of the extension.
     * @param params The fields of {@link SetCallForwardParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `callForward`: How the calls are forwarded.
     * @throws {NotFoundError} when there is no such extension.
     * @throws {ValidationError} when it is enabled without a number.
     * @throws {PermissionError} for somebody else's extension.
     */
    setCallForward(id: string, params: SetCallForwardParams, options?: RequestOptions): ApiPromise<CallForwardAnswer>;
    /**
     * Posts a test event to a webhook, once, and says what came of it.
     * @param id Id of the webhook.
     * @param options For this request alone: signal, limits, headers.
     * @returns `delivery`: The delivery.
     * @throws {NotFoundError} when there is no such webhook. That the other side does not answer is no error: the delivery says so.
     * @throws {PermissionError} for anybody but an administrator.
     */
    testWebhook(id: string, options?: RequestOptions): ApiPromise<WebhookDeliveryAnswer>;
    /**
     * Moves a call to a conference, `main` unless one is named.
     * @param uuid Id of the call (`callUuid`).
     * @param name Name of the conference: letters, digits, `-` and `_`. Default: `main`.
     * @param options For this request alone: signal, limits, headers.
     * @returns `conference`: The conference.
     * @throws {NotFoundError} when the call is over.
     * @throws {ConflictError} when the conference is locked, or the call is in one already.
     * @throws {PermissionError} for a call of somebody else, unless the user is an administrator.
     */
    transferToConference(uuid: string, name?: string, options?: RequestOptions): ApiPromise<ConferenceAnswer>;
    /**
     * Transfers a call: the other party is connected to the target. Blind: at once, and who transfers is out of the call. Attended: who transfers talks to the target first, and the phone's hanging up connects the two (`hangup` ends the call for all).
     * @param uuid Id of the call (`callUuid`).
     * @param params The fields of {@link TransferParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when the call is over, or there is no such target.
     * @throws {ConflictError} `extension_offline` when nobody could answer there, or when the call is being transferred already, or is with the target.
     * @throws {PermissionError} when it is somebody else's call, or `number_blocked`: the target is on the block list.
     */
    transfer(uuid: string, params: TransferParams, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Unblocks a number, by the id of its entry.
     * @param id Id of the entry.
     * @param options For this request alone: signal, limits, headers.
     * @returns `success`: Always true: a refusal is an error.
     * @throws {NotFoundError} when there is no such entry.
     * @throws {PermissionError} for anybody but an administrator.
     */
    unblockNumber(id: string, options?: RequestOptions): ApiPromise<Success>;
    /**
     * Says which user of the CRM an extension is: what is absent stays, null empties.
     * @param id Id of the extension.
     * @param params What is to change: fields of {@link UpdateCrmMappingParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `extension`: The extension.
     * @throws {NotFoundError} when there is no such extension.
     * @throws {ConflictError} when another extension has that user.
     * @throws {PermissionError} for anybody but an administrator.
     */
    updateCrmMapping(id: string, params: UpdateCrmMappingParams, options?: RequestOptions): ApiPromise<ExtensionAnswer>;
    /**
     * Changes an extension: what is absent stays, null empties.
     * @param id Id of the extension.
     * @param params What is to change: fields of {@link UpdateExtensionParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `extension`: The extension.
     * @throws {NotFoundError} when there is no such extension.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {PermissionError} for anybody but an administrator.
     * @throws {ConflictError} when another extension has that user of the CRM.
     */
    updateExtension(id: string, params: UpdateExtensionParams, options?: RequestOptions): ApiPromise<ExtensionAnswer>;
    /**
     * Changes a voice menu: what is absent stays, null empties.
     * @param id Id of the voice menu.
     * @param params What is to change: fields of {@link UpdateIvrMenuParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `ivrMenu`: The menu.
     * @throws {NotFoundError} when there is no such voice menu.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when the name or the number is taken.
     * @throws {PermissionError} for anybody but an administrator.
     */
    updateIvrMenu(id: string, params: UpdateIvrMenuParams, options?: RequestOptions): ApiPromise<IvrMenuAnswer>;
    /**
     * Changes a queue: what is absent stays.
     * @param id Id of the queue.
     * @param params What is to change: fields of {@link UpdateQueueParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `queue`: The queue.
     * @throws {NotFoundError} when there is no such queue.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when the number is taken.
     * @throws {PermissionError} for anybody but an administrator.
     */
    updateQueue(id: string, params: UpdateQueueParams, options?: RequestOptions): ApiPromise<QueueAnswer>;
    /**
     * Changes a ring group: what is absent stays.
     * @param id Id of the ring group.
     * @param params What is to change: fields of {@link UpdateRingGroupParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `ringGroup`: The group.
     * @throws {NotFoundError} when there is no such ring group.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {ConflictError} when the number is taken.
     * @throws {PermissionError} for anybody but an administrator.
     */
    updateRingGroup(id: string, params: UpdateRingGroupParams, options?: RequestOptions): ApiPromise<RingGroupAnswer>;
    /**
     * Changes business hours: what is absent stays, null empties.
     * @param id Id of the business hours.
     * @param params What is to change: fields of {@link UpdateScheduleParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `schedule`: The business hours.
     * @throws {NotFoundError} when there is no such schedule.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {PermissionError} for anybody but an administrator.
     * @throws {ConflictError} when the name is taken.
     */
    updateSchedule(id: string, params: UpdateScheduleParams, options?: RequestOptions): ApiPromise<ScheduleAnswer>;
    /**
     * Changes a SIP trunk: what is absent stays, null empties.
     * @param id Id of the trunk.
     * @param params What is to change: fields of {@link UpdateTrunkParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `trunk`: The trunk.
     * @throws {NotFoundError} when there is no such trunk.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {PermissionError} for anybody but an administrator.
     * @throws {ConflictError} when the name is taken.
     */
    updateTrunk(id: string, params: UpdateTrunkParams, options?: RequestOptions): ApiPromise<TrunkAnswer>;
    /**
     * Changes a webhook: what is absent stays.
     * @param id Id of the webhook.
     * @param params What is to change: fields of {@link UpdateWebhookParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns `webhook`: The webhook.
     * @throws {NotFoundError} when there is no such webhook.
     * @throws {ValidationError} that names the fields that are wrong.
     * @throws {PermissionError} for anybody but an administrator.
     */
    updateWebhook(id: string, params: UpdateWebhookParams, options?: RequestOptions): ApiPromise<WebhookAnswer>;
    /**
     * Goes through all pages of `listBlockedNumbers`, each fetched when it is reached: `for await (const item of client.iterateBlockedNumbers(…))`.
     * @param params Which of them: the fields of {@link ListBlockedNumbersParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateBlockedNumbers(params?: ListBlockedNumbersParams, options?: RequestOptions): AsyncGenerator<BlockedNumber, void, undefined>;
    /**
     * Goes through all pages of `listCalls`, each fetched when it is reached: `for await (const item of client.iterateCalls(…))`.
     * @param params Which of them: the fields of {@link ListCallsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateCalls(params?: ListCallsParams, options?: RequestOptions): AsyncGenerator<CallRecord, void, undefined>;
    /**
     * Goes through all pages of `listExtensions`, each fetched when it is reached: `for await (const item of client.iterateExtensions(…))`.
     * @param params Which of them: the fields of {@link ListExtensionsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateExtensions(params?: ListExtensionsParams, options?: RequestOptions): AsyncGenerator<Extension, void, undefined>;
    /**
     * Goes through all pages of `listIvrMenus`, each fetched when it is reached: `for await (const item of client.iterateIvrMenus(…))`.
     * @param params Which of them: the fields of {@link ListIvrMenusParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateIvrMenus(params?: ListIvrMenusParams, options?: RequestOptions): AsyncGenerator<IvrMenu, void, undefined>;
    /**
     * Goes through all pages of `listQueues`, each fetched when it is reached: `for await (const item of client.iterateQueues(…))`.
     * @param params Which of them: the fields of {@link ListQueuesParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateQueues(params?: ListQueuesParams, options?: RequestOptions): AsyncGenerator<Queue, void, undefined>;
    /**
     * Goes through all pages of `listRingGroups`, each fetched when it is reached: `for await (const item of client.iterateRingGroups(…))`.
     * @param params Which of them: the fields of {@link ListRingGroupsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateRingGroups(params?: ListRingGroupsParams, options?: RequestOptions): AsyncGenerator<RingGroup, void, undefined>;
    /**
     * Goes through all pages of `listSchedules`, each fetched when it is reached: `for await (const item of client.iterateSchedules(…))`.
     * @param params Which of them: the fields of {@link ListSchedulesParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateSchedules(params?: ListSchedulesParams, options?: RequestOptions): AsyncGenerator<Schedule, void, undefined>;
    /**
     * Goes through all pages of `listTrunks`, each fetched when it is reached: `for await (const item of client.iterateTrunks(…))`.
     * @param params Which of them: the fields of {@link ListTrunksParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateTrunks(params?: ListTrunksParams, options?: RequestOptions): AsyncGenerator<Trunk, void, undefined>;
    /**
     * Goes through all pages of `listVoicemails`, each fetched when it is reached: `for await (const item of client.iterateVoicemails(…))`.
     * @param params Which of them: the fields of {@link ListVoicemailsParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateVoicemails(params?: ListVoicemailsParams, options?: RequestOptions): AsyncGenerator<Voicemail, void, undefined>;
    /**
     * Goes through all pages of `listWebhookDeliveries`, each fetched when it is reached: `for await (const item of client.iterateWebhookDeliveries(…))`.
     * @param id Id of the webhook.
     * @param params Which of them: the fields of {@link ListWebhookDeliveriesParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateWebhookDeliveries(id: string, params?: ListWebhookDeliveriesParams, options?: RequestOptions): AsyncGenerator<WebhookDelivery, void, undefined>;
    /**
     * Goes through all pages of `listWebhooks`, each fetched when it is reached: `for await (const item of client.iterateWebhooks(…))`.
     * @param params Which of them: the fields of {@link ListWebhooksParams}.
     * @param options For this request alone: signal, limits, headers.
     * @returns The items, one after the other.
     */
    iterateWebhooks(params?: ListWebhooksParams, options?: RequestOptions): AsyncGenerator<Webhook, void, undefined>;
}

// src/api-promise.d.ts

/** What an answer carried besides its body. */
export interface ResponseInfo {
    /** Status. */
    status: number;
    /** Headers. In a browser the server has to expose them (`Access-Control-Expose-Headers`). */
    headers: Headers;
    /** `X-Request-Id`. */
    requestId?: string;
}
/** An answer with the response that it came with. */
export interface WithResponse<T> extends ResponseInfo {
    /** The answer. */
    data: T;
}
/** A promise of an answer that also knows the response it came with. */
export declare class ApiPromise<T> extends Promise<T> {
    #private;
    /** What `then` and its like return is a plain promise. */
    static get [Symbol.species](): PromiseConstructor;
    /**
     * The answer together with status, headers and request id: `await client.me().withResponse()`.
     * @returns `data`: the answer; with it `status`, `headers` and `requestId`.
     */
    withResponse(): Promise<WithResponse<T>>;
}

// src/base-errors.d.ts

/** What of `base.ts` is for applications: the file that is made of it has more. */
export { ArgumentError, SoftphoneError, VoIPError, type ErrorCode, type ErrorDetailsLike, type ErrorMembers } from './base.js';

// src/base.d.ts

import type { ERROR_HINTS } from './errors.js';
/** Code of an error: one of the documented ones, or one that a newer part adds. */
export type ErrorCode = keyof typeof ERROR_HINTS | (string & {});
/** What an error is made from. */
export interface ErrorMembers {
    /** Sort of the error; chooses the class. */
    kind?: string;
    /** Stable name of what went wrong. */
    code: ErrorCode;
    /** Default: the hint of the code. */
    message?: string;
    /** Default: that of the code. */
    hint?: string;
    /** What was thrown below. */
    cause?: unknown;
    /** Whether the same may succeed later. Default: false. */
    retryable?: boolean;
    /** HTTP status of the answer. */
    status?: number;
    /** `X-Request-Id` of the answer. */
    requestId?: string;
    /** What the server or the far end says in addition. */
    details?: ErrorDetailsLike;
    /** Name of the method that failed. */
    operation?: string;
    /** The server's own code. */
    serverCode?: string;
    /** How long the server asks to wait, in milliseconds. */
    retryAfterMs?: number;
}
/** What a server says in addition. */
export interface ErrorDetailsLike {
    /** What is wrong with which field. */
    fields?: Record<string, string>;
    [key: string]: unknown;
}
/** Every error of this package. */
export declare class VoIPError extends Error {
    /** Stable name, see the README's table. */
    readonly code: ErrorCode;
    /** What to do about it. */
    readonly hint: string;
    /** Whether the same may succeed later. */
    readonly retryable: boolean;
    /** REST: status of the answer. */
    readonly status?: number;
    /** REST: `X-Request-Id` of the answer. */
    readonly requestId?: string;
    /** REST: `details` of the server's error. */
    readonly details?: ErrorDetailsLike;
    /** REST: name of the method that failed. */
    readonly operation?: string;
    /** REST: the server's own code. */
    readonly serverCode?: string;
    /**
     * Applications make errors in their tests only.
     * @param members What it is made from.
     */
    constructor(members: ErrorMembers);
}
/** Refused before anything was sent. */
export declare class ArgumentError extends VoIPError {
}
/** What goes wrong with the softphone and its calls. */
export declare class SoftphoneError extends VoIPError {
}

// src/calls/board.d.ts

import type { ActiveCallList, CallRecord } from '../model.js';
import type { Call } from '../softphone/call.js';
import type { SoftphoneSnapshot } from '../softphone/types.js';
import type { ClientEventMap } from '../voip-client.js';
import type { AnyWsEvent } from '../ws-events.js';
import type { JoinedCall } from './types.js';
/** What the board uses of a `VoIPClient`. */
export interface CallBoardClient {
    /** State of the realtime connection; `open` is what counts. */
    readonly connectionState: string;
    /**
     * Says when somebody else is logged in, or nobody: what the server has told is forgotten then.
     * @param event `loginChanged`.
     * @param listener What is called with it.
     */
    on?(event: 'loginChanged', listener: (event: ClientEventMap['loginChanged']) => void): () => void;
    /**
     * Calls back on a realtime event.
     * @param type Name of the event.
     * @param listener What is called with it.
     * @returns The function that ends it.
     */
    onWsEvent(type: string, listener: (event: AnyWsEvent) => void): () => void;
    /**
     * The calls that are up on the server.
     * @returns `calls`: the calls.
     */
    getActiveCalls(): PromiseLike<Pick<ActiveCallList, 'calls'>>;
}
/** What the board uses of a `Softphone`. */
export interface CallBoardPhone {
    /** The extension whose phone it is. */
    readonly extension?: string;
    /** The calls that have not ended, with their commands. */
    readonly calls: readonly Call[];
    /** The phone at this moment. */
    readonly snapshot: SoftphoneSnapshot;
    /**
     * Calls back when the snapshot was replaced.
     * @param name `changed`.
     * @param listener What is called with it.
     * @returns The function that ends it.
     */
    on(name: 'changed', listener: (snapshot: SoftphoneSnapshot) => void): () => void;
    /**
     * Calls back when a call comes in, and when one is over.
     * @param name Name of the event.
     * @param listener What is called with the call.
     * @returns The function that ends it.
     */
    on(name: 'incoming' | 'callEnded', listener: (call: Call) => void): () => void;
}
/** Where a board's calls come from; either alone will do. */
export interface CallBoardOptions {
    /** Its realtime events, and its list of active calls after each connection. The board opens no connection. */
    client?: CallBoardClient;
    /** More by `attach`. */
    softphone?: CallBoardPhone;
}
/**
 * All calls that are known, each once: those of the phone, those of the server, and those of both joined into one.
 * A store for any framework: synchronous, of immutable snapshots.
 *
 * ```ts
 * const board = new CallBoard({ client, softphone });
 * board.subscribe(() => render(board.getSnapshot()));
 * board.get(callUuid)?.phone?.muted;
 * ```
 *
 * They are joined by the id that the server gives in the header `X-Call-UUID`; where it sets none, by the Call-ID that
 * it names in its events. Never by numbers: what cannot be joined for sure are two calls.
 */
export declare class CallBoard {
    #private;
    /**
     * A board that fills as events come.
     * @param options Where its calls come from; without any, from `attach` and `record`.
     */
    constructor({ client, softphone }?: CallBoardOptions);
    /** The calls that have not ended, oldest first; the same array until one of them changes. */
    readonly getSnapshot: () => readonly JoinedCall[];
    /**
     * A call by its `id`, by the id of the phone's call or by the server's `callUuid`. One that has ended is found for
     * ten minutes, or until 200 have ended after it.
     */
    readonly get: (idOrUuid: string) => JoinedCall | undefined;
    /**
     * The phone's call with its commands, while there is one.
     * @param idOrUuid As for `get`.
     * @returns The call; undefined when the phone does not have it.
     */
    phoneCall(idOrUuid: string): Call | undefined;
    /**
     * Calls back when any call changes, or when that of this id does. Returns the function that ends it. With more than 500
     * calls on the board, changes within 50 ms are told together to those who listen to all.
     */
    readonly subscribe: {
        (listener: () => void): () => void;
        (idOrUuid: string, listener: () => void): () => void;
    };
    /**
     * Shows the calls of one more softphone. Returns the function that lets it go, and its calls that have not ended.
     * @param softphone The softphone.
     */
    attach(softphone: CallBoardPhone): () => void;
    /**
     * Resolves when it is known which calls are up on the server: at once where events have told it, else when it has
     * answered. `again` asks in any case, for servers without events.
     * @param again Asks in any case.
     */
    look(again?: boolean): Promise<void>;
    /**
     * Takes the record of a call that is over, as `client.getCall(callUuid)` gives it.
     * @param record The record.
     */
    record(record: CallRecord): void;
    /** Lets go of the client, of the softphones and of all listeners. What was known can still be read. */
    dispose(): void;
}

// src/calls/entry.d.ts

import type { Call } from '../softphone/call.js';
import type { CallSnapshot } from '../softphone/types.js';
import type { Dialog, PhoneFacts } from './rule.js';
import type { ServerRecord } from './server-record.js';
import type { JoinedBy, JoinedCall } from './types.js';
/** What the board has to know of a phone. */
export interface Line {
    readonly extension: string | null;
}
/** A call of the phone as the board remembers it. */
export declare class PhoneSide {
    readonly line: Line;
    readonly dialogs: Map<string, Dialog>;
    /** With its commands, while it has not ended. */
    call: Call | null;
    snapshot: CallSnapshot;
    /** The number of the news by which it ended. */
    overAt: number | undefined;
    constructor(line: Line, call: Call | null, snapshot: CallSnapshot);
    get isLive(): boolean;
    get facts(): PhoneFacts;
    take(snapshot: CallSnapshot): void;
}
/** One entry of the board: a call of the phone, of the server, or both. */
export declare class Entry {
    #private;
    readonly id: string;
    phone: PhoneSide | null;
    server: ServerRecord | null;
    joinedBy: JoinedBy | null;
    /** Ids of entries that turned out to be this one. */
    readonly aliases: Set<string>;
    /** It is no longer on the board. */
    isGone: boolean;
    /** The id that the phone's call had by its header when it was looked at last. */
    header: string | null;
    /** When it was seen to be over. */
    overSince: number;
    /** The server has said of the call that it goes on without the phone. */
    goesOn: boolean;
    /** Another entry stands for the server's call now. */
    isShadowed: boolean;
    constructor(id: string);
    get shown(): JoinedCall;
    get callUuid(): string | null;
    /** All that it is asked for by. */
    get keys(): string[];
    /** Nothing is known of it by the server any more. */
    unlink(): void;
    /** True when what is shown was replaced, or is told for the first time: it may have been read before. */
    renew(): boolean;
}

// src/calls/index.d.ts

/** Calls of the phone and of the server, joined. Importing it does nothing. */
export { CallBoard, type CallBoardClient, type CallBoardOptions, type CallBoardPhone } from './board.js';
export type { JoinedBy, JoinedCall, ServerCall, ServerCallState } from './types.js';

// src/calls/joins.d.ts

import type { ActiveCall } from '../model.js';
import { Entry, type Line, type PhoneSide } from './entry.js';
import type { JoinedCall } from './types.js';
/**
 * The entries and what leads to them. A call of the phone has an entry of its own as long as it is remembered, one of
 * the server has one as long as no call of the phone is joined to it.
 */
export declare class Joins {
    #private;
    /** What the server's clock is behind this one, in milliseconds. */
    skew: number;
    /** Counts what was heard. */
    news: number;
    /** The phones that are here. */
    readonly lines: Set<Line>;
    /** `touch` is told of every entry before and after it changes. */
    constructor(touch: (entry: Entry) => void);
    /** How many entries there are, those included that have ended lately. */
    get size(): number;
    /** The entry of an id, of the phone's id, or the one that stands for a call of the server. */
    find(key: string): Entry | undefined;
    /** Those that have not ended; `before` when it is the same still. */
    live(before: readonly JoinedCall[]): readonly JoinedCall[];
    /** A call of the phone is new, or has changed. */
    phone(side: PhoneSide): void;
    /** A call of the phone is followed no longer; the server's stays. */
    release(side: PhoneSide): void;
    /** An event of the server; true when it shows that something was missed. */
    event(callUuid: string, type: string, data: Record<string, unknown>, at: number): boolean;
    /** A call that was forgotten is asked for. */
    recall(callUuid: string): void;
    /** The server's active calls, asked for when `mark` was the number of news; `at` is now by its clock. */
    list(calls: ActiveCall[], mark: number, at: number): void;
    /** Forgets all that the server has said: it has said it to somebody else. */
    forgetServer(): void;
    /** Whether a call has ended for the phone, and the server has said neither that it is over nor that it goes on. */
    get isInDoubt(): boolean;
    /** Counts an entry among those that have ended, or not; what is too much or too old of these is forgotten. */
    age(entry: Entry): void;
}

// src/calls/listeners.d.ts

/** Listeners of everything, and of what one key leads to. */
export declare class KeyedListeners<T> {
    #private;
    constructor(get: (key: string) => T);
    /** Each subscription is its own, even of the same function. */
    add(key: string | null, listener: () => void): () => void;
    /**
     * Something changed, and what these keys lead to may have. Who listens to everything hears of it at once, or in a
     * while when there is much (`isMuch`): a list of thousands is not to be made anew for each event of a flood.
     */
    tell(keys: Iterable<string>, isMuch: boolean): void;
    clear(): void;
}

// src/calls/reconcile.d.ts

import type { ActiveCall } from '../model.js';
/** What the board gives. */
export interface ReconcileHost {
    /** Whether there is a realtime connection: without one nobody tells what happens after the answer. */
    isOpen(): boolean;
    ask(): Promise<{
        calls: ActiveCall[];
    }>;
    /** Whether a call has ended for the phone and not for the server. */
    isInDoubt(): boolean;
    /** How much has been heard; what is heard later is newer than the answer. */
    mark(): number;
    apply(calls: ActiveCall[], mark: number): void;
}
/** Asks for the active calls when events may have been missed; one question at a time. */
export declare class Reconcile {
    #private;
    constructor(host: ReconcileHost);
    /** A connection was opened. */
    opened(): void;
    /** What is asked for was meant for somebody else. */
    forget(): void;
    /**
     * Resolves when it is known which calls are up: at once where events tell it. `again` asks in any case, without a
     * connection too.
     */
    look(again: boolean): Promise<void>;
    /** Something was missed, or may have been: asks in a while, in the second case if it looks like that still. */
    soon(isCertain: boolean): void;
    stop(): void;
}

// src/calls/rule.d.ts

/**
 * Which call of the server is a call of the phone: the whole rule, without state.
 *
 * ```text
 *   the phone's call has a callUuid (header X-Call-UUID) ──▶ the server's call with that id, and no other
 *                    │ none
 *                    ▼
 *   exactly one call of the server (of those that are up, else of those that are over) names its Call-ID,
 *     within WINDOW_MS of the beginning of the phone's call,
 *     and neither extension, direction nor number contradict ──▶ that one
 *                    │ none, or several
 *                    ▼
 *                 no join: two entries
 * ```
 *
 * Numbers and times can only refuse a join, never make one. The result depends on what is known, not on the order in
 * which it came.
 */
/** How far the beginnings of the two may be apart, in milliseconds. */
export declare const WINDOW_MS = 60000;
/** A SIP leg of a call, as the server tells it. */
export interface Leg {
    readonly sipCallId: string;
    /** The extension whose phone it is. */
    readonly extension: string | null;
    /** As that phone sees it. */
    readonly direction: string | null;
    /** When it began, in milliseconds by the server's clock. */
    readonly at: number;
}
/** A SIP dialog of the phone's call, as the phone knows it. Times are by the clock of this machine. */
export interface Dialog {
    /** It began between these. */
    readonly from: number;
    readonly to: number;
    /** Who has called in it; `null` where it has taken another one's place. */
    readonly direction: string | null;
}
/** What the rule looks at on the phone's side. */
export interface PhoneFacts {
    readonly callUuid: string | null;
    readonly direction: string;
    /** Number of the far end. */
    readonly remoteUser: string;
    /** The phone's own extension. */
    readonly extension: string | null;
    /** Its dialogs by their Call-IDs: a call that was recovered has another one. */
    readonly dialogs: ReadonlyMap<string, Dialog>;
}
/** What the rule looks at on the server's side. */
export interface ServerFacts {
    readonly direction: string | null;
    readonly caller: string | null;
    readonly destination: string | null;
    readonly legs: readonly Leg[];
    /** When it was known to be over, by the clock of this machine. */
    readonly overSince: number | null;
}
/** Whether the header may mean this call: not one that was over before the phone's began. */
export declare function fitsByHeader(phone: PhoneFacts, server: ServerFacts): boolean;
/**
 * Whether this call of the server may be the phone's by its Call-ID. `skew` makes the server's times this machine's.
 * What is said of a leg with its extension counts more than what is not; of what counts, nothing may contradict.
 */
export declare function fitsByCallId(phone: PhoneFacts, server: ServerFacts, skew: number): boolean;

// src/calls/server-record.d.ts

import type { ActiveCall } from '../model.js';
import type { Entry } from './entry.js';
import type { Leg, ServerFacts } from './rule.js';
import type { ServerCall } from './types.js';
/** A text of the server that can be used, else `null`. */
export declare function text(value: unknown): string | null;
/** A time of the server in milliseconds, else `null`. */
export declare function time(value: unknown): number | null;
/** One call of the server. What was said twice, late or in another order leaves the same behind. */
export declare class ServerRecord {
    #private;
    readonly callUuid: string;
    legs: readonly Leg[];
    /** Counts with the news of the board: what came after a question is newer than its answer. */
    touched: number;
    /** Those that show it. */
    readonly entries: Set<Entry>;
    /** Id of the entry that shows it without a phone. */
    ownId: string | null;
    /** When it was seen to be over, by the clock of this machine. */
    overSince: number | null;
    /** `isHere`: whether a leg may be of a phone that is here. */
    constructor(callUuid: string, isHere: (leg: Leg) => boolean);
    get call(): ServerCall;
    /** What the rule of joining looks at. */
    get facts(): ServerFacts;
    get isOver(): boolean;
    /** It is over because the server has said so, and stays it. */
    get isOverForGood(): boolean;
    /** Takes an event; `at` is when it happened, by the server's clock. */
    apply(type: string, data: Record<string, unknown>, at: number): void;
    /** Takes its entry in the list of active calls; of an old list only what was not known. */
    list(entry: ActiveCall & {
        legs?: unknown;
    }, isOld: boolean): void;
    /** It is over, and nobody has said when and why. */
    lose(at: number): void;
}

// src/calls/types.d.ts

/** The types of joined calls. None of them names a type of the DOM library. */
import type { CallEndReason, CallSnapshot, CallState } from '../softphone/types.js';
/** Where a call is in its life, as the server sees it. */
export type ServerCallState = 'ringing' | 'active' | 'held' | 'parked' | 'ended';
/** A call as the server's events and its list of active calls tell it: immutable, replaced when something changes. */
export interface ServerCall {
    /** The server's id of the call. */
    readonly callUuid: string;
    /** Who called whom, as the tenant sees it; `null` until an event has said it. */
    readonly direction: 'inbound' | 'outbound' | 'internal' | null;
    /** The caller's number. */
    readonly caller: string | null;
    /** The caller's name, where it is told. */
    readonly callerName: string | null;
    /** The number that was dialled. */
    readonly destination: string | null;
    /** Where the call is in its life. */
    readonly state: ServerCallState;
    /** By the server's clock, as the other times. */
    readonly startedAt: Date | null;
    /** When it was answered. */
    readonly answeredAt: Date | null;
    /** When it ended. */
    readonly endedAt: Date | null;
    /** Seconds from the beginning to the end, `null` before the end. */
    readonly duration: number | null;
    /** Seconds from the answer to the end, `null` before the end. */
    readonly billsec: number | null;
    /** `NORMAL_CLEARING`, `USER_BUSY`, …; `UNKNOWN` when it ended while there was no connection. */
    readonly hangupCause: string | null;
    /** The slot in which it waits. */
    readonly parkedSlot: number | null;
    /** To whom it was transferred last. */
    readonly transferredTo: string | null;
    /** Call-IDs of its SIP legs, where the server tells them. */
    readonly sipCallIds: readonly string[];
    /** What was given to `originate`. */
    readonly metadata: Readonly<Record<string, string>> | null;
}
/** How a call of the phone and one of the server were found to be the same. */
export type JoinedBy = 'header' | 'call-id';
/**
 * One call, whatever is known of it: by the phone, by the server, or by both. Immutable, replaced when something
 * changes.
 */
export interface JoinedCall {
    /** Names the call on its board, from its first sign to its last, whichever side knew it first. */
    readonly id: string;
    /** The server's id of the call; `null` while only the phone knows the call. */
    readonly callUuid: string | null;
    /** The Call-ID of the phone's call. */
    readonly sipCallId: string | null;
    /** As the phone sees it, else as the tenant does. */
    readonly direction: 'inbound' | 'outbound' | 'internal' | null;
    /**
     * The state of the phone's call while there is one. Without one it is the server's. When the phone's has ended the
     * call has, unless the server says that it goes on: parked, transferred, answered elsewhere.
     */
    readonly state: CallState | 'parked';
    /** The far end in one string; for a call without the phone its caller, or whom it called when it went outside. */
    readonly remoteIdentity: string;
    /** The caller's number. */
    readonly caller: string | null;
    /** The number that was dialled. */
    readonly destination: string | null;
    /** It is on hold. */
    readonly held: boolean;
    /** The phone has the call and its microphone is muted for it. */
    readonly muted: boolean;
    /** When it began. */
    readonly startedAt: Date | null;
    /** When it was answered. */
    readonly answeredAt: Date | null;
    /** When it ended. */
    readonly endedAt: Date | null;
    /** Seconds from the beginning to the end, `null` before the end. */
    readonly duration: number | null;
    /** The server's word for why it ended; `UNKNOWN` when that was missed. */
    readonly hangupCause: string | null;
    /** Why the phone's call ended. */
    readonly endReason: CallEndReason | null;
    /** What joins the two; `null` while there is one side alone. */
    readonly joinedBy: JoinedBy | null;
    /** The phone's side, its last snapshot when it is over. `CallBoard.phoneCall(id)` has the commands. */
    readonly phone: CallSnapshot | null;
    /** The server's side; `client.hangup(callUuid)` and its like act on it. */
    readonly server: ServerCall | null;
}

// src/client-checks.d.ts

/** What is no visible ASCII would end the header that it stands in, or be refused by the host without a reason. */
export declare function checkToken(token: unknown): void;
/** `apiUrl` as an absolute URL; in a page it may be relative to the page. */
export declare function absolute(options: {
    apiUrl: string;
}): string;

// src/client-core.d.ts

import { PresenceNews } from './presence-news.js';
export { pages } from './pages.js';
export { PresenceNews };

// src/client.d.ts

/**
 * The package without React: REST, realtime events and the softphone. Nothing but `export *`, each of a file of its own:
 * of what names one export by itself, bundlers that split take the other files along.
 */
export * from './api-promise.js';
export * from './base-errors.js';
export * from './calls/index.js';
export * from './errors.js';
export * from './extras.js';
export * from './init.js';
export type * from './logger.js';
export type * from './model.js';
export * from './presence.js';
export * from './softphone/classes.js';
export type * from './softphone/index.js';
export * from './softphone/softphone.js';
export * from './voip-client.js';
export type * from './ws-events.js';

// src/devices/desk.d.ts

import type { Sound } from '../softphone/sound.js';
import type { Chosen, DeviceChange, DeviceUse, DevicesSnapshot } from './types.js';
/** What the desk asks of the store that it is behind. */
export interface DeskHost {
    readonly audio: unknown;
    chosen(): Chosen;
    /** The phone's sound, where that is in this tab and has been used. */
    sound(): Sound | null;
    snapshot(): DevicesSnapshot;
    choose(chosen: Chosen): void;
    show(snapshot: DevicesSnapshot): void;
    changed(change: DeviceChange): void;
    warn(code: string, message: string): void;
}
/**
 * Looks after the devices of a phone: one thing after another, so that a microphone that is unplugged while another one
 * is being chosen is noticed afterwards. Nothing is polled: browsers tell when to look.
 *
 * ```text
 *   devicechange, permission, track ended ──► look: list ─► microphone ─► output ─► snapshot, `deviceChange`
 *                                             (once more when something happens meanwhile)
 * ```
 */
export declare class Desk {
    #private;
    constructor(host: DeskHost);
    /** Hears of what is plugged in and out, or no more. */
    listen(on: boolean): void;
    /** Looks at the devices; once for all who ask before it has begun. */
    refresh(): Promise<void>;
    /** A microphone was opened: names may be there that were not before. */
    opened(): void;
    /** The microphone in use went silent by itself. */
    lost(): Promise<void>;
    ask(): Promise<void>;
    set(use: DeviceUse, deviceId: string | null): Promise<void>;
}

// src/devices/devices.d.ts

import type { SoftphoneOptions } from '../softphone/types.js';
import type { DeviceStore } from './store.js';
import type { DevicesSnapshot } from './types.js';
/**
 * The microphones and loudspeakers of a phone, and which of them it uses. A store for user interfaces; nothing is
 * looked up before `subscribe`, a command, or the first call, and only `ask()` and calls ask the user for permission.
 */
export interface Devices {
    /**
     * Has the devices looked after, and tells of changes.
     * @param listener Called when the snapshot was replaced.
     * @returns The function that stops it.
     */
    readonly subscribe: (listener: () => void) => () => void;
    /**
     * The devices as they are known.
     * @returns The same object until something changes.
     */
    readonly getSnapshot: () => DevicesSnapshot;
    /**
     * Looks the devices up, and has them looked after from then on. Without permission for the microphone browsers hide
     * their names, and most of them.
     * @returns The snapshot after that.
     */
    load(): Promise<DevicesSnapshot>;
    /**
     * Asks the user for the microphone, so that devices can be chosen before the first call; call it in answer to a click.
     * @returns The snapshot, with names.
     * @throws {SoftphoneError} `microphone_denied`, `microphone_missing` or `microphone_failed`.
     */
    ask(): Promise<DevicesSnapshot>;
    /**
     * Speaks by this microphone: at once in every call, which stays muted or on hold as it is, and in later ones.
     * @param deviceId One of `inputs`; `null` for the system's own.
     * @throws {SoftphoneError} `device_missing`, `microphone_denied` or `microphone_failed`; then nothing has changed.
     */
    setInput(deviceId: string | null): Promise<void>;
    /**
     * Plays calls on this device.
     * @param deviceId One of `outputs`; `null` for the system's own.
     * @throws {SoftphoneError} `device_missing`, `output_denied` or `output_unsupported`; then nothing has changed.
     */
    setOutput(deviceId: string | null): Promise<void>;
    /**
     * Rings on this device.
     * @param deviceId One of `outputs`; `null` for the system's own.
     * @throws {SoftphoneError} As `setOutput`.
     */
    setRingtoneOutput(deviceId: string | null): Promise<void>;
}
/**
 * The devices as applications see them: `use` loads what is behind it, `now` is that once it is there. `once` loads it
 * too, and calls back when it is there, whoever loads it in the end; it returns what takes that back.
 */
export declare function devicesOf({ devices }: SoftphoneOptions, now: () => DeviceStore | undefined, use: <T>(act: (store: DeviceStore) => T | Promise<T>) => Promise<T>, once: (act: (store: DeviceStore) => void) => () => void): Devices;

// src/devices/listing.d.ts

import type { AudioDevice, MicrophonePermission } from './types.js';
/** One device as the browser lists it. */
export interface Listed extends AudioDevice {
    readonly kind: 'audioinput' | 'audiooutput';
}
/** What the browser tells of one look at the devices. */
export declare class Listing {
    #private;
    /** False before the first look, and while the browser hides which devices there are. */
    readonly isKnown: boolean;
    constructor(entries?: readonly Listed[], isKnown?: boolean);
    /** Before permission there are entries without an id. */
    static now(): Promise<Listing>;
    /** Whether a device of this kind that is not listed is not there. Some browsers list no outputs at all. */
    knows(kind: Listed['kind']): boolean;
    get isNamed(): boolean;
    has(kind: Listed['kind'], deviceId: string): boolean;
    /** The device itself, also where an id stands for it. */
    find(kind: Listed['kind'], deviceId: string): Listed | undefined;
    /** What the system's own microphone is at the moment, in browsers that tell. */
    get ownInput(): string;
    /** The devices themselves. */
    devices(kind: Listed['kind']): Listed[];
    /** Those of `other` that are not here. */
    without(other: Listing): Listed[];
}
/** A device that was chosen: itself, else one of the same name, else one of the same hardware. */
export declare function match(choice: AudioDevice, devices: readonly Listed[]): Listed | undefined;
/** Whether the microphone is allowed, and hears of changes of that. */
export declare class Permission {
    #private;
    state(isNamed: boolean): Promise<MicrophonePermission>;
    /** `changed` is called when it is another one; nothing is, with `null`. */
    listen(changed: (() => void) | null): void;
}

// src/devices/none.d.ts

export {};

// src/devices/open.d.ts

/** The part of the browser's tracks that is used. No declaration of this package names the browser's own types. */
export interface SoundTrack {
    readonly readyState: string;
    getSettings(): {
        deviceId?: string;
    };
    stop(): void;
    addEventListener(name: 'ended', listener: () => void): void;
    removeEventListener(name: 'ended', listener: () => void): void;
}
/** The same of its streams. */
export interface SoundStream {
    getTracks(): SoundTrack[];
}
/** Asks for a microphone: exactly this one, or with `null` the system's own. */
export declare function openMicrophone(audio: unknown, deviceId: string | null): Promise<SoundStream>;
/** The user or a policy refused, whatever device it were. */
export declare const isRefusal: ({ name }: Error) => boolean;

// src/devices/store.d.ts

import type { Sound } from '../softphone/sound.js';
import type { Chosen, DeviceChange, DeviceUse, DevicesSnapshot } from './types.js';
/** What the devices ask of the phone that they are of. */
export interface StoreHost {
    /** The option `audio`. */
    readonly audio: unknown;
    /** The phone that has the sound, where that is in another tab. */
    elsewhere(): {
        setDevice(use: DeviceUse, deviceId: string | null): Promise<void>;
    } | null;
    /** Something was chosen here: every tab has to know. */
    choose(chosen: Chosen): void;
    changed(change: DeviceChange): void;
    warn(code: string, message: string): void;
    /** What rings, rings on another device. */
    reroute(): void;
}
/** The devices of a phone, behind what applications see of them (`devices.ts`). */
export declare class DeviceStore {
    #private;
    constructor(before: DevicesSnapshot, host: StoreHost);
    readonly subscribe: (listener: () => void) => (() => void);
    readonly getSnapshot: () => DevicesSnapshot;
    load(): Promise<DevicesSnapshot>;
    ask(): Promise<DevicesSnapshot>;
    setInput(deviceId: string | null): Promise<void>;
    setOutput(deviceId: string | null): Promise<void>;
    setRingtoneOutput(deviceId: string | null): Promise<void>;
    /** Id of the microphone that was chosen, also while nobody has looked whether it is there; `null` is the system's. */
    get chosenInput(): string | null;
    /** Here, whatever tab it was asked in. */
    set(use: DeviceUse, deviceId: string | null): Promise<void>;
    /** The phone of this tab has taken the microphone. */
    attach(sound: Sound): void;
    /** The microphone went silent by itself. */
    lost(): Promise<void>;
    /** The phone of this tab is gone. */
    detach(sound: Sound): void;
    /** What was chosen, in whichever tab. */
    adopt(chosen: Chosen): void;
    /** Listens to nothing any more. */
    close(): void;
}

// src/devices/types.d.ts

/** A microphone or a loudspeaker. */
export interface AudioDevice {
    /** The browser's id of it, the same in all pages of the site. */
    readonly deviceId: string;
    /** Its name; empty before the user has allowed the microphone. */
    readonly label: string;
    /** The same for what is one piece of hardware, such as the two sides of a headset. */
    readonly groupId: string;
}
/** Whether the page may use the microphone; `unknown` where the browser does not say before it is asked. */
export type MicrophonePermission = 'granted' | 'denied' | 'prompt' | 'unknown';
/** What a device is used for. */
export type DeviceUse = 'input' | 'output' | 'ringtoneOutput';
/** Devices to begin with, by their `deviceId`; the system's own where none is given. */
export interface DeviceOptions {
    /** The microphone. */
    readonly input?: string | null;
    /** What calls are played on. */
    readonly output?: string | null;
    /** What rings. */
    readonly ringtoneOutput?: string | null;
}
/** The devices at one moment: immutable, replaced when something changes. */
export interface DevicesSnapshot {
    /** Microphones. Without those that stand for the system's own choice: that is `null`. */
    readonly inputs: readonly AudioDevice[];
    /** Where sound can be played; empty in browsers that tell no page. */
    readonly outputs: readonly AudioDevice[];
    /** Id of the microphone that is used, or will be by the next call; `null` is the system's own. */
    readonly input: string | null;
    /** Id of the device that calls are played on; `null` is the system's own. */
    readonly output: string | null;
    /** Id of the device that rings; `null` is the system's own. */
    readonly ringtoneOutput: string | null;
    /** Whether the microphone is allowed. */
    readonly permission: MicrophonePermission;
}
/** Devices were plugged in or out, or another one is used than before. */
export interface DeviceChange {
    /** Those that were plugged in. */
    readonly added: readonly AudioDevice[];
    /** Those that were plugged out. */
    readonly removed: readonly AudioDevice[];
    /** Those that were used and are gone. */
    readonly lost: readonly AudioDevice[];
    /** The microphone that is used now, as in {@link DevicesSnapshot}. */
    readonly input: string | null;
    /** What calls are played on now. */
    readonly output: string | null;
    /** What rings now. */
    readonly ringtoneOutput: string | null;
}
/** The browser's `MediaTrackConstraints` for the microphone, those for speech by name. */
export interface AudioConstraints {
    /** Takes what the loudspeaker plays out of the microphone's sound; browsers do when not given. */
    echoCancellation?: boolean;
    /** Takes steady noise out; browsers do when not given. */
    noiseSuppression?: boolean;
    /** Evens out how loud it is; browsers do when not given. */
    autoGainControl?: boolean;
    /** Any other of them. */
    [constraint: string]: unknown;
}
/** What was chosen: kept with its name, because the same device may come back with another id. */
export type Chosen = {
    readonly [Use in DeviceUse]: AudioDevice | null;
};

// src/digits.d.ts

/**
 * The digits of the texts, in the order of their values: printable, and nothing that JavaScript, HTML or a tool that
 * quotes anew would have to escape. One digit is one of 0 to 85, after `|` of 86 more, after `~` of 172 more.
 */
export declare const DIGITS = "!#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{}";

// src/download.d.ts

export {};

// src/element/call-item.d.ts

import type { CallSnapshot } from '../softphone/types.js';
import type { PhoneLabels } from './labels.js';
/** What the buttons of a call do. */
export interface CallActions {
    hangup(id: string): void;
    setHeld(id: string, held: boolean): void;
    setMuted(id: string, muted: boolean): void;
    sendTone(id: string, tone: string): void;
}
/** One call that does not wait for an answer of ours: who, for how long, and what can be done with it. */
export declare class CallItem {
    #private;
    readonly element: HTMLElement;
    constructor(call: CallSnapshot, labels: PhoneLabels, actions: CallActions);
    get focusable(): HTMLElement;
    update(call: CallSnapshot): void;
    /** Shows how long the call has been going on. */
    tick(): void;
}
/** Who is at the other end. */
export declare function nameOf(call: CallSnapshot, labels: PhoneLabels): string;
/** For the circle beside the name: a letter, where the name has one. */
export declare function initialOf(call: CallSnapshot, labels: PhoneLabels): string;

// src/element/dialer.d.ts

import type { PhoneLabels } from './labels.js';
/** Where a number is typed or put together on the pad, and called. */
export declare class Dialer {
    #private;
    readonly element: HTMLElement;
    constructor(labels: PhoneLabels, call: (target: string) => void);
    /** Whether calls can be made now. */
    set usable(usable: boolean);
    get value(): string;
    set value(value: string);
    focus(): void;
}

// src/element/dom.d.ts

/** What an element is made with: properties, and attributes under the names that HTML gives them. */
type Given = Record<string, string | boolean | ((event: never) => void) | undefined>;
/**
 * Makes an element. `onclick` and its like are listeners, everything else is an attribute; `true` is an empty one, `false`
 * none. No text is read as HTML, so that a page with Trusted Types needs no policy for it.
 */
export declare function h<Name extends keyof HTMLElementTagNameMap>(name: Name, given?: Given, ...children: (Node | string)[]): HTMLElementTagNameMap[Name];
/** Sets an attribute where it is another one, so that nothing is announced or drawn anew without need. */
export declare function attribute(element: Element, name: string, value: string | boolean): void;
/** The same for text. */
export declare function write(element: Element, text: string): void;
/** Drawn on 24 by 24, with lines of 2. */
declare const ICONS: {
    call: string;
    hangup: string;
    hold: string;
    mute: string;
    tones: string;
    erase: string;
};
export type IconName = keyof typeof ICONS;
/** A drawing that says nothing to those who do not see it: the text beside it does. */
export declare function icon(name: IconName): SVGElement;
/** Whether somebody is typing in this element, or in one within its shadow. */
export declare function isTyping(): boolean;
export {};

// src/element/incoming-item.d.ts

import type { CallSnapshot } from '../softphone/types.js';
import { type PhoneLabels } from './labels.js';
/** What can be done with a call that rings. */
export interface IncomingActions {
    answer(id: string): void;
    reject(id: string): void;
}
/**
 * A call that rings. It takes the focus itself, not its buttons: a key that was meant for something else must not answer.
 */
export declare function makeIncoming(call: CallSnapshot, labels: PhoneLabels, actions: IncomingActions): HTMLElement;

// src/element/index.d.ts

/**
 * `import '@cemscale/voip-sdk/element'` makes `<voip-phone>` known to the page. Where there is no DOM it does nothing. Its
 * declarations name types of the DOM: projects that import it have `dom` in `lib`.
 */
import { VoipPhoneElement } from './phone-element.js';
export { VoipPhoneElement };
export type { PhoneLabels } from './labels.js';
declare global {
    interface HTMLElementTagNameMap {
        'voip-phone': VoipPhoneElement;
    }
}

// src/element/labels.d.ts

/** The texts of `<voip-phone>`; `{name}` is where the other party's name goes. */
export declare const LABELS: {
    phone: string;
    number: string;
    pad: string;
    erase: string;
    call: string;
    calls: string;
    noCalls: string;
    incoming: string;
    incomingFrom: string;
    answer: string;
    reject: string;
    hangup: string;
    hold: string;
    mute: string;
    tones: string;
    tonesFor: string;
    unknown: string;
    disconnected: string;
    connecting: string;
    connected: string;
    registering: string;
    registered: string;
    failed: string;
    callConnecting: string;
    callRinging: string;
    callEarly: string;
    callActive: string;
    callHeld: string;
    callRemoteHeld: string;
    callReconnecting: string;
    callEnded: string;
};
/** The texts of `<voip-phone>`, for translation: those that are not given stay English. */
export type PhoneLabels = {
    [Name in keyof typeof LABELS]: string;
} & {
    /** Sentences for errors by their `code`; the error's own sentence when not given. */
    errors?: Readonly<Record<string, string>>;
};
/** A text with the name in its place. */
export declare function named(text: string, name: string): string;

// src/element/pad.d.ts

/** Twelve keys; `press` gets what is on them. Arrow keys go from one to the next, so that Tab does not stop at each. */
export declare function makePad(label: string, press: (digit: string) => void): HTMLElement;

// src/element/phone-element.d.ts

import { type Call, type SipCredentials, type Softphone, type SoftphoneOptions } from '../client.js';
import { type PhoneLabels } from './labels.js';
/** Where there is no DOM the class can be imported all the same; nothing of it can be used. */
declare const Base: {
    new (): HTMLElement;
    prototype: HTMLElement;
};
/**
 * `<voip-phone>`: a telephone to look at. Attributes `ws-uri`, `sip-domain`, `extension` and `display-name` with the
 * property `password` or `getCredentials` make one of its own; the property `softphone` shows one that is there already.
 * Events, with what they are about in `detail`: `incoming`, `callended` (`{ call }`), `statechange` (`{ state, previous }`).
 */
export declare class VoipPhoneElement extends Base {
    #private;
    /** The attributes that a phone of its own is made from. */
    static readonly observedAttributes: string[];
    /** The phone that is shown: the one that was given, or the element's own. */
    get softphone(): Softphone | null;
    /** Shows this phone; the element neither starts nor stops it. `null` gives it back. */
    set softphone(phone: Softphone | null);
    /** The SIP password of a phone of its own; it cannot be read back, and is no attribute, which scripts and styles could read. */
    set password(password: string | undefined);
    /** Asked for the credentials when the server wants them, in place of a password. */
    get getCredentials(): SoftphoneOptions['getCredentials'];
    set getCredentials(ask: ((realm: string) => SipCredentials | Promise<SipCredentials>) | undefined);
    /** Further options for a phone of its own: ICE servers, `ringtone`, `audio`. They count for the next one that is made. */
    get options(): Partial<SoftphoneOptions>;
    set options(options: Partial<SoftphoneOptions>);
    /** Its texts; those that are not given are English. */
    get labels(): PhoneLabels;
    set labels(labels: Partial<PhoneLabels>);
    /**
     * Calls, as if the number had been dialled.
     * @param target Extension, telephone number or SIP address.
     * @returns The call; `null` when it came to nothing, which is shown then.
     */
    call(target: string): Promise<Call | null>;
}
export {};

// src/element/phone-holder.d.ts

import { Softphone, type SoftphoneOptions } from '../client.js';
/**
 * The phone of one element: one that it was given, which it never stops, or one of its own.
 *
 * ```text
 *   settings complete, in the document ──► own phone, started
 *          ▲                                    │ other settings, or out of the document
 *          └──────────── stopped ◄── no call ◄──┘ (a call that goes on keeps it until it ends)
 * ```
 */
export declare class PhoneHolder {
    #private;
    constructor(changed: (phone: Softphone | null) => void, failed: (error: unknown) => void);
    get phone(): Softphone | null;
    give(phone: Softphone | null): void;
    /** `null` while something is missing; `key` says when they are the same as before. */
    configure(key: string, options: SoftphoneOptions | null): void;
    attach(): void;
    detach(): void;
}

// src/element/styles.d.ts

/** Of `<voip-phone>`. Pages change it by custom properties (`--voip-…`) and `::part()`. */
export declare const CSS = "\n:host {\n  --_surface: var(--voip-surface, #fff); --_raised: var(--voip-raised, #f4f6f8); --_text: var(--voip-text, #15191e);\n  --_quiet: var(--voip-quiet, #586473); --_line: var(--voip-line, #dce1e7); --_accent: var(--voip-accent, #1f5fd0);\n  --_go: var(--voip-go, #1f7a48); --_stop: var(--voip-stop, #c0323c); --_ok: #1f8a50; --_warn: #a86400; --_bad: #b3202c;\n  --_shadow: 0 1px 2px #10182814, 0 8px 24px #10182814; --_radius: var(--voip-radius, 16px);\n  color-scheme: light; display: block; max-inline-size: 44rem; container-type: inline-size; color: var(--_text);\n  font: 400 1rem/1.4 var(--voip-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);\n}\n:host([theme=dark]) {\n  --_surface: var(--voip-surface, #14171c); --_raised: var(--voip-raised, #1e232b); --_text: var(--voip-text, #f1f3f5);\n  --_quiet: var(--voip-quiet, #a4aebb); --_line: var(--voip-line, #323a45); --_accent: var(--voip-accent, #7ab0ff);\n  --_go: var(--voip-go, #27824f); --_stop: var(--voip-stop, #c93a45); --_ok: #4fc98a; --_warn: #e3a84a; --_bad: #ff8a90;\n  --_shadow: 0 1px 2px #0006, 0 8px 24px #0005; color-scheme: dark;}\n@media (prefers-color-scheme: dark) { :host(:not([theme=light])) {\n  --_surface: var(--voip-surface, #14171c); --_raised: var(--voip-raised, #1e232b); --_text: var(--voip-text, #f1f3f5);\n  --_quiet: var(--voip-quiet, #a4aebb); --_line: var(--voip-line, #323a45); --_accent: var(--voip-accent, #7ab0ff);\n  --_go: var(--voip-go, #27824f); --_stop: var(--voip-stop, #c93a45); --_ok: #4fc98a; --_warn: #e3a84a; --_bad: #ff8a90;\n  --_shadow: 0 1px 2px #0006, 0 8px 24px #0005; color-scheme: dark;} }\n:host([hidden]), [hidden] { display: none !important; }\n*, ::before, ::after { box-sizing: border-box; }\nbutton, input { font: inherit; color: inherit; margin: 0; }\nbutton { cursor: pointer; border: 1px solid transparent; background: none; touch-action: manipulation; -webkit-tap-highlight-color: transparent; }\nbutton:disabled { cursor: default; opacity: .45; }\n:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }\n.icon { inline-size: 1.25rem; block-size: 1.25rem; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }\n.icon-tones { stroke-width: 3.2; }\n.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }\n\n.phone { background: var(--_surface); border: 1px solid var(--_line); border-radius: var(--_radius); box-shadow: var(--_shadow); overflow: hidden; }\nheader { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; padding: .875rem 1rem; border-block-end: 1px solid var(--_line); }\n.line { flex: 1 1 auto; min-inline-size: 0; display: flex; align-items: baseline; gap: .5rem; }\n.line .name { font-weight: 600; }\n.line .name, .line .number { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }\n.line .number { color: var(--_quiet); font-size: .875rem; flex: none; font-variant-numeric: tabular-nums; }\n.status { display: inline-flex; align-items: center; gap: .5rem; font-size: .8125rem; font-weight: 500; color: var(--_quiet); white-space: nowrap; }\n.status::before { content: ''; inline-size: .5rem; block-size: .5rem; border-radius: 50%; background: var(--_warn); }\n.status[data-state=registered]::before { background: var(--_ok); }\n.status[data-state=disconnected]::before { background: none; box-shadow: inset 0 0 0 2px var(--_quiet); }\n.status[data-state=failed]::before { background: var(--_bad); }\n.trouble { margin: .75rem 1rem 0; padding: .5rem .75rem; border-radius: 8px; font-size: .875rem; overflow-wrap: anywhere; color: var(--_bad); background: color-mix(in srgb, var(--_bad) 10%, transparent); }\n.trouble:empty { display: none; }\n\n.incoming { margin: 1rem 1rem 0; padding: 1rem; border-radius: calc(var(--_radius) - 4px); background: var(--_raised); border: 1px solid var(--_line); }\n.who { display: flex; align-items: center; gap: .75rem; min-inline-size: 0; }\n.about { display: flex; flex-direction: column; min-inline-size: 0; flex: 1; }\n.name { overflow-wrap: anywhere; }\n.who .name { font-weight: 600; line-height: 1.25; }\n.detail { color: var(--_quiet); font-size: .875rem; display: flex; gap: .5rem; }\n.time { font-variant-numeric: tabular-nums; }\n.time:empty { display: none; }\n.time::before { content: '\u00B7'; margin-inline-end: .5rem; }\n.avatar { flex: none; display: grid; place-items: center; inline-size: 2.5rem; block-size: 2.5rem; border-radius: 50%; font-weight: 600; color: var(--_accent); background: color-mix(in srgb, var(--_accent) 14%, transparent); }\n.choice { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; margin-block-start: .875rem; }\n.wide { display: flex; align-items: center; justify-content: center; gap: .5rem; min-block-size: 2.875rem; padding: .5rem .75rem; border-radius: 12px; font-weight: 600; color: #fff; }\n.answer, .dial .wide { background: var(--_go); }\n.reject, .action.hangup .icon { background: var(--_stop); }\n.wide:hover:enabled { filter: brightness(1.1); }\n.wide:active:enabled { filter: brightness(.92); }\n\n.body { display: grid; grid-template-columns: minmax(0, 1fr); }\n.dial { margin: 0; padding: 1rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: .75rem; align-content: start; }\n.field { display: flex; align-items: center; border: 1px solid var(--_line); border-radius: 12px; background: var(--_raised); }\n.field:focus-within { border-color: var(--_accent); box-shadow: 0 0 0 1px var(--_accent); }\n.field input { flex: 1; min-inline-size: 0; border: 0; background: none; outline: none; padding: .75rem 0 .75rem .875rem; font-size: 1.125rem; font-variant-numeric: tabular-nums; }\n.field input::placeholder { color: var(--_quiet); opacity: 1; font-size: 1rem; }\n.erase { flex: none; padding: 0; display: grid; place-items: center; inline-size: 2.75rem; block-size: 2.75rem; border-radius: 10px; color: var(--_quiet); }\n.pad { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .5rem; }\n.key { display: flex; flex-direction: column; align-items: center; justify-content: center; min-block-size: 3.25rem; padding: .25rem; border-radius: 12px; background: var(--_raised); line-height: 1.1; user-select: none; }\n.key:hover { background: color-mix(in srgb, var(--_text) 8%, var(--_raised)); }\n.key:active { background: color-mix(in srgb, var(--_accent) 22%, var(--_raised)); }\n.digit { font-size: 1.375rem; font-weight: 500; font-variant-numeric: tabular-nums; }\n.letters::before { content: attr(data-letters) / ''; }\n.letters { font-size: .625rem; letter-spacing: .08em; color: var(--_quiet); min-block-size: .6875rem; }\n\n.list { padding: 1rem; border-block-end: 1px solid var(--_line); min-inline-size: 0; }\n.list:has(> .none:not([hidden])) { display: none; }\nul { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }\n.none { margin: 0; display: grid; justify-items: center; gap: .5rem; color: var(--_quiet); font-size: .875rem; }\n.none .icon { inline-size: 1.75rem; block-size: 1.75rem; stroke-width: 1.5; }\n.call-item { padding: .875rem; border: 1px solid var(--_line); border-radius: calc(var(--_radius) - 4px); }\n.call-item[data-state=active] { border-color: color-mix(in srgb, var(--_ok) 55%, var(--_line)); }\n.call-item[data-state=reconnecting] .state { color: var(--_warn); }\n.actions { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .25rem; margin-block-start: .75rem; }\n.action { display: grid; justify-items: center; gap: .25rem; padding: .25rem 0; border-radius: 10px; font-size: .75rem; color: var(--_text); min-inline-size: 0; }\n.action .icon { box-sizing: content-box; padding: .6875rem; border-radius: 50%; background: var(--_raised); }\n.action .label { max-inline-size: 100%; overflow: hidden; text-overflow: ellipsis; }\n.action:hover:enabled .icon { filter: brightness(.96); }\n.action[aria-pressed=true] .icon, .action[aria-expanded=true] .icon { color: var(--_surface); background: var(--_accent); }\n.action.hangup .icon { color: #fff; }\n.call-item .pad { margin-block-start: .75rem; }\n\n@container (max-width: 33.99rem) {\n  .body:has(.call-item .pad:not([hidden])) .dial .pad { display: none; }\n}\n@container (min-width: 34rem) {\n  .body { grid-template-columns: minmax(0, 1fr) minmax(0, 18.5rem); }\n  .list, .list:has(> .none:not([hidden])) { display: grid; align-content: start; border-block-end: 0; border-inline-end: 1px solid var(--_line); }\n  .list:has(> .none:not([hidden])) { align-content: center; }\n  .incoming { display: flex; align-items: center; gap: 1rem; }\n  .incoming .who { flex: 1; }\n  .choice { margin: 0; grid-template-columns: repeat(2, minmax(8rem, auto)); }\n}\n@media (prefers-reduced-motion: no-preference) {\n  .key, .wide, .action .icon, .field { transition: background-color .12s, border-color .12s, box-shadow .12s, filter .12s; }\n  .incoming .avatar { animation: ring 1.6s ease-out infinite; }\n  @keyframes ring { from { box-shadow: 0 0 0 0 color-mix(in srgb, var(--_go) 55%, transparent); } to { box-shadow: 0 0 0 14px transparent; } }\n}\n@media (forced-colors: active) {\n  button, .field, .call-item, .incoming { border: 1px solid ButtonBorder; }\n  .status::before { background: CanvasText !important; }\n}\n";

// src/element/view.d.ts

import type { SoftphoneSnapshot } from '../softphone/types.js';
import { type CallActions } from './call-item.js';
import { Dialer } from './dialer.js';
import { type IncomingActions } from './incoming-item.js';
import type { PhoneLabels } from './labels.js';
/** What the user can ask for. */
export interface PhoneActions extends CallActions, IncomingActions {
    call(target: string): void;
}
/** Whose telephone it is. */
export interface Owner {
    name: string;
    number: string;
}
/** All that is seen of the telephone. It holds no state of calls: `update` gets everything. */
export declare class PhoneView {
    #private;
    readonly element: HTMLElement;
    readonly dialer: Dialer;
    constructor(labels: PhoneLabels, actions: PhoneActions);
    update(snapshot: SoftphoneSnapshot, owner: Owner, trouble: string): void;
    /** A second has gone by. */
    tick(): void;
}

// src/errors.d.ts

import { type ErrorMembers, VoIPError } from './base.js';
/**
 * Every error of this package is a {@link VoIPError} with a stable `code`. The table says what each code means and
 * what to do about it; the same sentence is the error's `hint`.
 */
export declare const ERROR_HINTS: {
    readonly invalid_argument: 'Correct the argument that the message names.';
    readonly wasm_unavailable: "The WebAssembly module could not be loaded: allow 'wasm-unsafe-eval' in the page's script-src, or give it by init().";
    readonly disposed: 'This object was disposed of: make a new one.';
    readonly call_not_found: 'That call is over.';
    readonly not_started: 'Call start() first.';
    readonly provider_missing: 'No provider and no options say what to use: give useVoIP its options, or VoIPProvider a client, a softphone or options.';
    readonly unexpected: "Something else went wrong: the error's `cause` says what.";
    readonly not_authenticated: 'Log in first, or give a valid token.';
    readonly invalid_credentials: 'The user name, password or tenant is wrong: ask the user to type them again.';
    readonly token_expired: 'The token has expired: log in again.';
    readonly token_invalid: 'The token is not valid on this server: log in again.';
    readonly permission_denied: 'This user may not do that: use an account that may.';
    readonly not_found: 'There is nothing of that id: it may have ended or been deleted.';
    readonly number_blocked: 'The number is on the block list: unblock it, or call another.';
    readonly no_slot_free: 'All 50 slots of the parking lot are taken: get a call back first.';
    readonly extension_offline: 'No phone is registered for that extension: start one, then try again.';
    readonly conflict: 'The state has changed meanwhile: read it again, then decide.';
    readonly validation_failed: 'The server refused a value: `details.fields` names the fields.';
    readonly body_too_large: 'The request is larger than the server takes: send less at once.';
    readonly rate_limited: 'Too many requests: wait for `retryAfterMs`, then try again.';
    readonly server_error: 'The server failed: try again later, and report `requestId` if it stays.';
    readonly unexpected_status: 'The server answered with a status that this operation does not know.';
    readonly network_error: 'The server could not be reached: check the network, apiUrl, and CORS.';
    readonly timeout: 'The answer took too long: try again, or raise `timeoutMs`.';
    readonly invalid_response: 'The answer is not from the API: check that apiUrl points to it.';
    readonly aborted: 'It was cancelled by its signal.';
    readonly websocket_missing: 'This host has no WebSocket: give one in the options (in Node, the class of the package ws).';
    readonly websocket_refused: 'The realtime connection cannot be made: check wsUrl; a page on https needs a wss: URL.';
    readonly auth_timeout: 'The server got no token in time: try again.';
    readonly tabs_unavailable: 'The browser lets this page not see other tabs (a sandboxed frame, blocked storage, no https:): it works as the only one.';
    readonly subprotocol_refused: "The server did not select the WebSocket subprotocol 'sip': check wsUri.";
    readonly microphone_denied: 'The microphone was refused: ask the user to allow it in the address bar.';
    readonly microphone_missing: 'There is no microphone: ask the user to connect one.';
    readonly microphone_failed: 'The microphone could not be started: another application may be using it.';
    readonly device_missing: 'That device is not connected: take one of those in `devices.getSnapshot()`.';
    readonly output_denied: 'The browser does not let this page play there: `devices.ask()` for the microphone first, or allow speaker-selection.';
    readonly output_unsupported: 'This browser does not let pages choose where sound is played: the user chooses it in the system.';
    readonly transport_closed: 'The connection to the SIP server is down: it is being made again, try then.';
    readonly registration_rejected: 'The SIP server refused the registration: check sipDomain and extension.';
    readonly authentication_failed: 'The SIP server refused the password: check extension and password.';
    readonly insecure_context: 'A page has to come by https: (or from localhost) to use the microphone.';
    readonly call_ended: 'The call is over.';
    readonly transfer_failed: 'The transfer came to nothing, and the call is as it was: `details.statusCode` says why.';
    readonly message_failed: 'The message was not taken: `details.statusCode` says why.';
    readonly subscription_not_found: 'That subscription is over: make a new one.';
    readonly limit_reached: 'Too many of these are under way at once: wait until some are through.';
    readonly audio_blocked: 'The browser starts no sound before a click or a key on the page: do it in answer to one.';
    readonly operation_failed: 'The far end or the server refused; the call goes on as it was.';
    readonly media_failed: "Media could not be set up: the error's `cause` says more.";
    readonly invalid_state: 'That cannot be done in the present state: look at `state` first.';
    readonly invalid_target: 'That cannot be called: give a number, an extension or a sip: URI.';
    readonly too_many_calls: 'No more calls at once: end one, or raise `maxCalls`.';
    readonly leader_lost: 'The tab that had the phone is gone, and nobody knows whether it was done: look, then ask again.';
    readonly signature_missing: 'The request has no X-Webhook-Signature: it is not from the telephone system, or something on the way drops headers.';
    readonly signature_malformed: 'X-Webhook-Signature has to be `sha256=` and 64 hex digits, once: look at what sends or rewrites it.';
    readonly signature_mismatch: 'The body is not what was signed, or the secret is another one: give the raw body, and the secret of this webhook.';
    readonly timestamp_missing: 'The body says no time: it has to have `timestamp` in ISO 8601 with its zone.';
    readonly timestamp_out_of_tolerance: "The event is too old or ahead of time: set this machine's clock, or raise `toleranceSec` for late repetitions.";
    readonly payload_invalid: 'It is signed, but no event: look at what is posted to this address.';
};
/** 401: no token, or one that is not good, or a wrong password. */
export declare class AuthenticationError extends VoIPError {
}
/** 403. */
export declare class PermissionError extends VoIPError {
}
/** 404. */
export declare class NotFoundError extends VoIPError {
}
/** 409. */
export declare class ConflictError extends VoIPError {
}
/** 400, 413 and 422. */
export declare class ValidationError extends VoIPError {
    /** What is wrong with which field. */
    get fields(): Record<string, string>;
}
/** 429. */
export declare class RateLimitError extends VoIPError {
    /** How long the server asks to wait, in milliseconds; undefined when it does not say. */
    readonly retryAfterMs?: number;
    /**
     * Applications make errors in their tests only.
     * @param members What it is made from.
     */
    constructor(members: ErrorMembers);
}
/** 5xx. */
export declare class ServerError extends VoIPError {
}
/** The request or its answer got lost. */
export declare class NetworkError extends VoIPError {
}
/** No complete answer in time. */
export declare class TimeoutError extends VoIPError {
}
/** A success that is no JSON. */
export declare class InvalidResponseError extends VoIPError {
}
/** Cancelled by its signal; `cause` is the signal's reason. */
export declare class AbortError extends VoIPError {
}
/** What can be wrong with a webhook; `invalid_argument` is a mistake of the receiver, not of the sender. */
export type WebhookErrorCode = 'signature_missing' | 'signature_malformed' | 'signature_mismatch' | 'timestamp_missing' | 'timestamp_out_of_tolerance' | 'payload_invalid' | 'invalid_argument';
/** What an error about a webhook is made from. */
export interface WebhookErrorMembers extends ErrorMembers {
    /** Stable name of what is wrong. */
    code: WebhookErrorCode;
}
/** A webhook that is not to be believed. */
export declare class WebhookVerificationError extends VoIPError {
    readonly code: WebhookErrorCode;
    /**
     * Applications make errors in their tests only.
     * @param members What it is made from.
     */
    constructor(members: WebhookErrorMembers);
}

// src/extras.d.ts

export * from './feature-codes.js';
export { notifyIncoming, type IncomingNotice, type IncomingNotices, type NoticePermission, type NotifyIncomingOptions, type NotifyingPhone, } from './page/notify-incoming.js';

// src/feature-codes.d.ts

/** What can be dialled besides numbers. `*3`, `*70`, `*71XX` and `*97` depend on what the server offers. */
export declare const FeatureCodes: {
    /** Enter the tenant's conference room. */
    readonly conference: '*3';
    /** Park the call; a slot is assigned. */
    readonly park: '*70';
    /** Retrieve the call parked in slot XX: `FeatureCodes.retrieve.replace('XX', '01')`. */
    readonly retrieve: '*71XX';
    /** Check voicemail. */
    readonly voicemail: '*97';
    /** Echo test: you hear yourself. */
    readonly echoTest: '9196';
    /** Hold music. */
    readonly holdMusic: '9197';
};
/** One of the codes. */
export type FeatureCode = (typeof FeatureCodes)[keyof typeof FeatureCodes];

// src/hints.d.ts

/** Sentences of what can go wrong before any other part of the package is there; the others come with those parts. */
export declare const FACE_HINTS: {
    readonly invalid_argument: 'Correct the argument that the message names.';
    readonly wasm_unavailable: "The WebAssembly module could not be loaded: allow 'wasm-unsafe-eval' in the page's script-src, or give it by init().";
    readonly disposed: 'This object was disposed of: make a new one.';
};

// src/hook-hints.d.ts

/** Sentences of what the hooks can say before any other part of the package is there. */
export declare const HOOK_HINTS: {
    readonly call_not_found: 'That call is over.';
    readonly not_started: 'Call start() first.';
    readonly provider_missing: 'No provider and no options say what to use: give useVoIP its options, or VoIPProvider a client, a softphone or options.';
    readonly unexpected: "Something else went wrong: the error's `cause` says what.";
};

// src/index.d.ts

/** The whole package. */
export * from './client.js';
export * from './react/index.js';

// src/init.d.ts

import type { WasmSource } from './lazy.js';
export type { WasmSource } from './lazy.js';
/** Sources for the modules of this entry. */
export interface WasmSources {
    /** REST and realtime events: `@cemscale/voip-sdk/voip_sdk_client_bg.wasm`. */
    client?: WasmSource;
    /** The softphone: `@cemscale/voip-sdk/voip_sdk_phone_bg.wasm`. */
    phone?: WasmSource;
}
/**
 * Loads the WebAssembly ahead of its first use, or from a place of your own. Nobody has to call it: the first command
 * that needs a module loads it.
 *
 * - `init()` loads the module of REST and events.
 * - `init(source)` takes that module from a URL, a `Response`, bytes or a `WebAssembly.Module` (for pages that host
 *   the file themselves).
 * - `init({ client, phone })` names the sources of both and loads those that are named.
 *
 * Only the first load of a module counts; a failed one can be repeated.
 * @param source Where the WebAssembly comes from; the chunks of the package when not given.
 * @throws {VoIPError} `wasm_unavailable` when it cannot be fetched or compiled.
 */
export declare function init(source?: WasmSource | WasmSources): Promise<void>;

// src/lazy.d.ts

/**
 * Where a WebAssembly module comes from: a URL, a `Response`, bytes, or a compiled `WebAssembly.Module`.
 */
export type WasmSource = string | URL | Response | ArrayBuffer | ArrayBufferView | object;

// src/listeners.d.ts

/** Calls a listener; what it throws is reported as uncaught and stops nobody else. */
export declare function guarded(call: () => void): void;
/** Named events with typed arguments. */
export declare class Listeners<Events extends {
    [name: string]: unknown[];
}> {
    #private;
    on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void;
    /** Without a listener, all of that name. */
    off<Name extends keyof Events>(name: Name, listener?: (...args: Events[Name]) => void): void;
    emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void;
}

// src/load-client.d.ts

export {};

// src/load-phone.d.ts

export {};

// src/logger.d.ts

/** Where lines go. `console` is one. */
export interface Logger {
    /**
     * What happens, for looking for a mistake.
     * @param message One line, without secrets and telephone numbers.
     */
    debug(message: string): void;
    /**
     * What has happened.
     * @param message One line, without secrets and telephone numbers.
     */
    info(message: string): void;
    /**
     * What is not as it should be.
     * @param message One line, without secrets and telephone numbers.
     */
    warn(message: string): void;
    /**
     * What has failed.
     * @param message One line, without secrets and telephone numbers.
     */
    error(message: string): void;
}
/** Which lines are wanted: those of this level and the ones that are worse. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'off';

// src/model.d.ts

/** The types of the API. They come from the Rust types that the server speaks. */
export * from '../gen/model.js';

// src/octets.d.ts

/**
 * The octets of a chunk with WebAssembly. `build/octets.mjs` has taken the numbers out of its functions, one text for
 * each kind, and the functions' sizes away; `unpack/` puts them together again. It is WebAssembly itself because that is
 * fast at once, and small enough to be compiled at once.
 *
 * @throws an `Error` where the texts are none of a module.
 */
export declare function bytesOf(texts: readonly string[]): Uint8Array<ArrayBuffer>;

// src/operations.d.ts

import type { ApiPromise } from './api-promise.js';
/** What the methods are made on. */
export interface Caller {
    callOperation<T>(name: string, args: unknown[], options: unknown): ApiPromise<T>;
}

// src/page/attend.d.ts

import type { SoftphoneOptions, SoftphoneSnapshot } from '../softphone/types.js';
import { type Sinks } from './ringing.js';
/** What the page's part of a phone reads of it. */
export interface AttendedPhone {
    readonly devices: {
        getSnapshot(): Sinks;
    };
    getSnapshot(): SoftphoneSnapshot;
    on(name: 'changed', listener: (snapshot: SoftphoneSnapshot) => void): () => void;
}
/**
 * What a phone does to the page that it is in: the page asks before it is closed while there is a call, and calls that
 * ring are heard. In a tab that only follows the phone of another one nothing of it happens: closing that ends no call,
 * and the other one rings.
 */
export declare function attendPage(phone: AttendedPhone, options: SoftphoneOptions, warn: (code: string, message: string) => void): {
    reroute(): void;
};

// src/page/notices.d.ts

import type { NotifyIncomingOptions, NotifyingPhone } from './notify-incoming.js';
/**
 * Notifications for calls that come in.
 *
 * ```text
 *   it rings ──► this tab's turn? ──► nobody looks? ──► shown ──► rings no more, or a tab is seen ──► closed
 *                     ▲ a lock for each call: of several tabs one has it, and the next when that one goes
 * ```
 */
export declare class Notices {
    #private;
    constructor(phone: NotifyingPhone, options: NotifyIncomingOptions);
    /** Brings what is shown in line with what rings. */
    update(): void;
    stop(): void;
}

// src/page/notify-incoming.d.ts

import type { CallSnapshot, SoftphoneSnapshot } from '../softphone/types.js';
/** What a notification of the operating system shows. */
export interface IncomingNotice {
    /** The first line. */
    readonly title: string;
    /** What stands below it. */
    readonly body?: string;
    /** URL of a picture. */
    readonly icon?: string;
    /** Notifications of one tag replace one another; one for each call when not given. */
    readonly tag?: string;
}
/** How calls that come in are announced. */
export interface NotifyIncomingOptions {
    /** What is shown for a call; who calls when not given. */
    show?: (call: CallSnapshot) => IncomingNotice;
    /** Keeps the notification on the screen until it rings no more; `true` when not given. */
    requireInteraction?: boolean;
    /** The user clicked it: the tab is in front by then, and the application shows the call. It is not answered. */
    onClick?: (call: CallSnapshot) => void;
    /** The browser refused to show one. */
    onError?: (cause: unknown) => void;
}
/** Whether notifications may be shown; `unsupported` where the browser has none. */
export type NoticePermission = 'granted' | 'denied' | 'default' | 'unsupported';
/** The announcements of one phone. */
export interface IncomingNotices {
    /** Whether notifications may be shown now. */
    readonly permission: NoticePermission;
    /**
     * Asks the user for permission. Browsers want that in answer to a click; nothing else here asks.
     * @returns The user's answer.
     */
    enable(): Promise<NoticePermission>;
    /** Closes what is shown and announces nothing any more. */
    stop(): void;
}
/** The part of a phone that is read: a `Softphone` is one, in whichever tab. */
export interface NotifyingPhone {
    /** Its SIP address: announcements of one phone are one, however many tabs there are. */
    readonly address: string;
    /**
     * The phone at this moment.
     * @returns The same object until something changes.
     */
    getSnapshot(): SoftphoneSnapshot;
    /**
     * Calls back when the snapshot was replaced.
     * @param listener What is called.
     * @returns The function that ends it.
     */
    subscribe(listener: () => void): () => void;
}
/**
 * Announces calls that come in by a notification of the operating system while no tab with such an announcement is
 * seen; it goes when the call rings no more, for whatever reason. Of several tabs one shows it. Call it in every tab,
 * and `enable()` once, in answer to a click.
 * @param phone The phone whose calls are announced.
 * @param options What is shown, and what a click does.
 * @returns What asks for permission and ends it.
 */
export declare function notifyIncoming(phone: NotifyingPhone, options?: NotifyIncomingOptions): IncomingNotices;

// src/page/ringing.d.ts

import type { CallSnapshot, SoftphoneOptions } from '../softphone/types.js';
/** Ids of the devices to play on, `null` for the system's own. */
export interface Sinks {
    readonly output: string | null;
    readonly ringtoneOutput: string | null;
}
/**
 * Sounds of calls that ring.
 *
 * ```text
 *              a call comes in ──► ringtone, or waiting during another call
 *   silent ──► ours rings there ──► ringback, until the far end sends sound of its own
 *      ▲                               │
 *      └── answered, ended, given up ──┘ at once
 * ```
 */
export declare class Ringing {
    #private;
    constructor(options: SoftphoneOptions, warn: (code: string, message: string) => void, sinks: () => Sinks);
    /** The calls that there are now. */
    update(calls: readonly CallSnapshot[]): void;
    /** Begins anew, on the devices that are chosen now. */
    reroute(): void;
}

// src/page/sight.d.ts

/**
 * Whether any tab of this origin that announces the calls of a phone is seen by the user. Every tab that is seen holds a
 * lock: it goes with its tab, however that ends.
 */
export declare class Sight {
    #private;
    constructor(address: string, changed: () => void);
    isSeen(): Promise<boolean>;
    stop(): void;
}

// src/page/sounds.d.ts

import { type Tone } from './tones.js';
/** A sound that goes on until it is stopped. */
export interface Sound {
    stop(): void;
}
/**
 * Plays a tone over and over; the audio thread repeats it, so that a hidden page's timers do not matter. `blocked` is
 * called when the browser starts no sound yet; it is tried again with the next click or key.
 */
export declare function playTone(tone: Tone, sink: string | null, blocked: () => void): Sound;
/** Plays a file over and over; `failed` when it cannot be had or read. */
export declare function playFile(url: string, sink: string | null, blocked: () => void, failed: (cause: unknown) => void): Sound;

// src/page/tones.d.ts

/** A part of a tone: frequencies that sound together, from and to in seconds. */
export interface Part {
    readonly hertz: readonly number[];
    readonly from: number;
    readonly to: number;
}
/** A tone that is repeated for as long as it rings. */
export interface Tone {
    /** Seconds until it begins again. */
    readonly period: number;
    /** 0 to 1, at its loudest. */
    readonly level: number;
    readonly parts: readonly Part[];
}
/** Two rising notes, twice, and a pause. */
export declare const RINGTONE: Tone;
/** One short, low note every four seconds. */
export declare const WAITING: Tone;
/** What is heard in North America while it rings at the far end. */
export declare const RINGBACK: Tone;
/** One period of a tone as samples. */
export declare function samplesOf(tone: Tone, rate: number): Float32Array<ArrayBuffer>;

// src/pages.d.ts

import type { Caller } from './operations.js';
/** All items of a list that comes in pages, each fetched when it is reached. */
export declare function pages(caller: Caller, name: string, named: string | undefined, args: unknown[], leading: number): AsyncGenerator;

// src/presence-news.d.ts

export {};

// src/presence-state.d.ts

import { Listeners } from './listeners.js';
import type { PresenceEntry } from './model.js';
import type { PresenceMap } from './presence.js';
/** What a store knows and whom it has to tell; `presence-news.ts` changes it. */
export interface PresenceState {
    readonly entries: Map<string, Readonly<PresenceEntry>>;
    /** Made when somebody asks, since a copy for each of many changes would cost more than everything else. */
    snapshot: PresenceMap | undefined;
    /** By extension; those of all by the name that none has, ''. */
    readonly listeners: Listeners<{
        [extension: string]: [];
    }>;
}
/** What a store begins with. */
export declare function noPresence(): PresenceState;

// src/presence.d.ts

import type { PresenceEntry } from './model.js';
/** Everybody's presence by extension. Has no prototype: what is not in it is undefined, whatever its name. */
export type PresenceMap = Readonly<Record<string, Readonly<PresenceEntry>>>;
/**
 * Who is present, as the realtime connection knows it. Everything is synchronous and comes from immutable snapshots:
 * the same object comes back until something changes.
 *
 * What is read is always the newest. Listeners are told of a first change at once, and of those that follow it within
 * 16 ms together: each listener once, however many there were.
 */
export declare class PresenceStore {
    #private;
    /** Presence of an extension; undefined while it is not known. */
    readonly get: (extension: string) => Readonly<PresenceEntry> | undefined;
    /** Everybody's presence. */
    readonly getSnapshot: () => PresenceMap;
    /** What a server renders, and a page while it takes that over: nobody, always the same object. */
    readonly getServerSnapshot: () => PresenceMap;
    /**
     * Calls back when anything changes, or when one extension does. Returns the function that ends it.
     */
    readonly subscribe: {
        (listener: () => void): () => void;
        (extension: string, listener: () => void): () => void;
    };
}

// src/react/asking.d.ts

import type { VoIPClient } from '../client.js';
/**
 * Asks the server once when the realtime connection is open, so that nothing that changes after the answer is missed,
 * and again when it is open anew after a loss, and for another user. Where there is none to be had, it asks all the
 * same. Nothing is asked while nobody is logged in. Returns what ends it.
 *
 * ```text
 *              open; reconnecting or closed before it ever was
 *   waiting ──────────────────────────────────────────────────▶ asked ──┐
 *      ▲               logged out, somebody else                 │  ▲   │ open again: asks
 *      └─────────────────────────────────────────────────────────┘  └───┘
 * ```
 */
export declare function whenOpen(client: VoIPClient, ask: (signal: AbortSignal) => void): () => void;

// src/react/call-status.d.ts

import { VoIPError, type JoinedCall } from '../client.js';
import type { Session } from './session.js';
import { type Store } from './shared.js';
/** What `useCallStatus` shows: immutable, replaced when something changes. */
export interface CallStatusState {
    /** The call that is followed. */
    readonly callUuid: string | null;
    /** The call, as `useCall` and `useCalls` show it; undefined while nothing is known of it. */
    readonly call: JoinedCall | undefined;
    /** Its state; `unknown` while nothing is known of it. */
    readonly state: JoinedCall['state'] | 'unknown';
    /** It is being asked for. */
    readonly isLoading: boolean;
    /** Why nothing is known of it: `not_found` for a call that the server does not know. */
    readonly error: VoIPError | null;
}
/** One call, followed by the server's id. */
export declare class CallStatusStore implements Store<CallStatusState> {
    #private;
    constructor(session: Session, callUuid: string, pollMs: number);
    get active(): boolean;
    readonly subscribe: Store<unknown>['subscribe'];
    readonly getSnapshot: () => CallStatusState;
}
/** What is known of that call, asked for in that way. */
export declare function callStatusOf(session: Session, callUuid: string, pollMs: number): CallStatusStore;
/** What a server renders, and what there is to say of no call. */
export declare function unknownCall(callUuid: string | null): CallStatusState;

// src/react/calls-store.d.ts

import { type CallRecord, type JoinedCall, type Softphone } from '../client.js';
import type { PhoneWatcher, Session } from './session.js';
/** The calls of a session. Its phone may come, go and be replaced, and who listens does not notice. */
export declare class CallsStore implements PhoneWatcher {
    #private;
    constructor(session: Session);
    /** Calls back when any call changes, or that one. */
    subscribe(id: string | undefined, listener: () => void): () => void;
    readonly getSnapshot: () => readonly JoinedCall[];
    /** By the call's id, its id with the phone, or the server's. */
    get(id: string): JoinedCall | undefined;
    /** Sees to it that the calls that are up on the server are known; `again` asks even if they should be. */
    look(again?: boolean): Promise<void>;
    /** Takes the record of a call that is over. */
    record(record: CallRecord): void;
    /** One phone more: its calls are shown until `detach`. */
    attach(softphone: Softphone): void;
    /** That phone is not used any more, and its calls have ended. */
    detach(softphone: Softphone): void;
}
/** The calls of that session. */
export declare function callsOf(session: Session): CallsStore;
export declare function noCalls(): readonly JoinedCall[];

// src/react/context.d.ts

import { type Context } from 'react';
import type { Session } from './session.js';
/** Made at its first use: React for server components has no contexts, and importing the package does nothing. */
export declare function sessionContext(): Context<Session | null>;
/** `own`, else the provider's session, else the one that `useVoIP` uses on this page, else none. */
export declare function useSession(own?: Session | null): Session | null;

// src/react/index.d.ts

/** React hooks. Importing them does nothing and loads nothing, on the server too. */
export { VoIPProvider, type VoIPProviderElement, type VoIPProviderOptions, type VoIPProviderProps } from './provider.js';
export { useVoIP, type UseVoIPOptions, type UseVoIPResult } from './use-voip.js';
export { useCall, useCalls, useCallStatus, type CallStatusOptions } from './use-calls.js';
export type { CallStatusState } from './call-status.js';
export { useDevices, type UseDevicesResult } from './use-devices.js';
export { usePresence, type PresenceOf } from './use-presence.js';
export { useQueueStats } from './use-queue-stats.js';
export type { QueueStatsState } from './queue-stats.js';

// src/react/kept.d.ts

import type { Session } from './session.js';
/** Stores by session and key, made when they are asked for, and shared. */
export type Kept<S> = WeakMap<Session, Map<string, S>>;
/**
 * The store of that key. One that is made in a render that comes to nothing is never used, and nobody says so: hence
 * the limit.
 */
export declare function keptIn<S extends {
    readonly active: boolean;
}>(all: Kept<S>, session: Session, key: string, make: () => S): S;

// src/react/provider.d.ts

import type { Softphone, VoIPClient } from '../client.js';
import type { SessionSettings } from './session.js';
/** Options of a provider: those of `useVoIP`, of which only `apiUrl` is needed as long as there is no phone. */
export type VoIPProviderOptions = Pick<SessionSettings, 'apiUrl'> & Partial<SessionSettings>;
/** What a {@link VoIPProvider} is given: what you have made yourself, or the options to make it from. */
export type VoIPProviderProps = {
    /** What React renders. */
    children?: unknown;
} & ({
    /** What to make client and phone from. */
    options: VoIPProviderOptions;
    /** Is made from the options. */
    client?: undefined;
    /** Is made from the options. */
    softphone?: undefined;
} | {
    /** Nothing is made. */
    options?: undefined;
    /** Your client. */
    client: VoIPClient;
    /** Your phone, where there is one. */
    softphone?: Softphone;
} | {
    /** Nothing is made. */
    options?: undefined;
    /** There is none. */
    client?: undefined;
    /** Your phone. */
    softphone: Softphone;
});
/**
 * An element of React, told by its shape: who uses the package without React has no types of React's, and the
 * package's declarations have to do without them.
 */
export interface VoIPProviderElement {
    /** What is rendered. */
    type: any;
    /** What it is given. */
    props: any;
    /** Tells it from its siblings. */
    key: string | null;
}
/**
 * Says which client and which phone the hooks below it mean. A `client` and a `softphone` that you give stay yours:
 * unmounting takes the hooks' listeners off them and closes the realtime connection if hooks opened it, and that is
 * all. What is made from `options` is the provider's, and the phone is stopped when the last component has gone,
 * unless a call is up.
 *
 * ```tsx
 * <VoIPProvider client={client} softphone={phone}><Phone /></VoIPProvider>
 * ```
 * @param props What you have made yourself, or the options to make it from.
 * @returns The element.
 */
export declare function VoIPProvider(props: VoIPProviderProps): VoIPProviderElement;

// src/react/queue-stats.d.ts

import type { QueueStats } from '../client.js';
import { VoIPError } from '../client.js';
import type { Session } from './session.js';
import { type Store } from './shared.js';
/** What `useQueueStats` shows: immutable, replaced when something changes. */
export interface QueueStatsState {
    /** The queue's figures, as far as they are known. */
    readonly stats: QueueStats | undefined;
    /** They are on their way for the first time. */
    readonly isLoading: boolean;
    /** Why they could not be had. */
    readonly error: VoIPError | null;
}
export declare const LOADING: QueueStatsState;
/** The figures of one queue: asked for once, then kept by events. */
export declare class QueueStatsStore implements Store<QueueStatsState> {
    #private;
    constructor(session: Session, id: string);
    get active(): boolean;
    readonly subscribe: Store<unknown>['subscribe'];
    readonly getSnapshot: () => QueueStatsState;
}
/** The figures of that queue, as the session's user sees them. */
export declare function queueStatsOf(session: Session, id: string): QueueStatsStore;

// src/react/realtime.d.ts

import type { VoIPClient } from '../client.js';
import type { Session } from './session.js';
/** What the server tells of itself, for as long as a component shows it. */
export declare class Realtime {
    #private;
    constructor(session: Session);
    /** Keeps the session in use and the connection open while `listen` listens; returns what ends all three. */
    use(listen: (client: VoIPClient) => () => void): () => void;
}
/** The one of that session. What a page does not use of all this, its bundler leaves out. */
export declare function realtimeOf(session: Session): Realtime;

// src/react/registry.d.ts

import type { Softphone, VoIPClient } from '../client.js';
import { Session, type SessionSettings } from './session.js';
/** What tells one set of options from another: an options object is a new one with each render. */
export declare function keyOf(options: object): string;
/** The session of these settings; components with the same ones share it. */
export declare function sessionOf(settings: SessionSettings): Session;
/** The session around what the application has made itself. */
export declare function sessionAround(client: VoIPClient | undefined, softphone: Softphone | undefined): Session;
/** The session that hooks outside of a provider mean: the one that `useVoIP` uses on this page. */
export declare const pageSession: {
    subscribe: (listener: () => void) => (() => void);
    getSnapshot: () => Session | null;
};
/**
 * A component uses this session by its options; returns what to do when it no longer does. Of several, the one that
 * came first is what others mean, and the last one when none is left.
 */
export declare function settleOn(session: Session): () => void;

// src/react/session-client.d.ts

import type { VoIPClient } from '../client.js';
import type { Session } from './session.js';
/**
 * The session's client, made by the first command or effect: on a server, where a page's relative address means nothing,
 * there is none.
 */
export declare function needClient(session: Session): VoIPClient;
/** For effects: the client, if there can be one; why there cannot is shown as the error. */
export declare function reachClient(session: Session): VoIPClient | null;
/** Options whose functions are the newest ones whenever they are called; a class stays as it is. */
export declare function withNewest<T extends object>(options: () => T | undefined): Partial<T>;

// src/react/session-commands.d.ts

import type { Call, CallOptions, LoginParams, RejectOptions } from '../client.js';
import type { Session } from './session.js';
/** What components ask of a session, and the life of the phone that it makes. The session shows what comes of it. */
export declare class SessionCommands {
    #private;
    constructor(session: Session);
    /** The first component is mounted. */
    arrive(): void;
    /** Nobody looks any more: the phone rests, unless somebody is talking. */
    leave(): void;
    login(params: LoginParams): Promise<void>;
    logout(): Promise<void>;
    startPhone(extension: string, password: string, displayName?: string): Promise<void>;
    stopPhone(): Promise<void>;
    call(target: string, options?: CallOptions): Promise<Call>;
    answer(id?: unknown): Promise<void>;
    reject(id?: unknown, options?: RejectOptions): Promise<void>;
    hangup(id?: unknown): Promise<void>;
    toggleHold(id?: unknown): Promise<void>;
    transfer(target: string, id?: unknown): Promise<void>;
    toggleMute(id?: unknown): Promise<void>;
    sendDtmf(tones: string): Promise<void>;
}

// src/react/session.d.ts

import { VoIPError } from '../base.js';
import type { CallSnapshot, Softphone, SoftphoneOptions, SoftphoneRole, VoIPClientOptions } from '../client.js';
import { VoIPClient } from '../voip-client.js';
import type { SessionCommands } from './session-commands.js';
/** What `useVoIP` shows: immutable, replaced when something changes. */
export interface VoIPSnapshot {
    /** There is a token. */
    readonly isLoggedIn: boolean;
    /** Calls can come in. */
    readonly isRegistered: boolean;
    /** The call that is talked to, else the newest one. */
    readonly currentCall: CallSnapshot | null;
    /** The calls that have not ended, oldest first. */
    readonly calls: readonly CallSnapshot[];
    /** What went wrong last; `null` once something was asked for again, or the phone has got over it. */
    readonly error: VoIPError | null;
    /** Whether this tab is the one that holds the phone, one that follows it, or the only one. */
    readonly role: SoftphoneRole;
}
/** What a server renders, and what a page shows before anything happened. */
export declare const IDLE: VoIPSnapshot;
/** What sets one session apart from another, and how its phone and its client are made. */
export interface SessionSettings {
    /** URL of the API. */
    apiUrl: string;
    /** The domain of the extension's SIP address. */
    sipDomain: string;
    /** The SIP server's `ws:` or `wss:` address, or several. */
    wsUri: SoftphoneOptions['wsUri'];
    /** Whether the tabs of this browser are one phone and share the realtime connection; `true` when not given. */
    multiTab?: boolean;
    /** Further options of the softphone. */
    softphone?: Omit<Partial<SoftphoneOptions>, 'wsUri' | 'sipDomain' | 'extension' | 'password'>;
    /** Further options of the client: where its realtime events come from, for instance. */
    client?: Omit<Partial<VoIPClientOptions>, 'apiUrl'>;
}
/** What a session is made from: settings, or what the application has made itself. */
export interface SessionParts {
    settings?: SessionSettings;
    client?: VoIPClient;
    softphone?: Softphone;
}
/** Who is told of a session's phones. */
export interface PhoneWatcher {
    attach(phone: Softphone): void;
    /** Its calls have ended. */
    detach(phone: Softphone): void;
}
/** What components ask of a session by name. */
export type CommandName = Exclude<keyof SessionCommands, 'arrive' | 'leave'>;
/**
 * One user with one phone, shared by every component that asks for it: what is shown of them. What they do comes with
 * the first component that is mounted (`session-commands.ts`).
 */
export declare class Session {
    #private;
    /** Those who want to know of phones that come and go. */
    readonly watchers: Set<PhoneWatcher>;
    settings: SessionSettings | undefined;
    /** Once something has made it: the first command or effect does, if there can be one. */
    client: VoIPClient | null;
    phone: Softphone | null;
    /** The phone is the application's, and is neither disposed of nor rests. */
    readonly phoneGiven: boolean;
    /** A logout is under way: the token is not counted any more. */
    loggingOut: boolean;
    /** The error of a command that somebody has overtaken who knows of it. */
    overtaken: unknown;
    constructor({ settings, client, softphone }: SessionParts);
    /** A component is mounted, or was a moment ago. */
    get active(): boolean;
    readonly subscribe: (listener: () => void) => () => void;
    readonly getSnapshot: () => VoIPSnapshot;
    /** A component was mounted; returns what to do when it is unmounted. */
    attach(): () => void;
    /** Here and not where it is needed, or a page that has the class itself would have it in a file of its own. */
    newClient(options: VoIPClientOptions): VoIPClient;
    /** Has its changes shown, for as long as it is not undone. */
    follow(phone: Softphone): (() => void)[];
    /**
     * Gives a command, shows an error and rejects with it. The rejection counts as handled, so that `onClick={hangup}`
     * needs no `catch`; who awaits the promise still gets it.
     */
    run(name: CommandName, given: unknown[]): Promise<unknown>;
    /** Shows what went wrong. */
    readonly fail: (error: unknown) => void;
    /** Something may have changed. */
    readonly renew: () => void;
}
/** What there is without options, without a provider and without another component that has them: it says so. */
export declare function nowhere(): Session;

// src/react/shared.d.ts

/**
 * How long something stays after its last user has gone: StrictMode mounts, unmounts and mounts again at once, and a
 * route change unmounts one page before it mounts the next.
 */
export declare const LINGER_MS = 100;
/**
 * Something that is there while anybody uses it, and a moment longer.
 *
 * ```text
 *          hold()                last release
 *   idle ─────────▶ in use ─────────────────────▶ lingering
 *    ▲  begin()       ▲                              │  │
 *    │                └──────────── hold() ──────────┘  │
 *    └──────────────────── LINGER_MS, end() ────────────┘
 * ```
 */
export declare class Shared {
    #private;
    /** `begin` makes it be there and returns what ends it. */
    constructor(begin: () => () => void);
    /** It is there, in use or lingering. */
    get active(): boolean;
    /** One more user; returns the function that says that it has gone. */
    readonly hold: () => (() => void);
}
export declare function nothing(): void;
/** A store as React reads it. */
export interface Store<T> {
    subscribe(listener: () => void): () => void;
    getSnapshot(): T;
}
/** How one subscribes to a store: it is in use for as long as one of `listeners` is there. */
export declare function subscription(listeners: Audience, shared: Shared): Store<unknown>['subscribe'];
/** Listeners of a store, each its own even if the same function comes twice; one that has gone is not called any more. */
export declare class Audience {
    #private;
    add(listener: () => void): () => void;
    tell(): void;
}

// src/react/slice.d.ts

import type { Session } from './session.js';
import type { Store } from './shared.js';
/** A store that also says what a server renders. */
export interface Slice<T> extends Store<T> {
    getServerSnapshot(): T;
}
/**
 * Shows what `make` cuts out of the session that is meant: the provider's, else the one that `useVoIP` uses on this
 * page. It is cut anew when one of `parts` is another. A board has thousands of these: one subscription each.
 */
export declare function useSlice<T>(make: (session: Session | null) => Slice<T>, ...parts: readonly unknown[]): T;

// src/react/use-calls.d.ts

import type { JoinedCall } from '../client.js';
import { type CallStatusState } from './call-status.js';
/**
 * All calls that have not ended, oldest first: the phone's and the server's, each once. The list and the calls in it are
 * immutable, and stay the same objects until something of them changes.
 * @returns The calls.
 */
export declare function useCalls(): readonly JoinedCall[];
/**
 * One call, by its id, by the id of the phone's call, or by the server's `callUuid`. The component renders again when
 * that call has changed, and not for others. One that has ended is shown for a while, then it is undefined.
 * @param id Which call; none when there is no id yet.
 * @returns The call.
 */
export declare function useCall(id: string | null | undefined): JoinedCall | undefined;
/** What to follow with `useCallStatus`, and how. */
export interface CallStatusOptions {
    /** The server's id of the call, as `originate` gives it; nothing is followed without one. */
    callUuid: string | null | undefined;
    /**
     * Asks the server every so many milliseconds (1000 at least), besides its events: for a server without them. Not at
     * all when not given.
     */
    pollMs?: number;
}
/**
 * Follows a call by the server's id, one that began before there was a connection too: `{ callUuid, call, state,
 * isLoading, error }`. `call` is the same object that `useCall` gives.
 * @param call The id, or the id with options.
 * @returns How it is.
 */
export declare function useCallStatus(call: string | null | undefined | CallStatusOptions): CallStatusState;

// src/react/use-devices.d.ts

import type { DevicesSnapshot } from '../client.js';
/** What `useDevices` returns. The commands never change. */
export interface UseDevicesResult extends DevicesSnapshot {
    /**
     * Asks for the microphone; in answer to a click.
     * @returns The snapshot, with names.
     * @throws {SoftphoneError} As {@link Devices.ask}; `not_started` without a phone.
     */
    ask(): Promise<DevicesSnapshot>;
    /**
     * Speaks by this microphone.
     * @param deviceId One of `inputs`; `null` for the system's own.
     * @throws {SoftphoneError} As {@link Devices.setInput}.
     */
    setInput(deviceId: string | null): Promise<void>;
    /**
     * Plays calls on this device.
     * @param deviceId One of `outputs`; `null` for the system's own.
     * @throws {SoftphoneError} As {@link Devices.setOutput}.
     */
    setOutput(deviceId: string | null): Promise<void>;
    /**
     * Rings on this device.
     * @param deviceId One of `outputs`; `null` for the system's own.
     * @throws {SoftphoneError} As {@link Devices.setOutput}.
     */
    setRingtoneOutput(deviceId: string | null): Promise<void>;
}
/**
 * The microphones and loudspeakers of the phone, which of them are used, and commands to choose others. Empty until the
 * session has a phone. Devices are looked up once a component shows them; nobody is asked for permission.
 * @returns The devices at this moment, and the commands.
 */
export declare function useDevices(): UseDevicesResult;

// src/react/use-presence.d.ts

import type { PresenceEntry, PresenceMap } from '../client.js';
/** Presence of some extensions; undefined for those of which nothing is known. */
export type PresenceOf<E extends string = string> = Readonly<Record<E, Readonly<PresenceEntry> | undefined>>;
/**
 * Who is present, by the realtime connection, which it keeps open. One extension gives its entry, a list gives an
 * object by extension, and without an argument it is everybody. The component renders again when something of that has
 * changed, and not for other extensions; the objects stay the same until then.
 * @param extension Which extension.
 * @returns Its entry; undefined while nothing is known of it.
 */
export declare function usePresence(extension: string): Readonly<PresenceEntry> | undefined;
/**
 * Who of several is present.
 * @param extensions Which extensions.
 * @returns An object by extension.
 */
export declare function usePresence<E extends string>(extensions: readonly E[]): PresenceOf<E>;
/**
 * Who is present.
 * @returns Everybody, by extension.
 */
export declare function usePresence(): PresenceMap;

// src/react/use-queue-stats.d.ts

import { type QueueStatsState } from './queue-stats.js';
/**
 * Figures of a call queue: `{ stats, isLoading, error }`. They are fetched once and then follow the realtime event
 * `queue_update`; after a lost connection they are fetched again. Components that show the same queue share them.
 * @param id The id of the queue.
 * @returns The figures.
 */
export declare function useQueueStats(id: string): QueueStatsState;

// src/react/use-voip.d.ts

import type { Call, CallOptions, LoginParams, RejectOptions } from '../client.js';
import { type Session, type SessionSettings, type VoIPSnapshot } from './session.js';
import type { VoIPProviderOptions } from './provider.js';
/** Where the servers are. Components with equal options share one connection and one phone. */
export interface UseVoIPOptions extends SessionSettings {
}
/**
 * What `useVoIP` returns. The commands never change, so that they can be dependencies of effects. Those that act on a
 * call take its id, and without one they mean `currentCall`; anything else that is passed is ignored, so that
 * `onClick={answer}` does what it says.
 */
export interface UseVoIPResult extends VoIPSnapshot {
    /**
     * Logs in by extension.
     * @param params Extension or user name, password and tenant.
     */
    login(params: LoginParams): Promise<void>;
    /** Stops the phone and logs out. */
    logout(): Promise<void>;
    /**
     * Connects and registers the phone; resolves when registered. A phone that a provider was given is started as it
     * is.
     * @param extension The extension.
     * @param password Its SIP password.
     * @param displayName The name that the far end sees.
     */
    startPhone(extension: string, password: string, displayName?: string): Promise<void>;
    /** Ends the calls, unregisters and disconnects. */
    stopPhone(): Promise<void>;
    /**
     * Calls an extension or a telephone number.
     * @param target Extension, telephone number or SIP address.
     * @param options Headers, caller id, a signal to give it up.
     * @returns The call, which is not answered yet.
     */
    call(target: string, options?: CallOptions): Promise<Call>;
    /**
     * Answers the ringing call.
     * @param callId Which one; the one that rings when not given.
     */
    answer(callId?: unknown): Promise<void>;
    /**
     * Refuses the ringing call.
     * @param callId Which one; the one that rings when not given.
     * @param options The status to refuse with, or where to send the caller.
     */
    reject(callId?: unknown, options?: RejectOptions): Promise<void>;
    /**
     * Ends the call.
     * @param callId Which one; `currentCall` when not given.
     */
    hangup(callId?: unknown): Promise<void>;
    /**
     * Holds the call or takes it back.
     * @param callId Which one; `currentCall` when not given.
     */
    toggleHold(callId?: unknown): Promise<void>;
    /**
     * Transfers the far end of the call to an extension or a telephone number; resolves when the target has answered.
     * @param target Extension, telephone number or SIP address.
     * @param callId Which one; `currentCall` when not given.
     */
    transfer(target: string, callId?: unknown): Promise<void>;
    /**
     * Mutes or unmutes the call.
     * @param callId Which one; `currentCall` when not given.
     */
    toggleMute(callId?: unknown): Promise<void>;
    /**
     * Sends digits.
     * @param tones Digits, `*`, `#`, `A` to `D`, and `,` for a pause.
     */
    sendDtmf(tones: string): Promise<void>;
}
/** The session of these options, the same one as long as they say the same; none without options. */
export declare function useSessionOf(options: VoIPProviderOptions | null): Session | null;
/**
 * Logging in, the phone and its calls in a component. Without options it is the phone of the {@link VoIPProvider}
 * above, or that of the component on this page that calls `useVoIP` with options.
 * @param options Where the servers are.
 * @returns The state, and commands that never change.
 */
export declare function useVoIP(options?: UseVoIPOptions): UseVoIPResult;

// src/receiver.d.ts

export {};

// src/softphone/abort.d.ts

import type { Call } from './call.js';
/** Ends a call that its signal gives up before it is answered. */
export declare function giveUpOn(signal: AbortSignal, call: Call): void;
export declare function throwIfAborted(signal: AbortSignal | undefined): void;

// src/softphone/call-book.d.ts

import type { VoIPError } from '../base.js';
import { Call, type CallLink } from './call.js';
import { CallRecord } from './call-record.js';
import type { CoreEvent } from './core-events.js';
import type { Listeners } from '../listeners.js';
import type { SoftphoneEvents } from './events.js';
import { type TransferAnswer } from './transfer-request.js';
import type { CallSnapshot } from './types.js';
/** What is to be told once everything is known. */
export type Deliveries = (() => void)[];
/** What the book asks of its phone. */
export interface BookHost {
    readonly link: CallLink;
    readonly listeners: Listeners<SoftphoneEvents>;
    answerTo(record: CallRecord): TransferAnswer;
    /** A call comes in. */
    comesIn(): void;
    /** Something of a call may have changed. */
    touched(record: CallRecord): void;
}
/** The calls that have not ended, by the core's number, with the objects that applications hold. */
export declare class CallBook {
    #private;
    constructor(host: BookHost);
    get records(): readonly CallRecord[];
    get faces(): readonly Call[];
    get snapshots(): CallSnapshot[];
    get(id: number): CallRecord | undefined;
    face(record: CallRecord): Call;
    /**
     * Gives a command that makes a call, and returns what is known of the call, which may be over by then. Its times count
     * from `from`; `null` where somebody else says it.
     */
    place(from: number | null, command: () => Promise<number>): Promise<CallRecord>;
    /** Takes news of a call; false when they are about something else. */
    apply(event: CoreEvent, deliveries: Deliveries): boolean;
    /** Changes what is known of a call, and has it told. */
    update(id: number, deliveries: Deliveries, change: (record: CallRecord) => boolean): void;
    updateAll(deliveries: Deliveries, change: (record: CallRecord) => boolean): void;
    /** The tab that had the calls is gone: those that are answered wait for another to take them up. */
    setAdrift(deliveries: Deliveries, lost: (record: CallRecord) => boolean): void;
    tellError(error: VoIPError, record: CallRecord | undefined, deliveries: Deliveries): void;
}

// src/softphone/call-link.d.ts

import type { CallLink } from './call.js';
import type { Commands } from './commands.js';
import type { Telling } from './telling.js';
/** What calls ask of their phone. */
export declare function linkTo(commands: () => Commands, send: Telling['send']): CallLink;

// src/softphone/call-record.d.ts

import type { VoIPError } from '../base.js';
import type { CoreCallEvent, CoreCallView, CoreFactsEvent, CoreGatheredEvent, CoreIdentity, CoreMediaEvent } from './core-events.js';
import { Listeners } from '../listeners.js';
import type { CallEndReason, CallSnapshot, CallState, RemoteParty, TransferProgress } from './types.js';
/** The events of one call. */
export type CallEvents = {
    /** Its state changed: now, before. */
    stateChanged: [state: CallState, previous: CallState];
    /** Anything about it changed. */
    changed: [snapshot: CallSnapshot];
    /** It is over. */
    ended: [reason: CallEndReason];
    /** Something about it went wrong: the microphone was refused, a hold was. */
    error: [error: VoIPError];
    /** The far end sent a digit by SIP INFO; those that it sends by RTP browsers do not tell. */
    dtmf: [digit: string];
    /** It was sent elsewhere (`redirects: 'ask'`): `followRedirect` tries one of these targets, within 30 seconds. */
    redirected: [targets: readonly string[]];
    /** A transfer of it got further. */
    transfer: [progress: TransferProgress];
};
/**
 * What is known of one call: the core's view of it and what only the browser knows. Replaces its immutable snapshot
 * when something changes and answers those who wait for something to become true.
 */
export declare class CallRecord {
    #private;
    readonly listeners: Listeners<CallEvents>;
    /** Why the media failed, until a command or an event has told it. */
    failure: VoIPError | null;
    constructor(view: CoreCallView, countFrom: number);
    get number(): number;
    /** Where the call is sent, until that is decided. */
    get redirectTargets(): readonly string[];
    /** What the far end asks for and nobody has decided yet. */
    get asked(): CoreCallView['refer'];
    get snapshot(): CallSnapshot;
    /** What the core has said last. */
    get view(): CoreCallView;
    get isAdrift(): boolean;
    /** What another tab has to know of it, and what it told. */
    get facts(): CoreFactsEvent;
    applyFacts({ muted, mergedWith, mediaLost, adrift }: Partial<CoreFactsEvent>): boolean;
    get isEnded(): boolean;
    /** Times count from now: an incoming call is being answered. */
    countFromNow(): void;
    setSignallingLost(lost: boolean): boolean;
    /** Takes the core's news; true when the snapshot was replaced. */
    applyCall(event: CoreCallEvent): boolean;
    applyMedia(event: CoreMediaEvent): boolean;
    applyGathered(event: CoreGatheredEvent): boolean;
    /** Ends the call on this side alone: the phone was disposed of, or there is nothing left to go on with. */
    abandon(cause?: 'transport_lost' | 'dialog_lost'): boolean;
    /** An operation failed, or media did: whoever waits for it is told. */
    fail(operation: string, error: VoIPError): void;
    /** Resolves when `reached` is true; rejects when `operation` fails or the call ends first. */
    until(operation: string, reached: (snapshot: CallSnapshot) => boolean): Promise<void>;
}
/** The other party as applications see it. */
export declare function partyOf({ displayName, user, uri, assertedIdentity }: CoreIdentity): RemoteParty;

// src/softphone/call.d.ts

import type { CallEvents, CallRecord } from './call-record.js';
import type { CallEndReason, CallSnapshot, CallState, CallTimings, DtmfOptions, MessageOptions, RejectOptions, RemoteParty, TransferProgress } from './types.js';
/** What a call asks of its softphone. */
export interface CallLink {
    answer(record: CallRecord): Promise<void>;
    reject(record: CallRecord, statusCode: number, forwardTo: string | undefined): Promise<void>;
    followRedirect(record: CallRecord, index: number): Promise<void>;
    hangup(record: CallRecord): Promise<void>;
    hold(record: CallRecord): Promise<void>;
    resume(record: CallRecord): Promise<void>;
    mute(record: CallRecord, muted: boolean): Promise<void>;
    transfer(record: CallRecord, target: string): Promise<void>;
    transferTo(record: CallRecord, other: CallRecord): Promise<void>;
    merge(record: CallRecord, other: CallRecord): Promise<void>;
    split(record: CallRecord): Promise<void>;
    sendDtmf(record: CallRecord, tones: string, via: DtmfOptions['via']): Promise<void>;
    setHeaders(record: CallRecord, headers: [string, string][]): Promise<void>;
    sendMessage(record: CallRecord, text: string, options: MessageOptions): Promise<void>;
    getStats(record: CallRecord): Promise<unknown>;
}
/**
 * A call. Getters are synchronous and read from `snapshot`; commands return promises that settle when the thing is
 * done, and reject with a `VoIPError` when it could not be.
 */
export declare class Call {
    #private;
    /**
     * Calls are made by `Softphone.call` and by the `incoming` event.
     * @hidden
     */
    constructor(record: CallRecord, link: CallLink);
    /** Everything below at one moment, immutable; another object when something has changed. */
    get snapshot(): CallSnapshot;
    /** Names the call within its softphone. */
    get id(): string;
    /** The Call-ID of its SIP messages. */
    get sipCallId(): string;
    /** The server's own id of the call, `null` until it told it. */
    get callUuid(): string | null;
    /** Who called whom. */
    get direction(): 'inbound' | 'outbound';
    /** The far end in one string: its name, else its number. */
    get remoteIdentity(): string;
    /** The far end. */
    get remote(): RemoteParty;
    /** Where the call is in its life. */
    get state(): CallState;
    /** We hold the far end. */
    get held(): boolean;
    /** The far end holds us. */
    get remoteHeld(): boolean;
    /** The microphone is muted for this call. */
    get muted(): boolean;
    /** Ids of the calls that this one is merged with. */
    get mergedWith(): readonly string[];
    /** How far the last transfer of it got. */
    get transferState(): TransferProgress | null;
    /** When it began. */
    get startedAt(): Date;
    /** When it was answered. */
    get answeredAt(): Date | null;
    /** When it ended. */
    get endedAt(): Date | null;
    /** Why it ended. */
    get endReason(): CallEndReason | null;
    /** How long the steps of setting up took. */
    get timings(): CallTimings;
    /**
     * Adds a listener; returns the function that removes it.
     * @param name Name of the event.
     * @param listener What is called with it.
     */
    on<Name extends keyof CallEvents>(name: Name, listener: (...args: CallEvents[Name]) => void): () => void;
    /**
     * Removes a listener.
     * @param name Name of the event.
     * @param listener The same function that was given to `on`.
     */
    off<Name extends keyof CallEvents>(name: Name, listener: (...args: CallEvents[Name]) => void): void;
    /** Calls `listener` when `snapshot` was replaced; returns the function that stops it. */
    subscribe: (listener: () => void) => (() => void);
    /** `snapshot`, as a function that can be passed on. */
    getSnapshot: () => CallSnapshot;
    /** Answers an incoming call; resolves when it is active. Asked again meanwhile, it is the same answer. */
    answer(): Promise<void>;
    /**
     * Refuses an incoming call; resolves when it is over.
     * @param options The status to refuse with, or where to send the caller.
     */
    reject(options?: RejectOptions): Promise<void>;
    /**
     * Tries one of the targets that the event `redirected` has named.
     * @param target One of the targets that the event named.
     */
    followRedirect(target: string): Promise<void>;
    /** Ends the call in whatever state it is; resolves when it is over. Hanging up twice is no error. */
    hangup(): Promise<void>;
    /** Puts the far end on hold: neither side hears the other. Resolves when it is. */
    hold(): Promise<void>;
    /** Takes the far end back from hold. */
    resume(): Promise<void>;
    /**
     * Transfers the far end to an extension, a telephone number or a SIP address (a blind transfer): it is put on hold,
     * asked to call there, and when the target has answered, this call ends. Resolves then; rejects with
     * `transfer_failed` (`details.statusCode` says why) when it came to nothing: the call is back as it was.
     * @param target Extension, telephone number or SIP address.
     * @throws {VoIPError} `transfer_failed`, `invalid_state`, `invalid_target`.
     */
    transfer(target: string): Promise<void>;
    /**
     * Connects the far ends of this call and of another one with each other (an attended transfer), and leaves both.
     * Resolves and rejects as `transfer` does.
     * @param other The call with the one who is to take over.
     * @throws {VoIPError} `transfer_failed`, `invalid_state`.
     */
    transferTo(other: Call): Promise<void>;
    /**
     * Merges this call with another one of the same softphone, and with what either is merged with: all of them hear one
     * another and the microphone. Those on hold are resumed. The sound is mixed in this browser, so it lasts as long as
     * this page does; muting one of the calls mutes all, and one that is held hears nothing and is not heard.
     * @param other Another call of the same softphone.
     * @throws {VoIPError} `audio_blocked` where the browser wants a click first, `invalid_state`.
     */
    merge(other: Call): Promise<void>;
    /**
     * Takes this call out of a merge: it goes on alone, and the others are put on hold (unless `autoHoldOnNewCall` is
     * false). For a call that is not merged it does nothing.
     */
    split(): Promise<void>;
    /** Stops the microphone's sound for this call, and for those that it is merged with. */
    mute(): Promise<void>;
    /** Lets the microphone be heard again. */
    unmute(): Promise<void>;
    /**
     * Sends digits by RTP, or by SIP INFO where the far end takes none by RTP; resolves when the last one was sent. `,` is
     * a pause of two seconds.
     * @param tones Digits, `*`, `#`, `A` to `D`, and `,`.
     * @param options By which way; the best one when not given.
     * @throws {VoIPError} `invalid_argument` for other characters, `invalid_state` before the answer.
     */
    sendDtmf(tones: string, options?: DtmfOptions): Promise<void>;
    /**
     * Headers (`X-…`) for every later request and response of this call, in place of those set before; set while it rings,
     * they are in its answer too.
     * @param headers Values by name.
     */
    setHeaders(headers: Record<string, string>): Promise<void>;
    /**
     * Sends a message within this call; resolves when the far end took it, rejects with `message_failed`.
     * @param text The message.
     * @param options Its type.
     * @throws {VoIPError} `message_failed`, `invalid_state`.
     */
    sendMessage(text: string, options?: MessageOptions): Promise<void>;
    /**
     * The browser's `RTCStatsReport` of this call's peer connection.
     * @returns The entries by id, as the browser gives them.
     * @throws {VoIPError} `invalid_state` before media is set up, `call_ended` afterwards.
     */
    getStats(): Promise<ReadonlyMap<string, Record<string, unknown>>>;
}

// src/softphone/check-options.d.ts

import type { SoftphoneOptions } from './types.js';
export declare function invalid(message: string): never;
/** Checks what can be checked before anything is connected. */
export declare function checkOptions(options: SoftphoneOptions): void;

// src/softphone/classes.d.ts

/** Classes of the phone that applications meet and do not make. They come with the phone. */
export { Call } from './call.js';
export { Subscription } from './subscription.js';
export { TransferRequest } from './transfer-request.js';

// src/softphone/commands.d.ts

import type { DeviceUse } from '../devices/types.js';
import type { CoreDialogRecord } from './core-events.js';
import type { DtmfOptions } from './types.js';
/**
 * What can be asked of a phone, wherever it is: in this tab or in the one that leads. Calls are named by the core's
 * numbers. Each settles when the core has taken it; what comes of it its events tell.
 */
export interface Commands {
    register(): Promise<void>;
    unregister(): Promise<void>;
    fetchBindings(): Promise<void>;
    setDoNotDisturb(on: boolean): Promise<void>;
    /**
     * Calls and puts the other calls on hold; gives the call's number. `from` is when it was asked for; `check` may throw
     * at the last moment, where the phone is in this tab.
     */
    invite(target: string, anonymous: boolean, headers: [string, string][], from: number, check?: () => void): Promise<number>;
    acceptRefer(call: number, from: number): Promise<number>;
    rejectRefer(call: number, statusCode: number): Promise<void>;
    answer(call: number): Promise<void>;
    reject(call: number, statusCode: number, forwardTo: string | undefined): Promise<void>;
    followRedirect(call: number, index: number): Promise<void>;
    hangup(call: number): Promise<void>;
    hold(call: number): Promise<void>;
    resume(call: number): Promise<void>;
    transfer(call: number, target: string): Promise<void>;
    transferTo(call: number, other: number): Promise<void>;
    setHeaders(call: number, headers: [string, string][]): Promise<void>;
    mute(call: number, muted: boolean): Promise<void>;
    merge(call: number, other: number): Promise<void>;
    split(call: number): Promise<void>;
    /** Uses another device, `null` for the system's own. */
    setDevice(use: DeviceUse, deviceId: string | null): Promise<void>;
    /** Settles when the last tone was sent. */
    sendDtmf(call: number, tones: string, via: DtmfOptions['via']): Promise<void>;
    /** An `RTCStatsReport`, or the same as a `Map`. */
    getStats(call: number): Promise<unknown>;
    subscribe(target: string, event: string, accept: string[], expiresSec: number): Promise<number>;
    unsubscribe(id: number): Promise<void>;
    message(call: number | undefined, target: string, contentType: string, text: string): Promise<number>;
    /** Takes up a call from before a reload of the page. */
    recover(kept: CoreDialogRecord): Promise<number>;
}

// src/softphone/core-events.d.ts

import type { Chosen } from '../devices/types.js';
/**
 * What the wasm module's `SoftphoneCore` tells its listener. The Rust side of these shapes is
 * `src/browser/event_object.rs`; nothing of this is part of the package's surface.
 */
/** The other party. */
export interface CoreIdentity {
    displayName?: string;
    user: string;
    uri: string;
    assertedIdentity?: string;
}
/** A call as the SIP core sees it. Times are milliseconds as `Date.now()` tells them. */
export interface CoreCallView {
    id: number;
    sipCallId: string;
    callUuid?: string;
    direction: 'inbound' | 'outbound';
    remote: CoreIdentity;
    phase: 'connecting' | 'ringing' | 'early' | 'active' | 'ended';
    held: boolean;
    remoteHeld: boolean;
    startedAt: number;
    invitedAt?: number;
    answeredAt?: number;
    autoAnswerSec?: number;
    progress?: {
        statusCode: number;
        reasonPhrase: string;
    };
    redirectTargets?: string[];
    transfer?: {
        state: string;
        statusCode: number;
        reasonPhrase: string;
    };
    /** What the far end asks for, until that is decided. */
    refer?: {
        target: string;
        replaces: boolean;
        referredBy?: string;
    };
    /** The call whose place this one takes. */
    replaces?: number;
    recovered?: boolean;
    endedAt?: number;
    divertedBy?: (CoreIdentity & {
        reason?: string;
    })[];
    end?: {
        cause: string;
        statusCode: number;
        reasonPhrase: string;
        reasons?: {
            protocol: string;
            cause?: number;
            text?: string;
        }[];
        by: 'local' | 'remote' | 'system';
    };
}
/** What names a dialog; the core's own, kept over a reload as it is. */
export type CoreDialogRecord = Record<string, unknown> & {
    id?: number;
};
/** A call that rings, for another tab; the core's own. */
export type CoreRingingRecord = Record<string, unknown> & {
    id: number;
};
export type CoreTransportState = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'subprotocolRefused';
export interface CoreTransportEvent {
    type: 'transport';
    state: CoreTransportState;
    retryAt?: number;
}
export interface CoreRegistrationEvent {
    type: 'registration';
    state: 'unregistered' | 'registering' | 'registered' | 'failed';
    expiresAt?: number;
    status?: number;
    reason?: string;
    retryAt?: number;
}
export interface CoreCallEvent {
    type: 'call';
    event: 'placed' | 'incoming' | 'phase' | 'inviteSent' | 'hold' | 'operationFailed' | 'dtmf' | 'identity' | 'transfer' | 'redirected' | 'referRequested' | 'referResolved' | 'ended'
    /** Of a call that another tab knows: nothing has happened. */
     | 'known';
    id: number;
    view?: CoreCallView;
    operation?: string;
    status?: number;
    digit?: string;
}
/** What no core knows of a call, told to other tabs in its events. */
export interface CoreFactsEvent {
    type: 'facts';
    id: number;
    muted?: boolean;
    mergedWith?: readonly string[];
    mediaLost?: boolean;
    adrift?: boolean;
}
export interface CoreMediaEvent {
    type: 'media';
    id: number;
    state: 'connected' | 'disconnected' | 'failed' | 'lateCandidates';
}
export interface CoreSubscriptionEvent {
    type: 'subscription';
    id: number;
    state: 'pending' | 'active' | 'notified' | 'terminated';
    expiresAt?: number;
    contentType?: string;
    body?: Uint8Array;
    reason?: string;
    statusCode?: number;
    retryAt?: number;
}
export interface CoreBinding {
    uri: string;
    expiresSec?: number;
    q?: string;
    instance?: string;
    ours: boolean;
}
export interface CoreMessageEvent {
    type: 'message';
    from: CoreIdentity;
    /** The call in which it came. */
    call?: number;
    contentType: string;
    body: Uint8Array;
}
/** What ended the gathering of candidates: the farthest kind that was waited for, all of them, or the limit of time. */
export type IceReason = 'host' | 'srflx' | 'relay' | 'complete' | 'timeout';
export interface CoreGatheredEvent {
    type: 'gathered';
    id: number;
    reason: IceReason;
    ms: number;
}
export interface CoreMediaFailedEvent {
    type: 'mediaFailed';
    id: number;
    code: string;
    detail: string;
}
/** What no core knows: the devices that were chosen. */
export interface CoreDevicesEvent {
    type: 'devices';
    chosen: Chosen;
}
export type CoreEvent = CoreTransportEvent | CoreRegistrationEvent | CoreCallEvent | CoreFactsEvent | CoreDevicesEvent | CoreMediaEvent | CoreGatheredEvent | CoreMediaFailedEvent | CoreSubscriptionEvent | CoreMessageEvent | {
    type: 'messageSent';
    id: number;
    statusCode: number;
    reasonPhrase: string;
} | {
    type: 'mailbox';
    contentType: string;
    body: Uint8Array;
} | {
    type: 'bindings';
    status?: number;
    bindings?: CoreBinding[];
} | {
    type: 'credentials';
    realm: string;
} | {
    type: 'doNotDisturb';
    on: boolean;
} | {
    type: 'warning';
    code: string;
    message: string;
};

// src/softphone/core-options.d.ts

import type { SipCredentials, SoftphoneOptions } from './types.js';
/** A caller id without what people put between digits; it goes into a header, so nothing else may be in it. */
export declare function callerUser(callerId: unknown): string;
/** The credentials in the shape that `SoftphoneCore` reads. */
export declare function coreCredentials(given: SipCredentials): {
    password?: string;
    ha1?: [string, string][];
};
/** The options in the shape that `SoftphoneCore` reads. */
export declare function coreOptions(options: SoftphoneOptions, instanceId: string): Record<string, unknown>;

// src/softphone/core.d.ts

import type { phone } from '../load-phone.js';
/** The module's class, as far as it is used. */
export type CoreClass = Awaited<ReturnType<typeof phone.load>>['SoftphoneCore'];
export type Core = InstanceType<CoreClass>;
/** Waits for what a command of the core gives; the core rejects with a code. */
export declare function settled<T>(promise: Promise<T>): Promise<T>;

// src/softphone/dial-ahead.d.ts

import type { SoftphoneOptions } from './types.js';
/**
 * Opens the connection while the module still loads: neither needs the other. The core opens it as ever, by the
 * constructor in the options given back, and gets the socket that is there the first time that it asks for this address.
 * `drop()` closes one that it never asked for. Of several servers the core chooses one, so nothing is opened ahead.
 */
export declare function dialAhead(options: SoftphoneOptions): {
    options: SoftphoneOptions;
    drop(): void;
};

// src/softphone/dialog-info.d.ts

/** One call of a watched extension (RFC 4235). */
export interface WatchedDialog {
    /** Names the call among those of this extension. */
    readonly id: string;
    /** Who called: `initiator` is the watched extension itself; `null` where the server does not tell. */
    readonly direction: 'initiator' | 'recipient' | null;
    /** How far it is: `early` rings, `confirmed` is answered. */
    readonly state: 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';
    /** The other party's address, where the server tells it. */
    readonly remote: string | null;
}
/** What an extension is doing. */
export interface ExtensionState {
    /** `ringing`: a call comes in; `calling`: one goes out and is not answered yet; `busy`: somebody talks. */
    readonly state: 'idle' | 'ringing' | 'calling' | 'busy';
    /** Its calls. */
    readonly dialogs: readonly WatchedDialog[];
}
/**
 * Reads `application/dialog-info+xml`; `before` is what the notifications until now have said, which a partial one
 * changes. `null` when it is no such document.
 */
export declare function extensionStateOf(body: string, before: ExtensionState | null): ExtensionState | null;

// src/softphone/dispatcher.d.ts

/**
 * Delivers events one after another: what a listener causes waits until the event that it listens to has reached
 * everybody. A listener that throws stops nobody else; its error is reported as an uncaught one.
 */
export declare class Dispatcher {
    #private;
    /** Runs `delivery` now, or after what is being delivered. */
    post(delivery: () => void): void;
}

// src/softphone/dtmf.d.ts

/** The part of `RTCDTMFSender` that is used. */
export interface DtmfSender {
    readonly canInsertDTMF: boolean;
    readonly toneBuffer: string;
    insertDTMF(tones: string, duration?: number, interToneGap?: number): void;
    addEventListener(type: 'tonechange', listener: (event: {
        tone: string;
    }) => void): void;
    removeEventListener(type: 'tonechange', listener: (event: {
        tone: string;
    }) => void): void;
}
/** The tones of `text` as the browser takes them: digits, `*`, `#`, A to D, and `,` for a pause of two seconds. */
export declare function tonesOf(text: string): string;
/** Queues tones behind those that are still being sent; resolves when the last one was. */
export declare function sendTones(sender: DtmfSender, tones: string): Promise<void>;
/** Sends digits with `send`, which takes no pauses; resolves when the last one was taken. */
export declare function sendDigits(send: (digits: string) => Promise<void>, tones: string): Promise<void>;

// src/softphone/events.d.ts

import type { DeviceChange } from '../devices/types.js';
import type { VoIPError } from '../base.js';
import type { Call } from './call.js';
import type { Mailbox } from './mailbox.js';
import type { TransferRequest } from './transfer-request.js';
import type { IncomingMessage, SoftphoneSnapshot, SoftphoneState, SoftphoneWarning } from './types.js';
/** The events of a softphone. */
export type SoftphoneEvents = {
    /** A call comes in and rings. */
    incoming: [call: Call];
    /** A call takes the place of another one, which its far end has been transferred from; it is answered by itself. */
    replaced: [call: Call, previous: Call];
    /** The far end of a call asks us to call somebody else: `accept()` or `reject()`. */
    transferRequest: [request: TransferRequest];
    /** A message came; with it the call in which it did, if it did in one. */
    message: [message: IncomingMessage, call: Call | null];
    /** The server told of the voice mailbox without being asked. */
    mailbox: [mailbox: Mailbox];
    /** A call is over; its `endReason` says why. */
    callEnded: [call: Call];
    /** The phone's state changed: now, before. */
    stateChanged: [state: SoftphoneState, previous: SoftphoneState];
    /** Something failed; the error's `code` and `message` say what and what to do. */
    error: [error: VoIPError];
    /** Devices were plugged in or out, or another one is used: from the first use of `devices` or the first call on. */
    deviceChange: [change: DeviceChange];
    /** Something is not as it should be and ended nothing. */
    warning: [warning: SoftphoneWarning];
    /** `snapshot` was replaced. */
    changed: [snapshot: SoftphoneSnapshot];
};

// src/softphone/ice-servers.d.ts

import type { IceServerAnswer, PhoneIceServer } from './types.js';
/** The option `iceServers` or `getIceServers`: asked ahead of time, so that no call waits for an answer. */
export declare class IceServers {
    #private;
    constructor(options: {
        iceServers?: PhoneIceServer[];
        getIceServers?: () => IceServerAnswer | Promise<IceServerAnswer>;
    }, apply: (servers: PhoneIceServer[]) => void, warn: (cause: unknown) => void);
    get isFresh(): boolean;
    /** Makes sure that the servers are fresh; waits only when they are not, and not for long. */
    ready(): Promise<void>;
    /** Asks for the servers; one question at a time. */
    refresh(): Promise<void>;
    stop(): void;
}

// src/softphone/index.d.ts

/** Types of the phone. */
export type { SoftphoneEvents } from './events.js';
export type { Devices } from '../devices/devices.js';
export type { AudioConstraints, AudioDevice, DeviceChange, DeviceOptions, DevicesSnapshot, DeviceUse, MicrophonePermission, } from '../devices/types.js';
export type { CallEvents } from './call-record.js';
export type { IceReason } from './core-events.js';
export type { ExtensionState, WatchedDialog } from './dialog-info.js';
export type { Mailbox, MessageCounts } from './mailbox.js';
export type { Notification, SubscriptionEvents, SubscriptionSnapshot } from './subscription.js';
export type { SubscribeOptions } from './subscriptions.js';
export type { CallEndCause, CallEndReason, CallOptions, CallProgress, CallSnapshot, CallState, CallTimings, Diversion, DtmfOptions, IceServerAnswer, IncomingMessage, MessageOptions, PhoneIceServer, ReasonGiven, RegisteredPhone, RejectOptions, RemoteParty, SipCredentials, SoftphoneOptions, SoftphoneRole, SoftphoneSnapshot, SoftphoneState, SoftphoneWarning, TransferProgress, WeightedServer, } from './types.js';

// src/softphone/leaving.d.ts

/**
 * Tells when the page goes away for good, and whether it is known to be reloaded: by a script (the Navigation API says
 * so) or by the keyboard. The browser's own button for it cannot be told from closing the page.
 */
export declare class Leaving {
    #private;
    constructor(told: (reloaded: boolean) => void);
    stop(): void;
}

// src/softphone/line.d.ts

import type { VoIPError } from '../base.js';
import type { CoreRegistrationEvent, CoreTransportEvent } from './core-events.js';
import type { SoftphoneState } from './types.js';
/** How far the phone has come on its way to being reachable. */
export interface Line {
    readonly transport: CoreTransportEvent['state'];
    readonly registration: CoreRegistrationEvent['state'];
    /** Until when the registration is known to be fresh, as `Date.now()` tells it. */
    readonly expiresAt: number;
}
export declare const OFFLINE: Line;
/** One word for it. */
export declare function stateOf(line: Line): SoftphoneState;
/** Whether calls can come in now. */
export declare function isReachable(line: Line): boolean;
/** Whether calls can be signalled: connected, and registered unless that is not wanted. */
export declare function isUp(line: Line): boolean;
export declare function withTransport(line: Line, event: CoreTransportEvent): Line;
export declare function withRegistration(line: Line, event: CoreRegistrationEvent): Line;
/** The error that a change of the line means, if it means one. */
export declare function troubleOf(event: CoreTransportEvent | CoreRegistrationEvent): VoIPError | null;

// src/softphone/local-phone.d.ts

import type { DeviceStore } from '../devices/store.js';
import type { DeviceUse } from '../devices/types.js';
import type { CallRecord } from './call-record.js';
import type { Commands } from './commands.js';
import { type CoreClass } from './core.js';
import type { CoreDialogRecord, CoreEvent, CoreRingingRecord } from './core-events.js';
import type { PhoneState } from './phone-state.js';
import type { DtmfOptions, SoftphoneOptions } from './types.js';
/** What a phone goes on with that another tab had. */
export interface Inheritance {
    /** Its name for the server: its binding is replaced. */
    instanceId?: string;
    /** The highest number that a call has had. */
    callsBefore: number;
    /** There are calls to take up: the microphone is asked for at once, and kept until `rest()`. */
    speaks?: boolean;
}
/** What another tab needs to go on with the calls. */
export interface Kept {
    dialogs: CoreDialogRecord[];
    ringing: CoreRingingRecord[];
}
/** What a phone in this tab asks of those who use it. */
export interface LocalHost {
    readonly options: SoftphoneOptions;
    readonly state: PhoneState;
    readonly devices: DeviceStore;
    /** News, of the core's and of its own. */
    news(events: CoreEvent[]): void;
}
/** The phone itself, in the tab that has it: the core, its ICE servers, the mixing of calls. */
export declare class LocalPhone implements Commands {
    #private;
    readonly instanceId: string;
    /** Makes the phone, which does nothing until `start()`. */
    constructor(SoftphoneCore: CoreClass, host: LocalHost, before: Inheritance);
    /** Connects and registers; settles when that has begun. */
    start(): Promise<void>;
    /** The calls that were to be taken up have what they need. */
    rest(): void;
    /** The phone is registered: what waits for a reload waits no longer than it should. */
    registered(): void;
    /** The calls of before a reload that are up again. */
    recoverCalls(): Promise<CallRecord[]>;
    /** A call comes in: its servers had better be fresh. */
    comesIn(): void;
    /** A call was held, resumed, renegotiated, or is over. */
    touched(record: CallRecord): void;
    /** What another tab needs to go on. */
    kept(): Kept;
    /** Lets a call ring on that rang in another tab. */
    takeUp(rung: CoreRingingRecord): Promise<void>;
    /** Ends the calls, unregisters, disconnects. */
    stop(): Promise<void>;
    /** Another tab goes on: nothing is said to the server, but to whom rings and is called by nobody any more. */
    handOver(): void;
    /** Lets go of everything at once, without a word to the server. May be called again. */
    dispose(): void;
    register: () => Promise<void>;
    unregister: () => Promise<void>;
    fetchBindings: () => Promise<void>;
    reject: (call: number, statusCode: number, forwardTo: string | undefined) => Promise<void>;
    rejectRefer: (call: number, statusCode: number) => Promise<void>;
    followRedirect: (call: number, index: number) => Promise<void>;
    setHeaders: (call: number, headers: [string, string][]) => Promise<void>;
    hold: (call: number) => Promise<void>;
    resume: (call: number) => Promise<void>;
    transfer: (call: number, target: string) => Promise<void>;
    subscribe: (target: string, event: string, accept: string[], expiresSec: number) => Promise<any>;
    unsubscribe: (id: number) => Promise<void>;
    message: (call: number | undefined, target: string, contentType: string, text: string) => Promise<any>;
    setDevice: (use: DeviceUse, deviceId: string | null) => Promise<void>;
    recover: (kept: CoreDialogRecord) => Promise<any>;
    setDoNotDisturb(on: boolean): Promise<void>;
    invite(target: string, anonymous: boolean, headers: [string, string][], from: number, check?: () => void): Promise<number>;
    acceptRefer(call: number, from: number): Promise<number>;
    answer(call: number): Promise<void>;
    hangup(call: number): Promise<void>;
    transferTo(call: number, other: number): Promise<void>;
    mute(call: number, muted: boolean): Promise<void>;
    merge(call: number, other: number): Promise<void>;
    split(call: number): Promise<void>;
    sendDtmf(call: number, tones: string, via: DtmfOptions['via']): Promise<void>;
    getStats(call: number): Promise<unknown>;
}

// src/softphone/mailbox.d.ts

/** How many messages there are of one kind. */
export interface MessageCounts {
    /** That nobody has heard yet. */
    readonly new: number;
    /** That were heard. */
    readonly old: number;
    /** Urgent ones among the new. */
    readonly newUrgent: number;
    /** Urgent ones among the old. */
    readonly oldUrgent: number;
}
/** What the voice mailbox says of itself (RFC 3842). */
export interface Mailbox {
    /** There is something that was not heard yet. */
    readonly waiting: boolean;
    /** Voice messages; `null` where the server gives no numbers. */
    readonly voice: MessageCounts | null;
    /** The address to call to hear them, where the server tells it. */
    readonly account: string | null;
}
/** Reads `application/simple-message-summary`; `null` when it is none. */
export declare function mailboxOf(body: string): Mailbox | null;

// src/softphone/merges.d.ts

import type { CallRecord } from './call-record.js';
import { type Track } from './mix.js';
/** What merging asks of the phone. */
export interface MergeHost {
    tracks(record: CallRecord): (Track | undefined)[];
    send(record: CallRecord, track: Track | undefined): void;
    /** Tells that a call is merged with these others now. */
    change(record: CallRecord, mergedWith: readonly string[]): void;
    mute(record: CallRecord, muted: boolean): void;
}
/** Which calls are merged with which. */
export declare class Merges {
    #private;
    constructor(host: MergeHost);
    /** The calls that are merged with this one, itself included; it alone when there are none. */
    membersOf(record: CallRecord): CallRecord[];
    /** Merges two calls, each with those that it is merged with already; one merge after another. */
    merge(one: CallRecord, other: CallRecord): Promise<void>;
    /** Takes a call out; the last one of a group has nobody to be merged with. */
    split(record: CallRecord): void;
    /** A call was held, resumed, renegotiated, or is over. */
    changed(record: CallRecord): void;
    /** The microphone is another one. */
    refresh(): void;
    close(): void;
}

// src/softphone/mix.d.ts

/** The browser's `MediaStreamTrack`, which no declaration of this package names. */
export type Track = object;
/** One call, as far as sound is concerned. */
export interface MixLine {
    /** The microphone's track of this call, and the far end's. */
    tracks(): (Track | undefined)[];
    /** Sends this track instead of the microphone's; `undefined` takes it back. */
    send(track: Track | undefined): void;
    /** Neither side holds the other. */
    talks(): boolean;
}
/** The sound of one group of merged calls. */
export declare class Mix {
    #private;
    constructor();
    /** Waits until the browser lets sound flow. */
    start(): Promise<void>;
    add(line: MixLine): void;
    /** Gives a call its microphone back, and its sound to nobody any more. */
    remove(line: MixLine): void;
    /** Connects everything anew: a call was held or resumed, or has another track. */
    update(): void;
    close(): void;
}

// src/softphone/outcomes.d.ts

/** What a request came to: a SIP status and its phrase. */
export interface Outcome {
    id: number;
    statusCode: number;
    reasonPhrase: string;
}
/** Requests that are under way, by the core's number for them; the outcome may be known before the number is. */
export declare class Outcomes {
    #private;
    tell(outcome: Outcome): void;
    /** Gives the command that answers with a number; resolves when the request was taken, else rejects with `code`. */
    after(command: Promise<number>, code: string): Promise<void>;
    /** Nothing will come any more. */
    close(): void;
}

// src/softphone/phone-core.d.ts

import { VoIPError } from '../base.js';
import { DeviceStore } from '../devices/store.js';
import type { DevicesSnapshot } from '../devices/types.js';
import type { Listeners } from '../listeners.js';
import type { phone } from '../load-phone.js';
import type { Call } from './call.js';
import type { SoftphoneEvents } from './events.js';
import { Telling } from './telling.js';
import type { CallOptions, MessageOptions, SoftphoneOptions, SoftphoneSnapshot, SoftphoneState } from './types.js';
/**
 * What a {@link Softphone} does once something is asked of it. Members of the same name do what `softphone.ts`, which
 * applications see, says of them.
 */
export declare class PhoneCore {
    #private;
    readonly devices: DeviceStore;
    /** `before` is what the phone has shown so far, and stays what it shows until something changes. */
    constructor(options: SoftphoneOptions, listeners: Listeners<SoftphoneEvents>, before: SoftphoneSnapshot, devices: DevicesSnapshot, module: typeof phone);
    get snapshot(): SoftphoneSnapshot;
    get state(): SoftphoneState;
    get reachable(): boolean;
    get calls(): readonly Call[];
    get doNotDisturb(): boolean;
    set doNotDisturb(on: boolean);
    get error(): VoIPError | null;
    start(): Promise<void>;
    stop(): Promise<void>;
    register(): Promise<void>;
    unregister(): Promise<void>;
    call(target: string, options: CallOptions): Promise<Call>;
    sendMessage(target: string, text: string, options: MessageOptions): Promise<void>;
    swap(one: Call, other: Call): Promise<void>;
    recover(): Promise<Call[]>;
    dispose(): void;
    /** What it tells and asks besides calls. */
    readonly telling: Telling;
}

// src/softphone/phone-state.d.ts

import type { VoIPError } from '../base.js';
import type { Listeners } from '../listeners.js';
import { CallBook, type BookHost, type Deliveries } from './call-book.js';
import type { CoreEvent, CoreRegistrationEvent, CoreTransportEvent } from './core-events.js';
import type { SoftphoneEvents } from './events.js';
import type { SoftphoneRole, SoftphoneSnapshot } from './types.js';
/** What the state asks of the phone that it is of. */
export interface StateHost extends Omit<BookHost, 'listeners'> {
    /** News of things other than the line and the calls: what has to be delivered for them. */
    other(event: CoreEvent): (() => void) | null;
}
/**
 * What a phone shows: its line, its calls, what is wrong. It is made from the core's events alone, so that it is the same
 * in the tab that has the core and in those that are told.
 */
export declare class PhoneState {
    #private;
    readonly listeners: Listeners<SoftphoneEvents>;
    readonly book: CallBook;
    /** `before` is what is shown until something changes. */
    constructor(listeners: Listeners<SoftphoneEvents>, before: SoftphoneSnapshot, host: StateHost);
    get snapshot(): SoftphoneSnapshot;
    get reachable(): boolean;
    get registration(): CoreRegistrationEvent['state'];
    get transport(): CoreTransportEvent['state'];
    /** What a tab has to hear to know the line, and by which devices it is. */
    get lineEvents(): CoreEvent[];
    get error(): VoIPError | null;
    /** How often in a row no server could be reached. */
    get failedAttempts(): number;
    get doNotDisturb(): boolean;
    set doNotDisturb(on: boolean);
    set role(role: SoftphoneRole);
    /** A new beginning: attempts count anew. */
    begin(): void;
    apply(events: readonly CoreEvent[]): void;
    /** A change, told to everybody when it is complete. */
    change(change: (deliveries: Deliveries) => void): void;
    /** The phone is off: the line is down, its calls are over. */
    end(): void;
    fail(error: VoIPError): void;
    warn(code: string, message: string): void;
    /** Resolves when `reached` is true; it is asked again with each change. */
    until(reached: () => boolean): Promise<void>;
    /** Lets those who wait look again. */
    wake(): void;
}

// src/softphone/recovery.d.ts

import type { CoreDialogRecord } from './core-events.js';
import type { SoftphoneOptions } from './types.js';
/** What is kept over a reload: what names the dialogs, and no secret. */
interface Kept {
    version: 1;
    savedAt: number;
    /** The phone that comes back is the same one for the server: its binding replaces the old one. */
    instanceId: string;
    calls: CoreDialogRecord[];
}
/** Calls that wait in `sessionStorage` for the page to come back. */
export declare class Recovery {
    #private;
    constructor(options: SoftphoneOptions, warn: (cause: unknown) => void);
    /** Keeps the calls; false where the browser does not let us. */
    save(instanceId: string, calls: CoreDialogRecord[]): boolean;
    /** What was kept, unless it is too old or not ours. */
    peek(): Kept | null;
    /** The same, once. */
    take(): CoreDialogRecord[];
    clear(): void;
}
export {};

// src/softphone/reload.d.ts

import type { CallRecord } from './call-record.js';
import type { Core } from './core.js';
import type { CoreDialogRecord } from './core-events.js';
import type { SoftphoneOptions } from './types.js';
/** What going over a reload asks of the phone. */
export interface ReloadHost {
    core(): Core | null;
    /** The calls that are there. */
    records(): Iterable<CallRecord>;
    place(kept: CoreDialogRecord): Promise<CallRecord>;
    warn(code: string, message: string): void;
}
/**
 * Calls over a reload of the page: kept when it goes, taken up again when it is asked for, ended when it is not.
 *
 * ```text
 *   page goes ──► reloaded, or it may be ──► kept ──► recover() ──► up again, or BYE
 *       └──► hung up                          └──► nobody asks for 10 s ──► BYE
 * ```
 */
export declare class Reload {
    #private;
    /** This phone's name for the server; the one of before the reload, so that its binding takes the place of the old one. */
    readonly instanceId: string;
    constructor(options: SoftphoneOptions, host: ReloadHost);
    /** The phone is registered: the far ends of calls that nobody asks for shall not wait for ever. */
    registered(): void;
    /** The calls that are up again. */
    recover(): Promise<CallRecord[]>;
    stop(): void;
}

// src/softphone/softphone.d.ts

import type { VoIPError } from '../base.js';
import { type Devices } from '../devices/devices.js';
import type { Call } from './call.js';
import type { ExtensionState } from './dialog-info.js';
import type { SoftphoneEvents } from './events.js';
import type { Mailbox } from './mailbox.js';
import type { Subscription } from './subscription.js';
import type { SubscribeOptions } from './subscriptions.js';
import type { CallOptions, MessageOptions, RegisteredPhone, SoftphoneOptions, SoftphoneSnapshot, SoftphoneState } from './types.js';
/**
 * A SIP telephone in the browser. Making one does nothing; `start()` loads the module, connects and registers.
 *
 * Commands return promises that settle when the thing is done. Getters and `snapshot` are synchronous.
 */
export declare class Softphone {
    #private;
    /** Its microphone and its loudspeakers, and which are used. */
    readonly devices: Devices;
    /**
     * A phone that is not started.
     * @param options The server, the extension and its password; everything else has a default.
     * @throws {ArgumentError} for an option that is missing or cannot be.
     */
    constructor(options: SoftphoneOptions);
    /** The phone at this moment, immutable; another object when something has changed. */
    get snapshot(): SoftphoneSnapshot;
    /** Its SIP address, without the `sip:` in front. */
    get address(): string;
    /** The extension whose phone it is. */
    get extension(): string;
    /** How far it is on its way to being reachable. */
    get state(): SoftphoneState;
    /** True only while the registration is known to be fresh: calls can come in. */
    get reachable(): boolean;
    /** The calls that have not ended, oldest first. */
    get calls(): readonly Call[];
    /** While it is true, calls that come in are answered busy (486) and nothing else is heard of them. */
    get doNotDisturb(): boolean;
    set doNotDisturb(on: boolean);
    /** What is wrong now; `null` once the phone is registered again. */
    get error(): VoIPError | null;
    /**
     * Adds a listener; returns the function that removes it.
     * @param name Name of the event.
     * @param listener What is called with it.
     */
    on<Name extends keyof SoftphoneEvents>(name: Name, listener: (...args: SoftphoneEvents[Name]) => void): () => void;
    /**
     * Removes a listener.
     * @param name Name of the event.
     * @param listener The same function that was given to `on`.
     */
    off<Name extends keyof SoftphoneEvents>(name: Name, listener: (...args: SoftphoneEvents[Name]) => void): void;
    /**
     * `subscribe(listener)` calls it when `snapshot` was replaced and returns the function that stops it.
     * `subscribe(target, options)` subscribes to the state of an extension or a SIP address (SIP SUBSCRIBE); what comes is
     * for the application to read.
     */
    readonly subscribe: {
        (listener: () => void): () => void;
        (target: string, options: SubscribeOptions): Promise<Subscription>;
    };
    /** `snapshot`, as a function that can be passed on. */
    getSnapshot: () => SoftphoneSnapshot;
    /**
     * Connects and registers; resolves when registered. Rejects when that cannot be (`authentication_failed`,
     * `registration_rejected`, `subprotocol_refused`, `insecure_context`), and also when the server could not be reached
     * (`transport_closed`, `retryable`): then the phone goes on trying until `stop()`.
     */
    start(): Promise<void>;
    /**
     * Ends the calls, unregisters and disconnects. With other tabs there it only leaves: the phone goes on in one of them,
     * and this tab hears of its calls no more. `start()` begins anew.
     */
    stop(): Promise<void>;
    /** Registers again after `unregister()` or a failure; resolves when registered. */
    register(): Promise<void>;
    /** Removes the registration and stays connected: calls go out, none come in. */
    unregister(): Promise<void>;
    /**
     * Asks the server which phones are registered for this extension.
     * @returns The phones, this one among them.
     */
    fetchRegistrations(): Promise<readonly RegisteredPhone[]>;
    /**
     * Calls an extension, a telephone number or a SIP address. Resolves with the call as soon as it exists, not when it
     * is answered. A microphone that cannot be had ends the call and is told by the event `error`.
     * @param target Extension, telephone number or SIP address.
     * @param options Headers, caller id, a signal to give it up.
     * @returns The call, which is not answered yet.
     * @throws {VoIPError} `invalid_target`, `too_many_calls`, `not_started`.
     */
    call(target: string, options?: CallOptions): Promise<Call>;
    /**
     * Sends a message to an extension or a SIP address (SIP MESSAGE); resolves when it was taken, rejects with
     * `message_failed`. Without a connection it waits for one, for half a minute at most.
     * @param target Extension or SIP address.
     * @param text The message.
     * @param options Its type.
     * @throws {VoIPError} `message_failed`, `invalid_target`, `limit_reached`.
     */
    sendMessage(target: string, text: string, options?: MessageOptions): Promise<void>;
    /**
     * Watches a voice mailbox, this extension's own when not given: how many messages there are.
     * @param target Extension or SIP address of the mailbox.
     * @returns The subscription, whose `value` has the counts.
     */
    watchMailbox(target?: string): Promise<Subscription<Mailbox>>;
    /**
     * Watches what an extension is doing: idle, ringing, calling, busy.
     * @param extension Its number.
     * @returns The subscription, whose `value` has the state.
     */
    watchExtension(extension: string): Promise<Subscription<ExtensionState>>;
    /**
     * Puts the call that is talked to on hold and takes the other one back.
     * @param one One of the two, in either order.
     * @param other The other one.
     */
    swap(one: Call, other: Call): Promise<void>;
    /**
     * Takes up again the calls that the page had when it was reloaded, by INVITE with Replaces; resolves with those that
     * are up again, each with its sound both ways. Where a server refuses that, the far end gets a BYE. Call it after
     * `start()`, within ten seconds: calls that nobody asks for are ended then.
     * @returns The calls that are up again.
     */
    recover(): Promise<Call[]>;
    /** Lets go of everything at once, without a word to the server. May be called again; nothing else may. */
    dispose(): void;
}

// src/softphone/sound.d.ts

import type { DeviceStore } from '../devices/store.js';
import { type SoundStream } from '../devices/open.js';
/** What of the core is about sound; its own declaration says `any`. */
export interface SoundCore {
    changeMicrophone(stream: SoundStream | undefined): Promise<boolean>;
    /** Microphone, far end, player. */
    tracks(call: number): unknown[];
}
/** What the sound of a phone asks of it. */
export interface SoundHost {
    /** Null once it is gone. */
    core(): SoundCore | null;
    readonly audio: unknown;
    readonly devices: DeviceStore;
    /** Numbers of the calls. */
    calls(): number[];
    /** The calls have other tracks than before. */
    changed(): void;
}
/**
 * The microphone of a phone and the elements that play its calls, in the tab that has it.
 *
 * ```text
 *   off ──a call──► live ──unplugged──► lost
 *    ▲               │ ▲                 │ │
 *    └─last call ends┘ └── another one ──┘ │
 *    └──────────── last call ends ─────────┘
 * ```
 */
export declare class Sound {
    #private;
    constructor(host: SoundHost);
    get state(): 'off' | 'live' | 'lost';
    /** Id of the microphone, as the browser names it; empty where it does not. */
    get deviceId(): string;
    /** Opens the microphone for the core: the chosen one, and another where that cannot be. */
    readonly microphone: () => Promise<SoundStream>;
    /** An element for the core to play a call by. */
    readonly player: () => object;
    /** Speaks by another microphone; by none until there is one again. */
    change(stream: SoundStream | undefined): Promise<void>;
    /** Plays the calls on this device. */
    playOn(output: string | null): Promise<void>;
    close(): void;
}

// src/softphone/subscription.d.ts

/** What the server has sent. */
export interface Notification {
    /** The type of the text as the server wrote it. */
    readonly contentType: string;
    /** The text. */
    readonly body: string;
}
/** A subscription at one moment: immutable, replaced when something changes. */
export interface SubscriptionSnapshot<Value> {
    /** `pending`: the server has not decided yet; `terminated`: over, for `reason`. */
    readonly state: 'pending' | 'active' | 'terminated';
    /** What the last notification said; `null` before the first. */
    readonly value: Value | null;
    /** Until when the server has promised to tell of changes; it is renewed before that. */
    readonly expiresAt: Date | null;
    /** Why it is over: the server's word (RFC 6665 §4.1.3), or the status that it refused with. */
    readonly reason: string | null;
    /** When it will be tried again by itself. */
    readonly retryAt: Date | null;
}
/** The events of a subscription. */
export type SubscriptionEvents<Value> = {
    /** The server told something: what it means, and what it sent. */
    notify: [value: Value, notification: Notification];
    /** Anything about it changed. */
    changed: [snapshot: SubscriptionSnapshot<Value>];
};
/** Reads a notification, given what the last one meant; `null` when it cannot be read. */
export type Reader<Value> = (notification: Notification, before: Value | null) => Value | null;
/** Something that the server tells of as long as this is open. It is renewed, and made again after a lost connection. */
export declare class Subscription<Value = Notification> {
    #private;
    /**
     * Subscriptions are made by `Softphone.subscribe`, `watchMailbox` and `watchExtension`.
     * @hidden
     */
    constructor(read: Reader<Value>, end: () => Promise<void>);
    /** Everything at one moment, immutable; another object when something has changed. */
    get snapshot(): SubscriptionSnapshot<Value>;
    /** `snapshot`, as a function that can be passed on. */
    getSnapshot: () => SubscriptionSnapshot<Value>;
    /** Calls `listener` when `snapshot` was replaced; returns the function that stops it. */
    subscribe: (listener: () => void) => (() => void);
    /**
     * Adds a listener; returns the function that removes it.
     * @param name Name of the event.
     * @param listener What is called with it.
     */
    on<Name extends keyof SubscriptionEvents<Value>>(name: Name, listener: (...args: SubscriptionEvents<Value>[Name]) => void): () => void;
    /** Ends it; nothing is told any more. May be called again. */
    close(): Promise<void>;
}

// src/softphone/subscriptions.d.ts

import type { CoreSubscriptionEvent } from './core-events.js';
import { type ExtensionState } from './dialog-info.js';
import { type Mailbox } from './mailbox.js';
import { Subscription, type Notification, type Reader } from './subscription.js';
/** What to subscribe to. */
export interface SubscribeOptions {
    /** The event package (RFC 6665): `presence`, `dialog`, `message-summary`, … */
    event: string;
    /** Types of bodies that are understood; the package's own when not given. */
    accept?: string[];
    /** Lifetime to ask for, in seconds; 3600 when not given. It is renewed by itself. 0 asks once for the state. */
    expiresSec?: number;
}
/** What subscribing asks of the phone. */
export interface SubscriptionHost {
    subscribe(target: string, event: string, accept: string[], expiresSec: number): Promise<number>;
    unsubscribe(id: number): Promise<void>;
}
/** The subscriptions of a phone, by the core's number. */
export declare class Subscriptions {
    #private;
    constructor(host: SubscriptionHost);
    open<Value>(target: string, options: SubscribeOptions, read: Reader<Value>): Promise<Subscription<Value>>;
    /** Asks for all of them anew: the phone is another one, whose numbers begin anew. */
    renew(): void;
    /** The voice mailbox of an extension. */
    watchMailbox(target: string): Promise<Subscription<Mailbox>>;
    /** What an extension is doing. */
    watchExtension(target: string): Promise<Subscription<ExtensionState>>;
    apply(event: CoreSubscriptionEvent): void;
    /** The phone is stopped: nothing is told any more. */
    close(): void;
}
/** What was sent, as it is. */
export declare const asSent: (notification: Notification) => Notification;

// src/softphone/tabs/command-desk.d.ts

import type { LocalPhone } from '../local-phone.js';
import { type Answer, type Message } from './messages.js';
/** Takes the commands of other tabs, and gives each of them to the phone once. */
export declare class CommandDesk {
    #private;
    constructor(send: (answer: Answer, to: string) => void);
    /** From now on commands go to this phone, as soon as it is there. */
    open(phone: Promise<LocalPhone>): void;
    close(): void;
    /** A tab is not there any more. */
    gone(from: string): void;
    /** A subscription has ended by itself. */
    over(number: number): void;
    take(command: Message & {
        type: 'command';
    }, from: string): void;
}

// src/softphone/tabs/followers.d.ts

/**
 * Which tabs follow this one. Each holds a lock of its own, which the browser gives to who waits for it when that tab is
 * gone, by whatever way: so one that has crashed does not count.
 */
export declare class Followers {
    #private;
    /** `gone` is called when a tab is not there any more; of one that said good-bye too, once it really is not. */
    constructor(gone: (id: string) => void);
    /** Whether one of them could lead. */
    get some(): boolean;
    /** This tab follows: it shows that it is there, until the page is gone. Settles when that can be seen. */
    present(id: string): Promise<void>;
    add(id: string): void;
    /** It said good-bye; one that is frozen comes back. */
    away(id: string): void;
    clear(): void;
}

// src/softphone/tabs/messages.d.ts

import type { Commands } from '../commands.js';
import type { CoreCallView, CoreEvent, CoreFactsEvent } from '../core-events.js';
import type { Kept } from '../local-phone.js';
/**
 * Version of what the tabs of one phone say to each other. Pages that were loaded before an update of the package may
 * speak another one: their lock and channel have another name, so that they are phones of their own.
 */
export declare const PROTOCOL = 1;
export type CommandName = keyof Commands;
/** All commands, and which may be given once more to another leader when the one that had them is gone. */
export declare const COMMANDS: {
    readonly [Name in CommandName]: 'repeatable' | 'once';
};
export declare const isCommand: (name: unknown) => name is CommandName;
/** A call as a tab has to know it. */
export interface KnownCall {
    view: CoreCallView;
    facts: CoreFactsEvent;
}
/** Everything that a tab has to know. There is no password in it, and it is never stored. */
export interface Everything {
    type: 'everything';
    instanceId: string;
    /** The highest number that a call has had. */
    lastCall: number;
    line: CoreEvent[];
    doNotDisturb: boolean;
    calls: KnownCall[];
    kept: Kept;
    /** Which of its phones it is: what was asked of an earlier one has to be asked again. */
    phone: number;
}
/** What became of a command. */
export type Answer = {
    type: 'answer';
    id: string;
} & ({
    value: unknown;
} | {
    error: GivenError;
});
/** An error as it passes through the channel. */
export interface GivenError {
    kind: 'phone' | 'argument';
    code: string;
    message: string;
    retryable: boolean;
    details?: Record<string, unknown>;
}
/** What the tabs say. */
export type Message = 
/** A follower has come, or found a new leader; `led` when it was the leader before. */
{
    type: 'hello';
    led?: boolean;
}
/** It goes, or is frozen. */
 | {
    type: 'bye';
} | {
    type: 'command';
    id: string;
    name: CommandName;
    args: unknown[];
} | Answer | Everything
/** What the core and the leader's page have told; `kept` when calls were among it. */
 | {
    type: 'news';
    events: CoreEvent[];
    kept?: Kept;
};

// src/softphone/tabs/microphone.d.ts

/**
 * Asks the user for the microphone here, where the click was, when the origin has not been given it yet: the tab that
 * takes the sound may be hidden, and so would be the browser's question. What is given here is given there.
 */
export declare function askForMicrophone(audio: unknown): Promise<void>;

// src/softphone/tabs/phone-tabs.d.ts

import type { Commands } from '../commands.js';
import type { CoreEvent } from '../core-events.js';
import type { Inheritance, LocalPhone } from '../local-phone.js';
import type { PhoneState } from '../phone-state.js';
import type { SoftphoneOptions } from '../types.js';
/** What the tabs of a phone ask of the phone in this one. */
export interface TabsHost {
    readonly options: SoftphoneOptions;
    readonly state: PhoneState;
    /** The phone, where it is in this tab. */
    local(): LocalPhone | null;
    /** Makes the phone in this tab and starts it; rejects when that cannot be. */
    open(before: Inheritance): Promise<LocalPhone>;
    /** Loads what a phone in this tab takes. */
    prepare(): void;
    /** Lets go of it without a word to the server. */
    handOver(): void;
    /** Another tab has the phone now, or this one. */
    moved(): void;
    /** This tab leads and cannot have the phone: it has to leave. */
    failed(error: unknown): void;
}
/**
 * The tabs of a browser that have the same phone.
 *
 * ```text
 *   joining ──another leads──► follower ──it is gone, or gives the lead over──► leader: takes the calls up
 *      └──────nobody does──► leader ──page goes, stands still, stop()──► (no phone here; another tab takes it up)
 * ```
 */
export declare class PhoneTabs {
    #private;
    /** Settles when this tab is part of it: the phone was begun here, or is known. */
    readonly joined: Promise<void>;
    constructor(host: TabsHost);
    /** The commands, where the phone is in another tab. */
    get commands(): Commands;
    /** Whether another tab goes on when this one goes. */
    get hasOthers(): boolean;
    /** The phone of this tab has news: all others hear them. */
    tell(events: CoreEvent[]): void;
    /** The phone of this tab has told these news: what it was to take up it can take up now. */
    goOn(events: readonly CoreEvent[]): void;
    /** This tab leaves; the lead goes to another one at once. */
    close(): void;
}

// src/softphone/tabs/remote-phone.d.ts

import type { Commands } from '../commands.js';
import { type Answer, type GivenError, type Message } from './messages.js';
/** What the phone of another tab asks of this one. */
export interface RemoteHost {
    /** The option `audio`. */
    audio: unknown;
    /** False while nobody leads. */
    send(message: Message): boolean;
}
/**
 * The phone of the tab that leads, as those that follow command it.
 *
 * ```text
 *   asked ──sent──► waits ──answer──► settled
 *     ▲ nobody leads  │ another leads: asked again where that does no harm, else rejected with `leader_lost`
 *     └───────────────┘
 * ```
 */
export declare class RemotePhone {
    #private;
    /** Every command as a message. */
    readonly commands: Commands;
    constructor(host: RemoteHost);
    /** What became of a command. */
    answered(answer: Answer): void;
    /** Another tab leads: it has heard of nothing. */
    moved(): void;
    /** The same tab leads with the same phone, and may have answered what nobody heard. It knows each command by its id. */
    repeat(): void;
    /** This tab leads: what was asked of the other one is done here, where that does no harm. */
    movedHere(here: Commands): void;
    /** This tab asks for nothing any more. */
    close(): void;
}
/** An error, to pass through the channel. */
export declare function givenError(error: unknown): GivenError;

// src/softphone/tabs/take-over.d.ts

import type { CoreEvent } from '../core-events.js';
import type { Kept, LocalPhone } from '../local-phone.js';
import type { PhoneState } from '../phone-state.js';
import type { SoftphoneOptions } from '../types.js';
/** What taking up calls asks of the tab that it is in. */
export interface TakeOverHost {
    readonly options: SoftphoneOptions;
    readonly state: PhoneState;
    /** The phone, where it is in this tab. */
    local(): LocalPhone | null;
    /** This tab is the one that has the phone, or is to have it. */
    leads(): boolean;
    /** Other tabs have to know. */
    tell(events: CoreEvent[]): void;
}
/**
 * The calls that another tab had, on their way into the phone of this one.
 *
 * ```text
 *   kept ──inherit()──► due ──connected──► those that ring ──registered──► all of them ──taken──► the core has them
 *                        └──── no server takes the phone, or not in time ────► lost
 * ```
 */
export declare class TakeOver {
    #private;
    /** What it takes to go on with the calls, as the tab that has them told it last. */
    kept: Kept;
    constructor(host: TakeOverHost);
    /** There are calls that need the microphone. */
    get speaks(): boolean;
    /** The calls of the tab that is gone wait for being taken up; those that nothing is known of are over. */
    inherit(): void;
    /** After these events the calls wait for a phone; those that nothing is kept of are over. */
    setAdrift(events: CoreEvent[]): void;
    /** The phone of this tab has told these news: what it was to take up it can take up now. */
    goOn(events: readonly CoreEvent[]): void;
    /** What another tab needs to go on with the calls: those of the core, and those that it has yet to take up. */
    now(): Kept;
    /** Waits no longer for a phone. */
    rest(): void;
}

// src/softphone/telling.d.ts

import type { Commands } from './commands.js';
import type { CoreEvent } from './core-events.js';
import type { ExtensionState } from './dialog-info.js';
import { type Mailbox } from './mailbox.js';
import type { Subscription } from './subscription.js';
import { type SubscribeOptions } from './subscriptions.js';
import type { IncomingMessage, MessageOptions, RegisteredPhone } from './types.js';
/** What telling and asking needs of the phone. */
export interface TellingHost {
    commands(): Commands;
    message(message: IncomingMessage, call: number | undefined): void;
    mailbox(mailbox: Mailbox): void;
}
/** What a phone tells and asks besides calls: messages, subscriptions, who is registered. */
export declare class Telling {
    #private;
    constructor(host: TellingHost);
    /** Sends a message within a call, or to a target outside of calls. */
    send(call: number | undefined, target: string, text: string, options: MessageOptions): Promise<void>;
    subscribe(target: string, options: SubscribeOptions): Promise<Subscription>;
    watchMailbox(target: string): Promise<Subscription<Mailbox>>;
    watchExtension(target: string): Promise<Subscription<ExtensionState>>;
    fetchRegistrations(): Promise<readonly RegisteredPhone[]>;
    /** Takes the core's news, if it is about these things: what has to be delivered for it. */
    apply(event: CoreEvent): (() => void) | null;
    /** Another tab has the phone now: numbers mean something else, and nothing comes of what was asked. */
    moved(): void;
    /** The phone is stopped: nothing comes any more. */
    close(): void;
}

// src/softphone/text.d.ts

/** A body as text; what is no UTF-8 in it is replaced. */
export declare function textOf(octets: Uint8Array | undefined): string;

// src/softphone/transfer-request.d.ts

import type { Call } from './call.js';
/**
 * The far end of a call asks us to call somebody else instead (a transfer). Nothing happens until it is accepted; when
 * nobody decides, it is refused after 25 seconds.
 */
export declare class TransferRequest {
    #private;
    /** The call whose far end asks. */
    readonly call: Call;
    /** Whom we are asked to call: a SIP or tel address. */
    readonly target: string;
    /** The far end has talked to the target already, and the new call takes over that conversation. */
    readonly replaces: boolean;
    /** Who asks, as the request says; nobody vouches for it. */
    readonly referredBy: string | null;
    /**
     * Requests are made by the `transferRequest` event.
     * @hidden
     */
    constructor(call: Call, asked: {
        target: string;
        replaces: boolean;
        referredBy?: string;
    }, answer: TransferAnswer);
    /**
     * Calls the target and resolves with that call; once it is answered, the far end ends the one that it asked in.
     * @returns The call to the target.
     */
    accept(): Promise<Call>;
    /**
     * Refuses; the call goes on as it is.
     * @param statusCode SIP status to refuse with, 400 to 699; 603 when not given.
     * @throws {ArgumentError} for another one.
     */
    reject(statusCode?: number): Promise<void>;
}
/** What a request asks of its softphone. */
export interface TransferAnswer {
    accept(): Promise<Call>;
    reject(statusCode: number): Promise<void>;
}

// src/softphone/types.d.ts

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
    sessionTimers?: boolean | {
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
export type IceServerAnswer = readonly PhoneIceServer[] | {
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
export type CallEndCause = 'terminated' | 'canceled' | 'busy' | 'rejected' | 'not_found' | 'no_answer' | 'incompatible_media' | 'permission_denied' | 'device_failed' | 'answered_elsewhere' | 'authentication_failed' | 'transport_lost' | 'dialog_lost' | 'media_lost' | 'transferred' | 'replaced' | 'failed';
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

// src/tabs/account.d.ts

/** What the answer to a login says of its user, where it does. */
export interface AccountUser {
    id?: unknown;
    tenantId?: unknown;
}
/**
 * Whose events these are: the same in every tab of one account, another for every other one. From the claims of the
 * token if it is a JWT, which every tab of the account has whichever way it got it; else from the login's answer; else
 * the token itself. Goes into nothing but a digest.
 */
export declare function accountOf(token: string, user: AccountUser | undefined): string;

// src/tabs/alarm.d.ts

/**
 * One timer that keeps its time in a hidden page as well. Browsers let the timers of hidden pages wait, up to a minute;
 * those of a worker they leave alone, so while the page is hidden a worker has the same deadline, and whoever comes
 * first counts. Where the page's Content-Security-Policy allows no worker from a `blob:`, the page's timer is alone.
 */
export declare class Alarm {
    #private;
    constructor(ring: () => void);
    /** Rings after `delayMs`, once; an earlier setting is forgotten. */
    set(delayMs: number): void;
    clear(): void;
    /** The page was hidden or shown. */
    visibilityChanged(): void;
}

// src/tabs/frames.d.ts

/**
 * Of this protocol. Tabs of one origin may have loaded different versions of the package: those that do not understand
 * each other have an election each, by its name, instead of robbing each other in turns.
 */
export declare const VERSION = 1;
/**
 * What tabs say to each other. Every frame carries the number of the reign that its sender knows of, so that what a
 * former leader says can be told from what the present one says.
 */
export interface Frame<M> {
    v: typeof VERSION;
    /**
     * - `hello`: a tab has come, `ping`: a follower wants a sign of life; the leader answers both with `claim`;
     * - `claim`: its sender leads; `behind`: the claim's number is too low, `epoch` is the highest one known;
     * - `left`: the leader gives the lead up;
     * - `message`: of those who use this.
     */
    kind: 'hello' | 'ping' | 'claim' | 'behind' | 'left' | 'message';
    from: string;
    /** Id of the tab that it is for; without, it is for all. */
    to?: string;
    epoch: number;
    /** Whether the sender led when it sent this. */
    leads: boolean;
    /** When it was sent, in milliseconds since 1970. */
    at: number;
    body?: M;
}
/** What came through the channel, if it is a frame: another script of the origin may use the same name. */
export declare function frameOf<M>(data: unknown): Frame<M> | undefined;
/** Id of a tab: random, kept in memory alone, so that a duplicated tab has another. */
export declare function newId(): string;
/** A name that says nothing: the given one may hold an extension or a domain, and every script of the origin sees it. */
export declare function hiddenName(name: string): Promise<string>;

// src/tabs/leadership.d.ts

/** Whether this tab leads. `alone`: it does, and sees no other tabs. */
export type TabRole = 'electing' | 'leader' | 'follower' | 'alone';
/** What a {@link Leadership} calls; never before its constructor has returned. */
export interface LeadershipEvents<M> {
    /** This tab leads now; also called with the role `alone`. */
    lead(): void;
    /**
     * Another tab leads, or leads anew: what was asked of the leader before and not answered has to be asked again. Empty
     * while it is not known who does; so it is called, before the lock is given back, when this tab stops to lead by
     * itself: its page goes or is frozen.
     */
    follow(leader: string): void;
    /** From the leader, or, in the leader, from another tab. What a former leader says does not come here. */
    message(message: M, from: string): void;
    /** `tabs_unavailable`: this page cannot see other tabs; it goes on as if there were none. */
    warn(code: 'tabs_unavailable', message: string): void;
    /** How long the leader may be silent after a question before the lead is taken from it. Default: 1200 ms. */
    patienceMs?(): number;
}
/**
 * Elects one leader among the tabs of an origin that give the same name.
 *
 * Names of the lock and the channel are a digest of `name`. Nothing is stored.
 */
export declare class Leadership<M> {
    #private;
    /** This tab's id; another one in each object. */
    readonly id: string;
    constructor(name: string, events: LeadershipEvents<M>);
    get role(): TabRole;
    /** Id of the leader, this tab's own included; empty while it is not known. */
    get leader(): string;
    /** Number of the present reign: every later one's is higher. 0 before the first is known of. */
    get epoch(): number;
    /**
     * From a leader to all the others or to one; from a follower to the leader. False when it was not sent, because this
     * tab is alone or does not know who leads: `lead` or `follow` will say.
     *
     * @throws what the browser throws for what cannot be cloned.
     */
    send(message: M, to?: string): boolean;
    /** Whether this tab leads for certain: after a standstill it may have been robbed and not know it yet. */
    confirm(): Promise<boolean>;
    /** Hands the lead over and stays. With nobody there to take it, it comes back. */
    resign(): void;
    /** Leaves for good; the lead goes to another tab at once. Nothing is called afterwards. */
    close(): void;
}

// src/tabs/lock.d.ts

/** What a {@link TabLock} tells. */
export interface LockEvents {
    granted(): void;
    /** It was held, and another tab has taken it. */
    robbed(): void;
    /** The browser gives this page no locks. */
    refused(): void;
}
/**
 * One lock of the origin: asked for, held, given back. The browser gives it back by itself when the page is closed,
 * reloaded or crashes, and hands it to whoever has waited longest.
 */
export declare class TabLock {
    #private;
    constructor(locks: LockManager, name: string, events: LockEvents);
    /** Waits for the lock; with `steal` it is taken from whoever has it, and nobody is waited for. */
    want(steal?: boolean): void;
    /** Gives it back, or waits for it no longer. */
    letGo(): void;
    /**
     * Whether it is still held, by a question to the browser: the answer comes after the news of a theft that was before
     * the question.
     */
    confirm(): Promise<boolean>;
}

// src/tabs/shared-events.d.ts

import type { PresenceMap } from '../presence.js';
import type { ConnectionState } from '../ws-events.js';
/** The connection of this tab's client, as the WebAssembly gives it. */
export interface EventsEngine {
    connectWebSocket(): void;
    disconnectWebSocket(): void;
    /** The JSON of a message `presence_snapshot`: what the next one is compared with. */
    assumePresence(snapshot: string): void;
}
/** What is needed of the client. */
export interface SharedEventsHost {
    /** URL of the realtime connection. */
    readonly url: string;
    readonly engine: EventsEngine;
    token(): string | undefined;
    /** Whose token that is; undefined without one. */
    account(): string | undefined;
    presence(): PresenceMap;
    state(): ConnectionState;
    /** Tells the application; kinds and values are those of the engine. */
    deliver(kind: string, value: unknown): void;
    warn(code: 'tabs_unavailable'): void;
}
/** Shares the realtime connection among the tabs of an account: one holds it, all hear it. */
export declare class SharedEvents {
    #private;
    constructor(host: SharedEventsHost);
    /** The application wants the events. */
    connectWebSocket(): void;
    /** It does not want them any more; other tabs go on. */
    disconnectWebSocket(): void;
    /** The token has changed: somebody logged in or out, or the same user goes on. */
    accountChanged(): void;
    /** The engine has said something. */
    happened(kind: string, value: unknown): void;
}

// src/voip-client.d.ts

import type { LogLevel, Logger } from './logger.js';
import { PresenceStore } from './presence.js';
import { Softphone } from './softphone/softphone.js';
import type { SoftphoneOptions } from './softphone/types.js';
import type { AnyWsEvent, ConnectionState, WsEventMap } from './ws-events.js';
import { Operations } from '../gen/operations.js';
import type { ExportCallsParams, RequestOptions } from './model.js';
/** Options of a {@link VoIPClient}. */
export interface VoIPClientOptions {
    /** URL of the API, `https://voip-api.example.com`; paths such as `/api/calls` are put behind it. */
    apiUrl: string;
    /** URL of the realtime WebSocket. Default: `apiUrl` with ws or wss, path `/ws`. */
    wsUrl?: string;
    /** A bearer token that you have already. */
    token?: string;
    /** Limit of one attempt in milliseconds, its answer's body included; 0 for none. Default: 30000. */
    timeoutMs?: number;
    /** How often a request is repeated at most. Default: 2. */
    maxRetries?: number;
    /** Instead of the host's `fetch`. */
    fetch?: (input: string, init?: RequestInit) => Promise<Response>;
    /** Instead of the host's `WebSocket`. Node 20 has none: give it the class of the package `ws`. */
    WebSocket?: unknown;
    /** Headers of every request. */
    headers?: Record<string, string>;
    /** Paths that differ on your server, by operation name: `{ originate: '/v2/calls' }`. */
    paths?: Record<string, string>;
    /**
     * Whether requests that act on calls carry an `Idempotency-Key` and are repeated with it. Default `'auto'`: when the
     * answer to the login says that the server honours it.
     */
    idempotency?: 'auto' | boolean;
    /** Where log lines go. Default: nowhere. */
    logger?: Logger;
    /** Which log lines are wanted. Default: `warn` with a logger, else `off`. */
    logLevel?: LogLevel;
    /** Whether the token is refreshed before it ends. Default: true. */
    autoRefresh?: boolean;
    /**
     * Whether the tabs of one account in one browser profile share a realtime connection: one holds it, all have its
     * events. Default: true. What is no page (Node, workers) has its own in any case.
     */
    multiTab?: boolean;
}
/** Events of the client itself. */
export interface ClientEventMap {
    /** The token ends within a minute and cannot be refreshed: log in again, or give another by `setToken`. */
    tokenExpiring: {
        /** When the token ends, in ISO 8601. */
        expiresAt: string;
    };
    /**
     * Somebody is logged in now, or nobody is any more: there is a token, or there is none. Also when somebody else logs
     * in without a logout before: what the server has told the one before is not theirs. Before anything was asked of the
     * server, who takes the place of another one is not told of.
     */
    loginChanged: {
        /** There is a token. */
        loggedIn: boolean;
    };
    /** Something is not as it could be, and goes on: `tabs_unavailable`. See the table of error codes. */
    warning: {
        /** Stable name. */
        code: string;
        /** A sentence that says what is not as it could be. */
        message: string;
    };
}
/**
 * A client of the REST API and its realtime events. Making one loads and sends nothing; the first command does.
 *
 * ```ts
 * const client = new VoIPClient({ apiUrl: 'https://voip-api.example.com' });
 * await client.login({ username: '1001', password, tenantId });
 * const { callUuid } = await client.originate({ fromExtension: '1001', toNumber: '+17865551234' });
 * ```
 */
export declare class VoIPClient extends Operations {
    #private;
    /** Who is present; filled by the realtime connection. */
    readonly presence: PresenceStore;
    /**
     * @param options Where the API is; everything else has a default.
     * @throws {ArgumentError} when `apiUrl` is no http or https URL.
     */
    constructor(options: VoIPClientOptions);
    /** The bearer token, while there is one. It lives in memory alone. */
    get token(): string | undefined;
    /**
     * Takes a token from elsewhere, or forgets the one that is there. One that is set like this is not refreshed.
     *
     * @param token The bearer token, or nothing.
     * @throws {ArgumentError} for a token that cannot stand in a header: with a line break, for instance.
     */
    setToken(token: string | null | undefined): void;
    /**
     * Calls back on an event of the client itself. Returns the function that ends it.
     * @param event Name of the event.
     * @param listener What is called with it.
     */
    on<E extends keyof ClientEventMap>(event: E, listener: (event: ClientEventMap[E]) => void): () => void;
    /**
     * Ends what `on` began.
     * @param event Name of the event.
     * @param listener The same function that was given to `on`; all when not given.
     */
    off<E extends keyof ClientEventMap>(event: E, listener?: (event: ClientEventMap[E]) => void): void;
    /**
     * Opens the realtime connection and keeps it open: after a loss it is made again after 0.5 to 30 seconds, and
     * presence changes that were missed are delivered. Before the login it waits for the token.
     *
     * @throws {VoIPError} `disposed` after `dispose()`.
     */
    connectWebSocket(): void;
    /** Closes the realtime connection. */
    disconnectWebSocket(): void;
    /**
     * Opens the realtime connection, as `connectWebSocket()` does, for one of several who need it: it is closed when the
     * last of them has called the function that this returns, unless `connectWebSocket()` was called besides. Until then
     * it also comes back with the next login.
     */
    holdWebSocket(): () => void;
    /** State of the realtime connection. */
    get connectionState(): ConnectionState;
    /**
     * Calls back on a realtime event: `call_start`, `presence_change`, …; `'*'` for every event of the server, the
     * unknown ones too (`switch (event.type)` knows the data of each); `connecting`, `open`, `reconnecting` and `closed` for the connection's states, `connection` for
     * all four. Returns the function that ends it.
     * @param type Name of the event.
     * @param listener What is called with each event.
     */
    onWsEvent<E extends keyof WsEventMap>(type: E, listener: (event: WsEventMap[E]) => void): () => void;
    /**
     * The same for an event that this version does not know.
     * @param type Name of the event.
     * @param listener What is called with each event.
     */
    onWsEvent(type: string, listener: (event: AnyWsEvent) => void): () => void;
    /**
     * Ends what `onWsEvent` began; without a listener, all of that type.
     * @param type Name of the event.
     * @param listener The same function that was given to `onWsEvent`.
     */
    offWsEvent<E extends keyof WsEventMap>(type: E, listener?: (event: WsEventMap[E]) => void): void;
    /**
     * The same for an event that this version does not know.
     * @param type Name of the event.
     * @param listener The same function that was given to `onWsEvent`.
     */
    offWsEvent(type: string, listener?: (event: AnyWsEvent) => void): void;
    /**
     * A softphone that takes its STUN and TURN servers from `getTurnCredentials()`, unless the options say otherwise.
     * Nothing is loaded before its `start()`.
     * @param options The SIP server, the extension and its password.
     * @returns The softphone, which is not started.
     * @throws {ArgumentError} for an option that is missing or cannot be.
     */
    createSoftphone(options: SoftphoneOptions): Softphone;
    /**
     * Gets call records as CSV, piece by piece: for exports that are larger than one wants to hold as text. The promise
     * is fulfilled with the first byte under way; what goes wrong before is an error of its class, and repeated as with
     * `exportCalls`. What goes wrong later breaks the stream: with a `NetworkError`, a `TimeoutError` when nothing has
     * come for `timeoutMs`, or an `AbortError`.
     *
     * ```ts
     * const csv = await client.exportCallsStream({ dateFrom: '2026-01-01' }, { onProgress: ({ loaded }) => show(loaded) });
     * for await (const line of csv.pipeThrough(new TextDecoderStream())) …
     * ```
     * @param params Which of them: the fields of {@link ExportCallsParams}.
     * @param options For this request alone: signal, limits, headers, `onProgress`.
     * @returns The octets of the CSV as they come.
     */
    exportCallsStream(params?: ExportCallsParams, options?: RequestOptions): Promise<ReadableStream<Uint8Array>>;
    /** Closes the connection and stops the timers. May be called more than once. */
    dispose(): void;
}

// src/webhooks/body.d.ts

/** A request's body as it came: its octets (a `Buffer` is some), or its text. */
export type WebhookBody = string | Uint8Array | ArrayBuffer;

// src/webhooks/headers.d.ts

/** Headers of a request: a `Headers`, Node's object of headers, or pairs of name and value. */
export type WebhookHeaders = {
    /**
     * The value of a header, as `Headers` gives it.
     * @param name Name of the header, in any case.
     * @returns Its value; nothing where there is none.
     */
    get(name: string): string | null | undefined;
} | Readonly<Record<string, string | string[] | undefined>> | Iterable<readonly [string, string | readonly string[] | undefined]>;

// src/webhooks/index.d.ts

/**
 * The receiving side of webhooks, for servers: nothing of the client or the phone comes with it, and every function is
 * synchronous. Its WebAssembly is compiled at the first signature.
 */
export { VoIPError } from '../base.js';
export { ERROR_HINTS, WebhookVerificationError, type WebhookErrorCode, type WebhookErrorMembers } from '../errors.js';
export { type WebhookBody } from './body.js';
export { type WebhookHeaders } from './headers.js';
export { init } from './module.js';
export * from './parse.js';
export * from './signature.js';
export * from './types.js';

// src/webhooks/module.d.ts

/**
 * Only for hosts that do not compile WebAssembly from bytes, such as edge functions: gives the module of
 * `@cemscale/voip-sdk/voip_sdk_webhooks_bg.wasm`, as bytes or as the `WebAssembly.Module` that the host made of it. The
 * first one counts.
 *
 * @param source The bytes, or the compiled module.
 * @throws a {@link VoIPError} with the code `wasm_unavailable`.
 */
export declare function init(source: object): void;

// src/webhooks/parse.d.ts

import { type WebhookBody } from './body.js';
import { type WebhookHeaders } from './headers.js';
import type { ParseWebhookOptions, ReceivedWebhook } from './types.js';
/**
 * Checks a webhook's signature and time, and gives its event: comparing `event` with a name narrows `data`. An event
 * that is newer than this package comes with `data` as `unknown`.
 *
 * @param body The raw body, as octets or text.
 * @param headers All headers of the request.
 * @param secret The webhook's secret; several while it is being changed.
 * @param options How old a delivery may be.
 * @returns The event with its data.
 * @throws a {@link WebhookVerificationError}, whose `code` says what is wrong.
 */
export declare function parseWebhook(body: WebhookBody, headers: WebhookHeaders, secret: string | readonly string[], options?: ParseWebhookOptions): ReceivedWebhook;

// src/webhooks/signature.d.ts

import { type WebhookBody } from './body.js';
/**
 * Whether `signature` (the header `X-Webhook-Signature`: `sha256=` and hex digits) is that of `body` under `secret`.
 * Compared in constant time; whatever is missing or malformed in the signature is false. It says nothing about when the
 * body was sent: {@link parseWebhook} does.
 *
 * @param body The raw body, as octets or text.
 * @param signature Value of the header `X-Webhook-Signature`.
 * @param secret The webhook's secret.
 * @returns Whether it is.
 * @throws a {@link WebhookVerificationError} with the code `invalid_argument` for a body that was parsed and for a
 * blank secret.
 */
export declare function verifyWebhookSignature(body: WebhookBody, signature: string, secret: string): boolean;
/**
 * The signature that a webhook with that body would have, `sha256=…`: for tests of your own receiver.
 *
 * @param body The raw body, as octets or text.
 * @param secret The webhook's secret.
 * @returns The value of the header `X-Webhook-Signature`.
 * @throws as {@link verifyWebhookSignature} does.
 */
export declare function signWebhook(body: WebhookBody, secret: string): string;

// src/webhooks/types.d.ts

import type { WebhookEvent } from '../../gen/model.js';
export type { WebhookCall, WebhookCallEnded, WebhookCallParked, WebhookCallTransferred, WebhookEvent, WebhookExtension, WebhookPayload, WebhookQueueCaller, WebhookTest, WebhookVoicemail, } from '../../gen/model.js';
/** Text to TypeScript, but none that equals a known name: with `string` in its place no comparison would narrow. */
declare enum UnknownName {
    any = "the name of an event that is newer than this package"
}
/** An event that is newer than this package: `(hook.event as string) === 'its.name'`. */
export interface UnknownWebhookEvent {
    /** Its name, a string that is none of the known ones. */
    event: UnknownName;
    /** What it is about. */
    data: unknown;
}
/** What {@link parseWebhook} gives: comparing `event` with a name narrows `data`. */
export type ReceivedWebhook = (WebhookEvent | UnknownWebhookEvent) & {
    /** When it happened; in a repetition, when that was sent. ISO 8601. */
    timestamp: string;
    /** In a repetition: when it happened. */
    occurredAt?: string;
    /**
     * `X-Webhook-Id`, where there is one: the same in each repetition of a delivery, so that duplicates can be dropped.
     * The signature does not cover it.
     */
    deliveryId?: string;
};
/** Options of {@link parseWebhook}. */
export interface ParseWebhookOptions {
    /** By how many seconds the event's time may differ from this machine's, either way; 0 for any. Default: 300. */
    toleranceSec?: number;
}

// src/ws-events.d.ts

import type { RealtimeEvent } from './model.js';
/** State of the realtime connection. */
export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'closed';
/** What every event of the server has besides `type` and `data`. */
export interface WsEventHead {
    /** When it happened. */
    timestamp: string;
    /** What tells it from all other events, where the server says it. One that is sent again comes once. */
    id?: string;
}
/** An event of the server that is known, with the time at which it happened. */
export type KnownWsEvent = RealtimeEvent & WsEventHead;
/** Names of the events that are known: `call_start`, `presence_change`, … */
export type WsEventType = KnownWsEvent['type'];
/** A string that equals none of those: unlike `string` itself, it is ruled out by each `case` of a known name. */
declare enum UnknownWsEventType {
    Unknown = "none of the known types"
}
/** An event of a type that this version does not know, as it came. */
export interface UnknownWsEvent extends Partial<WsEventHead> {
    /** A name that is none of {@link WsEventType}. */
    type: UnknownWsEventType;
    /** What the event is about. */
    data?: unknown;
    [member: string]: unknown;
}
/** An event of the server. `switch (event.type)` knows the data of each known type; `default` has those to come. */
export type WsEvent = KnownWsEvent | UnknownWsEvent;
/** An event that was asked for by a name that this version does not know. */
export interface AnyWsEvent extends Partial<WsEventHead> {
    /** Name of the event. */
    type: string;
    /** What the event is about. */
    data?: unknown;
    [member: string]: unknown;
}
/** The realtime connection changed. */
export interface ConnectionEvent<Name extends ConnectionState | 'connection' = ConnectionState | 'connection'> {
    /** Name of the state, or `connection` for listeners of all of them. */
    type: Name;
    /** When it changed, in ISO 8601. */
    timestamp: string;
    /** How it is now. */
    data: {
        /** The state. */
        state: Name extends ConnectionState ? Name : ConnectionState;
        /** Why it was closed for good: `token_expired`, `websocket_missing`, … See the table of error codes. */
        code?: string;
    };
}
/** Events by the name that `onWsEvent` takes. */
export type WsEventMap = {
    [E in KnownWsEvent as E['type']]: E;
} & {
    [S in ConnectionState]: ConnectionEvent<S>;
} & {
    /** Every state of the connection. */
    connection: ConnectionEvent<'connection'>;
    /** Every event of the server, the unknown ones too. */
    '*': WsEvent;
};
export {};
