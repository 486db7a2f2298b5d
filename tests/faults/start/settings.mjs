// The networks, and what makes each library as fast as its documentation allows.

/** Milliseconds that every message takes longer, each way. Media are not delayed. */
export const networks = { loopback: 0, '50 ms each way': 50 };

/**
 * Of the phone. The SDK: the module from a file, which browsers compile while it comes, and one tab alone, so that no
 * other is asked whether it has the phone already. JsSIP and SIP.js have nothing that would make them start sooner.
 */
export const optionsOf = (client, setting) => (client === 'ours' && setting === 'best' ? { hosted: true, settings: { multiTab: false } } : {});

// Of a call (`best` in pages/): JsSIP sends its offer with the first candidate (`ready` of its event `icecandidate`)
// instead of the last, SIP.js after 5 ms (`iceGatheringTimeout`) instead of the last candidate or 5 seconds. The SDK has
// nothing that would make a call sooner: its default is its best. All ask for the microphone in each call.
