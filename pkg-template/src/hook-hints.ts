/** Sentences of what the hooks can say before any other part of the package is there. */
export const HOOK_HINTS = {
  call_not_found: 'That call is over.',
  not_started: 'Call start() first.',
  provider_missing:
    'No provider and no options say what to use: give useVoIP its options, or VoIPProvider a client, a softphone or options.',
  unexpected: "Something else went wrong: the error's `cause` says what.",
} as const;
