// Headless Chromium with a microphone that speaks.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { flags, keepConsole } from './flags.mjs';
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
  const browser = await chromium.launch({
    executablePath: executable('VOIP_CHROMIUM', '/usr/bin/chromium'),
    headless: true,
    args: [
      '--headless=new',
      ...flags({ microphone: microphone === 'fake' ? wav : null, permission, loopback }),
      ...args,
    ],
  });
  return {
    browser,
    async newPage(url, contextOptions = {}) {
      const context = await browser.newContext({ permissions: permission === 'granted' ? ['microphone'] : [], ...contextOptions });
      const page = keepConsole(await context.newPage());
      if (url) await page.goto(url);
      return page;
    },
    async close() {
      await browser.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
