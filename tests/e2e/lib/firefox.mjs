// Headless Firefox ESR over WebDriver BiDi, with its own fake microphone (a steady tone).
import { keepConsole } from './flags.mjs';
import { executable } from './process.mjs';
import puppeteer from 'puppeteer-core';

const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'network.dns.disabled': true,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'privacy.reduceTimerPrecision': false,
};

/**
 * Launches Firefox. `acceptInsecureCerts` takes certificates that nobody signed; with `loopback: false` media take the
 * machine's other addresses. Resolves to `{ browser, newPage(url), close() }`.
 */
export async function startFirefox({ acceptInsecureCerts = false, loopback = true } = {}) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: executable('VOIP_FIREFOX', '/usr/bin/firefox-esr'),
    headless: true,
    acceptInsecureCerts,
    extraPrefsFirefox: { ...preferences, 'media.peerconnection.ice.loopback': loopback },
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const child = browser.process();
  const killAtExit = () => child?.kill('SIGKILL');
  process.on('exit', killAtExit);
  return {
    browser,
    async newPage(url) {
      const page = keepConsole(await browser.newPage());
      if (url) await page.goto(url);
      return page;
    },
    async close() {
      await browser.close();
      process.off('exit', killAtExit);
    },
  };
}
