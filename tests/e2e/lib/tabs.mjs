// Chromium with real tabs in one window: all but the one in front are hidden, which pages that Playwright opens never are.
import puppeteer from 'puppeteer-core';
import { executable } from './process.mjs';

/**
 * Launches it with a fake microphone. `permissions` are granted to every page. Resolves to
 * `{ browser, newPage(url), close() }`; a new page is in front, `page.bringToFront()` changes that.
 */
export async function startTabs({ args = [], permissions = ['notifications'] } = {}) {
  const browser = await puppeteer.launch({
    executablePath: executable('VOIP_CHROMIUM', '/usr/bin/chromium'),
    headless: true,
    // These keep hidden pages as quick as those that are seen.
    ignoreDefaultArgs: [
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
      ...args,
    ],
  });
  return {
    browser,
    async newPage(url) {
      const page = await browser.newPage();
      page.consoleLines = [];
      page.on('console', (message) => page.consoleLines.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => page.consoleLines.push(`uncaught: ${error.message}`));
      if (url) {
        await browser.defaultBrowserContext().overridePermissions(new URL(url).origin, permissions);
        await page.goto(url);
      }
      return page;
    },
    close: () => browser.close(),
  };
}

export const visibility = (side) => side.page.evaluate(() => document.visibilityState);
