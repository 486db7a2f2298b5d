// A page with every hook, made with the React and the package that it is given: a server renders it in Node, and the
// browser takes it over.

/**
 * The page as a component; `more` are properties of its options that a browser alone has, and `found` is given what
 * `useVoIP` returns.
 */
export function pageOf({ createElement: h, Fragment }, sdk, more = {}, found = () => {}) {
  const { VoIPProvider, useVoIP, useCalls, useCall, useCallStatus, useDevices, usePresence, useQueueStats } = sdk;
  // A relative address is good in a page, and none on a server.
  const options = { apiUrl: '/', sipDomain: 'acme.test', wsUri: 'wss://acme.test/sip', ...more };

  function Everything() {
    const voip = useVoIP();
    found(voip);
    const { isLoggedIn, isRegistered, currentCall, calls, error, role } = voip;
    const status = useCallStatus('u-1');
    const row = usePresence('1001');
    const list = usePresence(['1001', '1002']);
    const all = usePresence();
    const queue = useQueueStats('q-1');
    return h('p', null, JSON.stringify({
      isLoggedIn, isRegistered, currentCall, calls, error, role,
      joined: useCalls(), call: useCall('u-1') ?? null, state: status.state, loading: [status.isLoading, queue.isLoading],
      row: row ?? null, list: Object.keys(list), all, stats: queue.stats ?? null, permission: useDevices().permission,
    }));
  }

  function Alone() {
    const { isRegistered } = useVoIP(options);
    return h('p', null, isRegistered ? 'Online' : 'Offline');
  }

  return function Page() {
    return h(Fragment, null, h(VoIPProvider, { options }, h(Everything)), h(Everything), h(Alone));
  };
}
