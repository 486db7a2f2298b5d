// Chromium with real tabs in one window: all but the one in front are hidden, which pages that Playwright opens never are.
import puppeteer from 'puppeteer-core';
import { flags, keepConsole } from './flags.mjs';
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
    args: [...flags(), ...args],
  });
  return {
    browser,
    async newPage(url) {
      const page = keepConsole(await browser.newPage());
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
