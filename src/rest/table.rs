//! The table of operations. **One row is all that a new operation takes**: the exported method with its TypeScript,
//! the facade's method with its documentation, the request and its retry rule come from it.
//!
//! A row reads
//!
//! ```text
//! "What it does." verb name = "path with {parameters}" (parameter: "TypeScript type", …)
//!     [body "type" | perhaps "type" | query "type" | with (field: "type") | maybe (field: "type")]
//!     -> "Promise<answer>", safe | acts [, public] [, effect] [, text | blob | url];
//! ```
//!
//! - a `body` must be given by the caller; a body that is `perhaps` given and a `query` may be left out. All three are
//!   named `params` in TypeScript;
//! - `with` and `maybe` name one argument of its own, which goes into the query of a GET and into the body of any other
//!   verb; the latter may be left out;
//! - `safe` operations are repeated after any failure that may pass; `acts` marks those that act on calls or create
//!   things: they are repeated only when that cannot make them act twice;
//! - `public` operations carry no token;
//! - effects: `signs_in` keeps the answer's token, `signs_out` forgets it, `refreshes` replaces it;
//! - an answer is JSON unless it is `text` or a `blob`; of one that is a `url`, that member alone is given, made absolute.

/// Hands the rows to the macro that is named.
macro_rules! operations_table {
    ($with:ident) => {
        $with! {
            "Logs in as the user of an extension. The token of the answer is kept and used from then on."
            post login = "/api/auth/login" () body "LoginParams" -> "Promise<LoginAnswer>", safe, public, signs_in;

            "Logs in as an administrator of a tenant. The token of the answer is kept and used from then on."
            post adminLogin = "/api/auth/admin/login" () body "AdminLoginParams" -> "Promise<LoginAnswer>", safe, public, signs_in;

            "Gets the next token. Seldom needed: it happens by itself before the token ends and after a 401."
            post refresh = "/api/auth/refresh" () -> "Promise<RefreshAnswer>", acts, public, refreshes;

            "Ends the session on the server, forgets the token and closes the realtime connection."
            post logout = "/api/auth/logout" () -> "Promise<Success>", safe, signs_out;

            "Says whom the token stands for."
            get me = "/api/auth/me" () -> "Promise<MeAnswer>", safe;

            "Gets time-limited credentials for the TURN servers, and the list of servers as RTCPeerConnection takes it."
            get getTurnCredentials = "/api/webrtc/turn-credentials" () -> "Promise<TurnCredentials>", safe;

            "Click-to-call: rings the extension and, once it has answered, dials the number."
            post originate = "/api/calls/originate" () body "OriginateParams" -> "Promise<OriginateAnswer>", acts;

            "Hangs up a call."
            post hangup = "/api/calls/{uuid}/hangup" (uuid: "string") -> "Promise<Success>", acts;

            "Transfers a call: the other party is connected to the target. Blind: at once, and who transfers is out of the call. Attended: who transfers talks to the target first, and hangs up to connect the two."
            post transfer = "/api/calls/{uuid}/transfer" (uuid: "string") body "TransferParams" -> "Promise<Success>", acts;

            "Puts a call on hold (the other party hears music), or takes it off hold with `false`."
            post holdCall = "/api/calls/{uuid}/hold" (uuid: "string") maybe (hold: "boolean") -> "Promise<Success>", acts;

            "Parks a call in a slot, 701 to 750; without one, in the first that is free. `*71XX` gets it back."
            post parkCall = "/api/calls/{uuid}/park" (uuid: "string") maybe (slot: "number") -> "Promise<ParkAnswer>", acts;

            "Moves a call to a conference, `main` unless one is named."
            post transferToConference = "/api/calls/{uuid}/conference" (uuid: "string") maybe (name: "string") -> "Promise<ConferenceAnswer>", acts;

            "Lists the calls that are parked."
            get getParkedCalls = "/api/calls/parked" () -> "Promise<ParkedCallList>", safe;

            "Lists the records of calls that are over (CDR), newest first, a page at a time."
            get listCalls = "/api/calls" () query "ListCallsParams" -> "Promise<CallList>", safe;

            "Gets the record of a call that is over."
            get getCall = "/api/calls/{id}" (id: "string") -> "Promise<CallRecordAnswer>", safe;

            "Lists the calls that are up."
            get getActiveCalls = "/api/calls/active" () -> "Promise<ActiveCallList>", safe;

            "Counts calls: those of today, unless another period is named."
            get getCallStats = "/api/calls/stats" () maybe (period: "StatsPeriod") -> "Promise<CallStatsAnswer>", safe;

            "Gets call records as CSV text (RFC 4180) with a head line, newest first. For many of them there is `exportCallsStream`."
            get exportCalls = "/api/calls/export" () query "ExportCallsParams" -> "Promise<string>", safe, text;

            "Lists the extensions."
            get listExtensions = "/api/extensions" () query "ListExtensionsParams" -> "Promise<ExtensionList>", safe;

            "Gets an extension."
            get getExtension = "/api/extensions/{id}" (id: "string") -> "Promise<ExtensionAnswer>", safe;

            "Creates an extension, with which a phone can register at once."
            post createExtension = "/api/extensions" () body "CreateExtensionParams" -> "Promise<ExtensionAnswer>", acts;

            "Changes an extension: what is absent stays, null empties."
            patch updateExtension = "/api/extensions/{id}" (id: "string") body "UpdateExtensionParams" -> "Promise<ExtensionAnswer>", safe;

            "Deletes an extension; its phones are turned away from then on."
            delete deleteExtension = "/api/extensions/{id}" (id: "string") -> "Promise<Success>", safe;

            "Forwards the calls to an extension, or no longer."
            put setCallForward = "/api/extensions/{id}/call-forward" (id: "string") body "SetCallForwardParams" -> "Promise<CallForwardAnswer>", safe;

            "Gets how the calls to an extension are forwarded."
            get getCallForward = "/api/extensions/{id}/call-forward" (id: "string") -> "Promise<CallForwardAnswer>", safe;

            "Gets the extension of a user of the CRM."
            get getExtensionByCrmUser = "/api/extensions/by-crm-user/{crmUserId}" (crmUserId: "string") -> "Promise<ExtensionAnswer>", safe;

            "Says which user of the CRM an extension is: what is absent stays, null empties."
            put updateCrmMapping = "/api/extensions/{id}/crm-mapping" (id: "string") body "UpdateCrmMappingParams" -> "Promise<ExtensionAnswer>", safe;

            "Lists the conferences that are going on."
            get listConferences = "/api/conferences" () -> "Promise<ConferenceList>", safe;

            "Gets a conference with its members."
            get getConference = "/api/conferences/{name}" (name: "string") -> "Promise<ConferenceAnswer>", safe;

            "Adds a call to a conference."
            post joinConference = "/api/conferences/{name}/join" (name: "string") with (callUuid: "string") -> "Promise<ConferenceAnswer>", acts;

            "Removes a member from a conference."
            post kickFromConference = "/api/conferences/{name}/members/{memberId}/kick" (name: "string", memberId: "string") -> "Promise<ConferenceAnswer>", acts;

            "Mutes a member of a conference, or no longer."
            post muteConferenceMember = "/api/conferences/{name}/members/{memberId}/mute" (name: "string", memberId: "string") with (mute: "boolean") -> "Promise<ConferenceAnswer>", acts;

            "Locks a conference, so that nobody else can join, or no longer."
            post lockConference = "/api/conferences/{name}/lock" (name: "string") with (lock: "boolean") -> "Promise<ConferenceAnswer>", acts;

            "Starts or stops the recording of a conference."
            post recordConference = "/api/conferences/{name}/record" (name: "string") with (action: "RecordingAction") -> "Promise<ConferenceAnswer>", acts;

            "Lists the ring groups."
            get listRingGroups = "/api/ring-groups" () query "ListRingGroupsParams" -> "Promise<RingGroupList>", safe;

            "Creates a ring group."
            post createRingGroup = "/api/ring-groups" () body "CreateRingGroupParams" -> "Promise<RingGroupAnswer>", acts;

            "Changes a ring group: what is absent stays."
            patch updateRingGroup = "/api/ring-groups/{id}" (id: "string") body "UpdateRingGroupParams" -> "Promise<RingGroupAnswer>", safe;

            "Deletes a ring group."
            delete deleteRingGroup = "/api/ring-groups/{id}" (id: "string") -> "Promise<Success>", safe;

            "Lists the queues with their agents."
            get listQueues = "/api/queues" () query "ListQueuesParams" -> "Promise<QueueList>", safe;

            "Creates a queue."
            post createQueue = "/api/queues" () body "CreateQueueParams" -> "Promise<QueueAnswer>", acts;

            "Changes a queue: what is absent stays."
            patch updateQueue = "/api/queues/{id}" (id: "string") body "UpdateQueueParams" -> "Promise<QueueAnswer>", safe;

            "Deletes a queue."
            delete deleteQueue = "/api/queues/{id}" (id: "string") -> "Promise<Success>", safe;

            "Sends an agent on a break, or back."
            post pauseQueueAgent = "/api/queues/{queueId}/agents/{agentId}/pause" (queueId: "string", agentId: "string") with (paused: "boolean") -> "Promise<QueueAgentAnswer>", safe;

            "Logs an agent in to a queue, or out."
            post loginQueueAgent = "/api/queues/{queueId}/agents/{agentId}/login" (queueId: "string", agentId: "string") with (loggedIn: "boolean") -> "Promise<QueueAgentAnswer>", safe;

            "Gets a queue in numbers: its agents, its callers now, its calls today."
            get getQueueStats = "/api/queues/{id}/stats" (id: "string") -> "Promise<QueueStatsAnswer>", safe;

            "Lists the voice menus."
            get listIvrMenus = "/api/ivr" () query "ListIvrMenusParams" -> "Promise<IvrMenuList>", safe;

            "Gets a voice menu."
            get getIvrMenu = "/api/ivr/{id}" (id: "string") -> "Promise<IvrMenuAnswer>", safe;

            "Creates a voice menu."
            post createIvrMenu = "/api/ivr" () body "CreateIvrMenuParams" -> "Promise<IvrMenuAnswer>", acts;

            "Changes a voice menu: what is absent stays, null empties."
            patch updateIvrMenu = "/api/ivr/{id}" (id: "string") body "UpdateIvrMenuParams" -> "Promise<IvrMenuAnswer>", safe;

            "Deletes a voice menu."
            delete deleteIvrMenu = "/api/ivr/{id}" (id: "string") -> "Promise<Success>", safe;

            "Lists the webhooks, and every event that there is."
            get listWebhooks = "/api/webhooks" () query "ListWebhooksParams" -> "Promise<WebhookList>", safe;

            "Creates a webhook. Its secret is in this answer and in no other."
            post createWebhook = "/api/webhooks" () body "CreateWebhookParams" -> "Promise<WebhookAnswer>", acts;

            "Changes a webhook: what is absent stays."
            patch updateWebhook = "/api/webhooks/{id}" (id: "string") body "UpdateWebhookParams" -> "Promise<WebhookAnswer>", safe;

            "Deletes a webhook; what waits to be delivered to it is dropped."
            delete deleteWebhook = "/api/webhooks/{id}" (id: "string") -> "Promise<Success>", safe;

            "Posts a test event to a webhook, once, and says what came of it."
            post testWebhook = "/api/webhooks/{id}/test" (id: "string") -> "Promise<WebhookDeliveryAnswer>", acts;

            "Lists what was delivered to a webhook, and what was not, newest first."
            get listWebhookDeliveries = "/api/webhooks/{id}/deliveries" (id: "string") query "ListWebhookDeliveriesParams" -> "Promise<WebhookDeliveryList>", safe;

            "Lists the messages, newest first."
            get listVoicemails = "/api/voicemails" () query "ListVoicemailsParams" -> "Promise<VoicemailList>", safe;

            "Counts the messages: all that the user may see, or those of one extension."
            get getVoicemailCount = "/api/voicemails/count" () maybe (extension: "string") -> "Promise<VoicemailCount>", safe;

            "Gets a message."
            get getVoicemail = "/api/voicemails/{id}" (id: "string") -> "Promise<VoicemailAnswer>", safe;

            "Gets a URL of the audio of a message that an `<audio>` element can play. It holds a signature instead of a token and is good for a short time."
            get getVoicemailAudioUrl = "/api/voicemails/{id}/audio-url" (id: "string") -> "Promise<string>", safe, url;

            "Gets the audio of a message. There is no limit of time unless `timeoutMs` sets one; `onProgress` tells how far it is."
            get downloadVoicemailAudio = "/api/voicemails/{id}/audio" (id: "string") -> "Promise<Blob>", safe, blob;

            "Marks a message as read."
            post markVoicemailRead = "/api/voicemails/{id}/read" (id: "string") -> "Promise<VoicemailAnswer>", safe;

            "Deletes a message."
            delete deleteVoicemail = "/api/voicemails/{id}" (id: "string") -> "Promise<Success>", safe;

            "Deletes messages: those that were read, or those that the parameters name."
            post bulkDeleteVoicemails = "/api/voicemails/bulk-delete" () perhaps "BulkDeleteVoicemailsParams" -> "Promise<BulkDeleteAnswer>", safe;

            "Lists the blocked numbers, newest first."
            get listBlockedNumbers = "/api/blocklist" () query "ListBlockedNumbersParams" -> "Promise<BlockedNumberList>", safe;

            "Blocks calls from a number, to it, or both."
            post blockNumber = "/api/blocklist" () body "BlockNumberParams" -> "Promise<BlockedNumberAnswer>", acts;

            "Unblocks a number, by the id of its entry."
            delete unblockNumber = "/api/blocklist/{id}" (id: "string") -> "Promise<Success>", safe;

            "Says whether a number is blocked."
            get checkBlocked = "/api/blocklist/check" () with (number: "string") -> "Promise<BlockedCheck>", safe;

            "Lists the business hours."
            get listSchedules = "/api/schedules" () query "ListSchedulesParams" -> "Promise<ScheduleList>", safe;

            "Gets business hours."
            get getSchedule = "/api/schedules/{id}" (id: "string") -> "Promise<ScheduleAnswer>", safe;

            "Creates business hours."
            post createSchedule = "/api/schedules" () body "CreateScheduleParams" -> "Promise<ScheduleAnswer>", acts;

            "Changes business hours: what is absent stays, null empties."
            patch updateSchedule = "/api/schedules/{id}" (id: "string") body "UpdateScheduleParams" -> "Promise<ScheduleAnswer>", safe;

            "Deletes business hours."
            delete deleteSchedule = "/api/schedules/{id}" (id: "string") -> "Promise<Success>", safe;

            "Says whether it is open now, why, and until when."
            get getScheduleStatus = "/api/schedules/{id}/status" (id: "string") -> "Promise<ScheduleStatus>", safe;

            "Lists the SIP trunks, without their passwords."
            get listTrunks = "/api/trunks" () query "ListTrunksParams" -> "Promise<TrunkList>", safe;

            "Gets a SIP trunk, without its password."
            get getTrunk = "/api/trunks/{id}" (id: "string") -> "Promise<TrunkAnswer>", safe;

            "Creates a SIP trunk."
            post createTrunk = "/api/trunks" () body "CreateTrunkParams" -> "Promise<TrunkAnswer>", acts;

            "Changes a SIP trunk: what is absent stays, null empties."
            patch updateTrunk = "/api/trunks/{id}" (id: "string") body "UpdateTrunkParams" -> "Promise<TrunkAnswer>", safe;

            "Deletes a SIP trunk."
            delete deleteTrunk = "/api/trunks/{id}" (id: "string") -> "Promise<Success>", safe;

            "Gets everybody's presence by extension."
            get getPresence = "/api/presence" () -> "Promise<PresenceAnswer>", safe;

            "Gets everybody's presence with phones and calls."
            get getPresenceDetailed = "/api/presence/detailed" () -> "Promise<DetailedPresenceList>", safe;
        }
    };
}
pub(crate) use operations_table;
