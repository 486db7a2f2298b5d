// Headless Chromium with a microphone that speaks.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { executable } from './process.mjs';
import { makeSpeechWav } from './wav.mjs';

/**
 * Launches Chromium. `microphone: 'none'` leaves it without one, `permission: 'denied'` refuses it; with
 * `loopback: false` media take the machine's other addresses.
 * Resolves to `{ browser, newPage(url, contextOptions), close() }`; each page has a context of its own.
 */
export async function startChromium({ pitch = 140, microphone = 'fake', permission = 'granted', loopback = true, args = [] } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'voip-chromium-'));
  const wav = makeSpeechWav(join(scratch, 'speech.wav'), { pitch });
  const devices =
    microphone === 'fake'
      ? ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${wav}`]
      : [];
  const browser = await chromium.launch({
    executablePath: executable('VOIP_CHROMIUM', '/usr/bin/chromium'),
    headless: true,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
      ...(permission === 'granted' ? ['--use-fake-ui-for-media-stream'] : ['--deny-permission-prompts']),
      ...(loopback ? ['--allow-loopback-in-peer-connection'] : []),
      ...devices,
      ...args,
    ],
  });
  return {
    browser,
    async newPage(url, contextOptions = {}) {
      const context = await browser.newContext({ permissions: permission === 'granted' ? ['microphone'] : [], ...contextOptions });
      const page = await context.newPage();
      page.consoleLines = [];
      page.on('console', (message) => page.consoleLines.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => page.consoleLines.push(`uncaught: ${error.stack ?? error.message}`));
      if (url) await page.goto(url);
      return page;
    },
    async close() {
      await browser.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
