//! The table of operations. **One row is all that a new operation takes**: the exported method with its TypeScript,
//! the facade's method with its documentation, the request and its retry rule come from it.
//!
//! A row reads
//!
//! ```text
//! ["What it does." "@param …" "@throws …"] verb name = "path with {parameters}" (parameter: "TypeScript type", …)
//!     [body "type" | perhaps "type" | query "type" | with (field: "type") | maybe (field: "type")]
//!     -> "Promise<answer>", safe | acts [, public] [, effect] [, text | blob | url] [, admin];
//! ```
//!
//! - a `body` must be given by the caller; a body that is `perhaps` given and a `query` may be left out. All three are
//!   named `params` in TypeScript;
//! - `with` and `maybe` name one argument of its own, which goes into the query of a GET and into the body of any other
//!   verb; the latter may be left out;
//! - `safe` operations are repeated after any failure that may pass; `acts` marks those that act on calls or create
//!   things: they are repeated only when that cannot make them act twice;
//! - `public` operations carry no token;
//! - `admin` operations are for administrators;
//! - effects: `signs_in` keeps the answer's token, `signs_out` forgets it, `refreshes` replaces it;
//! - an answer is JSON unless it is `text` or a `blob`; of one that is a `url`, that member alone is given, made absolute.

/// Hands the rows to the macro that is named.
macro_rules! operations_table {
    ($with:ident) => {
        $with! {
            ["Logs in as the user of an extension. The token of the answer is kept and used from then on."
             "@throws {AuthenticationError} `invalid_credentials`."
             "@throws {RateLimitError} after too many wrong passwords."]
            post login = "/api/auth/login" () body "LoginParams" -> "Promise<LoginAnswer>", safe, public, signs_in;

            ["Logs in as an administrator of a tenant. The token of the answer is kept and used from then on."
             "@throws {AuthenticationError} `invalid_credentials`."
             "@throws {RateLimitError} after too many wrong passwords."]
            post adminLogin = "/api/auth/admin/login" () body "AdminLoginParams" -> "Promise<LoginAnswer>", safe, public, signs_in;

            ["Gets the next token. Seldom needed: it happens by itself before the token ends and after a 401."
             "@throws {AuthenticationError} when the refresh token is spent: log in again."]
            post refresh = "/api/auth/refresh" () -> "Promise<RefreshAnswer>", acts, public, refreshes;

            ["Ends the session on the server, forgets the token and closes the realtime connection."]
            post logout = "/api/auth/logout" () -> "Promise<Success>", safe, signs_out;

            ["Says whom the token stands for."]
            get me = "/api/auth/me" () -> "Promise<MeAnswer>", safe;

            ["Gets time-limited credentials for the TURN servers, and the list of servers as RTCPeerConnection takes it."]
            get getTurnCredentials = "/api/webrtc/turn-credentials" () -> "Promise<TurnCredentials>", safe;

            ["Click-to-call: rings the extension and, once it has answered, dials the number."
             "@throws {NotFoundError} when there is no such extension, or no call waits in the slot of a `*71XX`."
             "@throws {ConflictError} `extension_offline`: no phone is registered for the extension."
             "@throws {PermissionError} `number_blocked`: the number is on the block list; or the extension is somebody else's."]
            post originate = "/api/calls/originate" () body "OriginateParams" -> "Promise<OriginateAnswer>", acts;

            ["Hangs up a call."
             "@param uuid Id of the call (`callUuid`)."
             "@throws {NotFoundError} when the call is over."
             "@throws {PermissionError} when it is somebody else's call."]
            post hangup = "/api/calls/{uuid}/hangup" (uuid: "string") -> "Promise<Success>", acts;

            ["Transfers a call: the other party is connected to the target. Blind: at once, and who transfers is out of the call. Attended: who transfers talks to the target first, and the phone's hanging up connects the two (`hangup` ends the call for all)."
             "@param uuid Id of the call (`callUuid`)."
             "@throws {NotFoundError} when the call is over, or there is no such target."
             "@throws {ConflictError} `extension_offline` when nobody could answer there, or when the call is being transferred already, or is with the target."
             "@throws {PermissionError} when it is somebody else's call, or `number_blocked`: the target is on the block list."]
            post transfer = "/api/calls/{uuid}/transfer" (uuid: "string") body "TransferParams" -> "Promise<Success>", acts;

            ["Puts a call on hold (the other party hears music), or takes it off hold with `false`."
             "@param uuid Id of the call (`callUuid`)."
             "@param hold `false` takes it off hold. Default: `true`."
             "@throws {NotFoundError} when the call is over."
             "@throws {ConflictError} when it is not answered yet."
             "@throws {PermissionError} when it is somebody else's call."]
            post holdCall = "/api/calls/{uuid}/hold" (uuid: "string") maybe (hold: "boolean") -> "Promise<Success>", acts;

            ["Parks a call in a slot, 701 to 750; without one, in the first that is free. `*71XX` gets it back."
             "@param uuid Id of the call (`callUuid`)."
             "@param slot The slot, 701 to 750."
             "@throws {NotFoundError} when the call is over."
             "@throws {ConflictError} when the slot is taken, or `no_slot_free`."
             "@throws {PermissionError} when it is somebody else's call."]
            post parkCall = "/api/calls/{uuid}/park" (uuid: "string") maybe (slot: "number") -> "Promise<ParkAnswer>", acts;

            ["Moves a call to a conference, `main` unless one is named."
             "@param uuid Id of the call (`callUuid`)."
             "@param name Name of the conference: letters, digits, `-` and `_`. Default: `main`."
             "@throws {NotFoundError} when the call is over."
             "@throws {ConflictError} when the conference is locked, or the call is in one already."
             "@throws {PermissionError} for a call of somebody else, unless the user is an administrator."]
            post transferToConference = "/api/calls/{uuid}/conference" (uuid: "string") maybe (name: "string") -> "Promise<ConferenceAnswer>", acts;

            ["Lists the calls that are parked."]
            get getParkedCalls = "/api/calls/parked" () -> "Promise<ParkedCallList>", safe;

            ["Lists the records of calls that are over (CDR), newest first, a page at a time."]
            get listCalls = "/api/calls" () query "ListCallsParams" -> "Promise<CallList>", safe;

            ["Gets the record of a call that is over."
             "@param id Id of the record."
             "@throws {NotFoundError} when there is no such record."]
            get getCall = "/api/calls/{id}" (id: "string") -> "Promise<CallRecordAnswer>", safe;

            ["Lists the calls that are up."]
            get getActiveCalls = "/api/calls/active" () -> "Promise<ActiveCallList>", safe;

            ["Counts calls: those of today, unless another period is named."
             "@param period In days of UTC. Default: `today`."]
            get getCallStats = "/api/calls/stats" () maybe (period: "StatsPeriod") -> "Promise<CallStatsAnswer>", safe;

            ["Gets call records as CSV text (RFC 4180) with a head line, newest first. For many of them there is `exportCallsStream`."
             "@returns The text; its first line names the columns."
             "@throws {ValidationError} that names the parameters that are wrong."]
            get exportCalls = "/api/calls/export" () query "ExportCallsParams" -> "Promise<string>", safe, text;

            ["Lists the extensions."]
            get listExtensions = "/api/extensions" () query "ListExtensionsParams" -> "Promise<ExtensionList>", safe;

            ["Gets an extension."
             "@param id Id of the extension."
             "@throws {NotFoundError} when there is no such extension."]
            get getExtension = "/api/extensions/{id}" (id: "string") -> "Promise<ExtensionAnswer>", safe;

            ["Creates an extension, with which a phone can register at once."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when the number, or the user of the CRM, is taken."
             "@throws {PermissionError} for anybody but an administrator."]
            post createExtension = "/api/extensions" () body "CreateExtensionParams" -> "Promise<ExtensionAnswer>", acts, admin;

            ["Changes an extension: what is absent stays, null empties."
             "@param id Id of the extension."
             "@throws {NotFoundError} when there is no such extension."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {PermissionError} for anybody but an administrator."
             "@throws {ConflictError} when another extension has that user of the CRM."]
            patch updateExtension = "/api/extensions/{id}" (id: "string") body "UpdateExtensionParams" -> "Promise<ExtensionAnswer>", safe, admin;

            ["Deletes an extension; its phones are turned away from then on."
             "@param id Id of the extension."
             "@throws {NotFoundError} when there is no such extension."
             "@throws {PermissionError} for anybody but an administrator."]
            delete deleteExtension = "/api/extensions/{id}" (id: "string") -> "Promise<Success>", safe, admin;

            ["Forwards the calls to an extension, or no longer."
             "@param id Id of the extension."
             "@throws {NotFoundError} when there is no such extension."
             "@throws {ValidationError} when it is enabled without a number."
             "@throws {PermissionError} for somebody else's extension."]
            put setCallForward = "/api/extensions/{id}/call-forward" (id: "string") body "SetCallForwardParams" -> "Promise<CallForwardAnswer>", safe;

            ["Gets how the calls to an extension are forwarded."
             "@param id Id of the extension."
             "@throws {NotFoundError} when there is no such extension."
             "@throws {PermissionError} for somebody else's extension."]
            get getCallForward = "/api/extensions/{id}/call-forward" (id: "string") -> "Promise<CallForwardAnswer>", safe;

            ["Gets the extension of a user of the CRM."
             "@param crmUserId Id of the user in the CRM."
             "@throws {NotFoundError} when no extension has that user."]
            get getExtensionByCrmUser = "/api/extensions/by-crm-user/{crmUserId}" (crmUserId: "string") -> "Promise<ExtensionAnswer>", safe;

            ["Says which user of the CRM an extension is: what is absent stays, null empties."
             "@param id Id of the extension."
             "@throws {NotFoundError} when there is no such extension."
             "@throws {ConflictError} when another extension has that user."
             "@throws {PermissionError} for anybody but an administrator."]
            put updateCrmMapping = "/api/extensions/{id}/crm-mapping" (id: "string") body "UpdateCrmMappingParams" -> "Promise<ExtensionAnswer>", safe, admin;

            ["Lists the conferences that are going on."]
            get listConferences = "/api/conferences" () -> "Promise<ConferenceList>", safe;

            ["Gets a conference with its members."
             "@param name Name of the conference."
             "@throws {NotFoundError} when there is no such conference."]
            get getConference = "/api/conferences/{name}" (name: "string") -> "Promise<ConferenceAnswer>", safe;

            ["Adds a call to a conference."
             "@param name Name of the conference."
             "@param callUuid Id of the call that joins."
             "@throws {NotFoundError} when the call is over."
             "@throws {ConflictError} when the conference is locked, or the call is in one already."
             "@throws {PermissionError} for a call of somebody else, unless the user is an administrator."]
            post joinConference = "/api/conferences/{name}/join" (name: "string") with (callUuid: "string") -> "Promise<ConferenceAnswer>", acts;

            ["Removes a member from a conference."
             "@param name Name of the conference."
             "@param memberId Id of the member."
             "@throws {NotFoundError} when there is no such member."
             "@throws {PermissionError} for a call of somebody else, unless the user is an administrator."]
            post kickFromConference = "/api/conferences/{name}/members/{memberId}/kick" (name: "string", memberId: "string") -> "Promise<ConferenceAnswer>", acts;

            ["Mutes a member of a conference, or no longer."
             "@param name Name of the conference."
             "@param memberId Id of the member."
             "@param mute `false` lets the others hear it again."
             "@throws {NotFoundError} when there is no such member."
             "@throws {PermissionError} for a call of somebody else, unless the user is an administrator."]
            post muteConferenceMember = "/api/conferences/{name}/members/{memberId}/mute" (name: "string", memberId: "string") with (mute: "boolean") -> "Promise<ConferenceAnswer>", acts;

            ["Locks a conference, so that nobody else can join, or no longer."
             "@param name Name of the conference."
             "@param lock `false` unlocks it."
             "@throws {NotFoundError} when there is no such conference."
             "@throws {PermissionError} for anybody but an administrator."]
            post lockConference = "/api/conferences/{name}/lock" (name: "string") with (lock: "boolean") -> "Promise<ConferenceAnswer>", acts, admin;

            ["Starts or stops the recording of a conference."
             "@param name Name of the conference."
             "@param action `start` or `stop`."
             "@throws {NotFoundError} when there is no such conference."
             "@throws {PermissionError} for anybody but an administrator."]
            post recordConference = "/api/conferences/{name}/record" (name: "string") with (action: "RecordingAction") -> "Promise<ConferenceAnswer>", acts, admin;

            ["Lists the ring groups."]
            get listRingGroups = "/api/ring-groups" () query "ListRingGroupsParams" -> "Promise<RingGroupList>", safe;

            ["Creates a ring group."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when the number is taken."
             "@throws {PermissionError} for anybody but an administrator."]
            post createRingGroup = "/api/ring-groups" () body "CreateRingGroupParams" -> "Promise<RingGroupAnswer>", acts, admin;

            ["Changes a ring group: what is absent stays."
             "@param id Id of the ring group."
             "@throws {NotFoundError} when there is no such ring group."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when the number is taken."
             "@throws {PermissionError} for anybody but an administrator."]
            patch updateRingGroup = "/api/ring-groups/{id}" (id: "string") body "UpdateRingGroupParams" -> "Promise<RingGroupAnswer>", safe, admin;

            ["Deletes a ring group."
             "@param id Id of the ring group."
             "@throws {NotFoundError} when there is no such ring group."
             "@throws {ConflictError} when a voice menu leads to it."
             "@throws {PermissionError} for anybody but an administrator."]
            delete deleteRingGroup = "/api/ring-groups/{id}" (id: "string") -> "Promise<Success>", safe, admin;

            ["Lists the queues with their agents."]
            get listQueues = "/api/queues" () query "ListQueuesParams" -> "Promise<QueueList>", safe;

            ["Creates a queue."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when the number is taken."
             "@throws {PermissionError} for anybody but an administrator."]
            post createQueue = "/api/queues" () body "CreateQueueParams" -> "Promise<QueueAnswer>", acts, admin;

            ["Changes a queue: what is absent stays."
             "@param id Id of the queue."
             "@throws {NotFoundError} when there is no such queue."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when the number is taken."
             "@throws {PermissionError} for anybody but an administrator."]
            patch updateQueue = "/api/queues/{id}" (id: "string") body "UpdateQueueParams" -> "Promise<QueueAnswer>", safe, admin;

            ["Deletes a queue."
             "@param id Id of the queue."
             "@throws {NotFoundError} when there is no such queue."
             "@throws {ConflictError} when a voice menu leads to it."
             "@throws {PermissionError} for anybody but an administrator."]
            delete deleteQueue = "/api/queues/{id}" (id: "string") -> "Promise<Success>", safe, admin;

            ["Sends an agent on a break, or back."
             "@param queueId Id of the queue."
             "@param agentId Id of the agent."
             "@param paused `false` ends the break."
             "@throws {NotFoundError} when there is no such agent."
             "@throws {PermissionError} for somebody else, unless the user is an administrator."]
            post pauseQueueAgent = "/api/queues/{queueId}/agents/{agentId}/pause" (queueId: "string", agentId: "string") with (paused: "boolean") -> "Promise<QueueAgentAnswer>", safe;

            ["Logs an agent in to a queue, or out."
             "@param queueId Id of the queue."
             "@param agentId Id of the agent."
             "@param loggedIn `false` logs it out."
             "@throws {NotFoundError} when there is no such agent."
             "@throws {PermissionError} for somebody else, unless the user is an administrator."]
            post loginQueueAgent = "/api/queues/{queueId}/agents/{agentId}/login" (queueId: "string", agentId: "string") with (loggedIn: "boolean") -> "Promise<QueueAgentAnswer>", safe;

            ["Gets a queue in numbers: its agents, its callers now, its calls today."
             "@param id Id of the queue."
             "@throws {NotFoundError} when there is no such queue."]
            get getQueueStats = "/api/queues/{id}/stats" (id: "string") -> "Promise<QueueStatsAnswer>", safe;

            ["Lists the voice menus."]
            get listIvrMenus = "/api/ivr" () query "ListIvrMenusParams" -> "Promise<IvrMenuList>", safe;

            ["Gets a voice menu."
             "@param id Id of the voice menu."
             "@throws {NotFoundError} when there is no such voice menu."]
            get getIvrMenu = "/api/ivr/{id}" (id: "string") -> "Promise<IvrMenuAnswer>", safe;

            ["Creates a voice menu."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when the name or the number is taken."
             "@throws {PermissionError} for anybody but an administrator."]
            post createIvrMenu = "/api/ivr" () body "CreateIvrMenuParams" -> "Promise<IvrMenuAnswer>", acts, admin;

            ["Changes a voice menu: what is absent stays, null empties."
             "@param id Id of the voice menu."
             "@throws {NotFoundError} when there is no such voice menu."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when the name or the number is taken."
             "@throws {PermissionError} for anybody but an administrator."]
            patch updateIvrMenu = "/api/ivr/{id}" (id: "string") body "UpdateIvrMenuParams" -> "Promise<IvrMenuAnswer>", safe, admin;

            ["Deletes a voice menu."
             "@param id Id of the voice menu."
             "@throws {NotFoundError} when there is no such voice menu."
             "@throws {ConflictError} when another menu leads to it."
             "@throws {PermissionError} for anybody but an administrator."]
            delete deleteIvrMenu = "/api/ivr/{id}" (id: "string") -> "Promise<Success>", safe, admin;

            ["Lists the webhooks, and every event that there is."
             "@throws {PermissionError} for anybody but an administrator."]
            get listWebhooks = "/api/webhooks" () query "ListWebhooksParams" -> "Promise<WebhookList>", safe, admin;

            ["Creates a webhook. Its secret is in this answer and in no other."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {PermissionError} for anybody but an administrator."]
            post createWebhook = "/api/webhooks" () body "CreateWebhookParams" -> "Promise<WebhookAnswer>", acts, admin;

            ["Changes a webhook: what is absent stays."
             "@param id Id of the webhook."
             "@throws {NotFoundError} when there is no such webhook."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {PermissionError} for anybody but an administrator."]
            patch updateWebhook = "/api/webhooks/{id}" (id: "string") body "UpdateWebhookParams" -> "Promise<WebhookAnswer>", safe, admin;

            ["Deletes a webhook; what waits to be delivered to it is dropped."
             "@param id Id of the webhook."
             "@throws {NotFoundError} when there is no such webhook."
             "@throws {PermissionError} for anybody but an administrator."]
            delete deleteWebhook = "/api/webhooks/{id}" (id: "string") -> "Promise<Success>", safe, admin;

            ["Posts a test event to a webhook, once, and says what came of it."
             "@param id Id of the webhook."
             "@throws {NotFoundError} when there is no such webhook. That the other side does not answer is no error: the delivery says so."
             "@throws {PermissionError} for anybody but an administrator."]
            post testWebhook = "/api/webhooks/{id}/test" (id: "string") -> "Promise<WebhookDeliveryAnswer>", acts, admin;

            ["Lists what was delivered to a webhook, and what was not, newest first."
             "@param id Id of the webhook."
             "@throws {NotFoundError} when there is no such webhook."
             "@throws {PermissionError} for anybody but an administrator."]
            get listWebhookDeliveries = "/api/webhooks/{id}/deliveries" (id: "string") query "ListWebhookDeliveriesParams" -> "Promise<WebhookDeliveryList>", safe, admin;

            ["Lists the messages, newest first."]
            get listVoicemails = "/api/voicemails" () query "ListVoicemailsParams" -> "Promise<VoicemailList>", safe;

            ["Counts the messages: all that the user may see, or those of one extension."
             "@param extension Number of the extension. Default: all that the user may see."]
            get getVoicemailCount = "/api/voicemails/count" () maybe (extension: "string") -> "Promise<VoicemailCount>", safe;

            ["Gets a message."
             "@param id Id of the message."
             "@throws {NotFoundError} when there is no such message."
             "@throws {PermissionError} for somebody else's message, unless the user is an administrator."]
            get getVoicemail = "/api/voicemails/{id}" (id: "string") -> "Promise<VoicemailAnswer>", safe;

            ["Gets a URL of the audio of a message that an `<audio>` element can play. It holds a signature instead of a token and is good for a short time."
             "@param id Id of the message."
             "@returns The URL, with its host."
             "@throws {NotFoundError} when there is no such message."
             "@throws {PermissionError} for somebody else's message, unless the user is an administrator."]
            get getVoicemailAudioUrl = "/api/voicemails/{id}/audio-url" (id: "string") -> "Promise<string>", safe, url;

            ["Gets the audio of a message; `onProgress` tells how far it is."
             "@param id Id of the message."
             "@returns The audio."
             "@throws {NotFoundError} when there is no such message."
             "@throws {PermissionError} for somebody else's message, unless the user is an administrator."]
            get downloadVoicemailAudio = "/api/voicemails/{id}/audio" (id: "string") -> "Promise<Blob>", safe, blob;

            ["Marks a message as read."
             "@param id Id of the message."
             "@throws {NotFoundError} when there is no such message."
             "@throws {PermissionError} for somebody else's message, unless the user is an administrator."]
            post markVoicemailRead = "/api/voicemails/{id}/read" (id: "string") -> "Promise<VoicemailAnswer>", safe;

            ["Deletes a message."
             "@param id Id of the message."
             "@throws {NotFoundError} when there is no such message."
             "@throws {PermissionError} for somebody else's message, unless the user is an administrator."]
            delete deleteVoicemail = "/api/voicemails/{id}" (id: "string") -> "Promise<Success>", safe;

            ["Deletes messages: those that were read, or those that the parameters name."]
            post bulkDeleteVoicemails = "/api/voicemails/bulk-delete" () perhaps "BulkDeleteVoicemailsParams" -> "Promise<BulkDeleteAnswer>", safe;

            ["Lists the blocked numbers, newest first."]
            get listBlockedNumbers = "/api/blocklist" () query "ListBlockedNumbersParams" -> "Promise<BlockedNumberList>", safe;

            ["Blocks calls from a number, to it, or both."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when it is blocked already."
             "@throws {PermissionError} for anybody but an administrator."]
            post blockNumber = "/api/blocklist" () body "BlockNumberParams" -> "Promise<BlockedNumberAnswer>", acts, admin;

            ["Unblocks a number, by the id of its entry."
             "@param id Id of the entry."
             "@throws {NotFoundError} when there is no such entry."
             "@throws {PermissionError} for anybody but an administrator."]
            delete unblockNumber = "/api/blocklist/{id}" (id: "string") -> "Promise<Success>", safe, admin;

            ["Says whether a number is blocked."
             "@param number The number, with its `+` or without."]
            get checkBlocked = "/api/blocklist/check" () with (number: "string") -> "Promise<BlockedCheck>", safe;

            ["Lists the business hours."]
            get listSchedules = "/api/schedules" () query "ListSchedulesParams" -> "Promise<ScheduleList>", safe;

            ["Gets business hours."
             "@param id Id of the business hours."
             "@throws {NotFoundError} when there is no such schedule."]
            get getSchedule = "/api/schedules/{id}" (id: "string") -> "Promise<ScheduleAnswer>", safe;

            ["Creates business hours."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when the name is taken."
             "@throws {PermissionError} for anybody but an administrator."]
            post createSchedule = "/api/schedules" () body "CreateScheduleParams" -> "Promise<ScheduleAnswer>", acts, admin;

            ["Changes business hours: what is absent stays, null empties."
             "@param id Id of the business hours."
             "@throws {NotFoundError} when there is no such schedule."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {PermissionError} for anybody but an administrator."
             "@throws {ConflictError} when the name is taken."]
            patch updateSchedule = "/api/schedules/{id}" (id: "string") body "UpdateScheduleParams" -> "Promise<ScheduleAnswer>", safe, admin;

            ["Deletes business hours."
             "@param id Id of the business hours."
             "@throws {NotFoundError} when there is no such schedule."
             "@throws {PermissionError} for anybody but an administrator."]
            delete deleteSchedule = "/api/schedules/{id}" (id: "string") -> "Promise<Success>", safe, admin;

            ["Says whether it is open now, why, and until when."
             "@param id Id of the business hours."
             "@throws {NotFoundError} when there is no such schedule."]
            get getScheduleStatus = "/api/schedules/{id}/status" (id: "string") -> "Promise<ScheduleStatus>", safe;

            ["Lists the SIP trunks, without their passwords."
             "@throws {PermissionError} for anybody but an administrator."]
            get listTrunks = "/api/trunks" () query "ListTrunksParams" -> "Promise<TrunkList>", safe, admin;

            ["Gets a SIP trunk, without its password."
             "@param id Id of the trunk."
             "@throws {NotFoundError} when there is no such trunk."
             "@throws {PermissionError} for anybody but an administrator."]
            get getTrunk = "/api/trunks/{id}" (id: "string") -> "Promise<TrunkAnswer>", safe, admin;

            ["Creates a SIP trunk."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {ConflictError} when the name is taken."
             "@throws {PermissionError} for anybody but an administrator."]
            post createTrunk = "/api/trunks" () body "CreateTrunkParams" -> "Promise<TrunkAnswer>", acts, admin;

            ["Changes a SIP trunk: what is absent stays, null empties."
             "@param id Id of the trunk."
             "@throws {NotFoundError} when there is no such trunk."
             "@throws {ValidationError} that names the fields that are wrong."
             "@throws {PermissionError} for anybody but an administrator."
             "@throws {ConflictError} when the name is taken."]
            patch updateTrunk = "/api/trunks/{id}" (id: "string") body "UpdateTrunkParams" -> "Promise<TrunkAnswer>", safe, admin;

            ["Deletes a SIP trunk."
             "@param id Id of the trunk."
             "@throws {NotFoundError} when there is no such trunk."
             "@throws {PermissionError} for anybody but an administrator."]
            delete deleteTrunk = "/api/trunks/{id}" (id: "string") -> "Promise<Success>", safe, admin;

            ["Gets everybody's presence by extension."]
            get getPresence = "/api/presence" () -> "Promise<PresenceAnswer>", safe;

            ["Gets everybody's presence with phones and calls."]
            get getPresenceDetailed = "/api/presence/detailed" () -> "Promise<DetailedPresenceList>", safe;
        }
    };
}
pub(crate) use operations_table;
