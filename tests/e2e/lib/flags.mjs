// Chromium's command line, for every launcher of the tests.

/** No network but the machine's own, no graphics, and a page that may play without being touched. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

/**
 * The flags. `microphone` is a file that the fake one plays, `'beep'` for Chromium's own sound, or `null` for none;
 * `permission` may be `'denied'`; with `loopback: false` media take the machine's other addresses.
 */
export function flags({ microphone = 'beep', permission = 'granted', loopback = true } = {}) {
  return [
    ...quiet,
    permission === 'granted' ? '--use-fake-ui-for-media-stream' : '--deny-permission-prompts',
    ...(loopback ? ['--allow-loopback-in-peer-connection'] : []),
    ...(microphone === null ? [] : ['--use-fake-device-for-media-stream']),
    ...(microphone === null || microphone === 'beep' ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
  ];
}

/** Keeps what the page says and what goes wrong in it as lines, which are shown when a test has failed. */
export function keepConsole(page) {
  page.consoleLines = [];
  page.on('console', (message) => page.consoleLines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => page.consoleLines.push(`uncaught: ${error.stack ?? error.message}`));
  return page;
}
