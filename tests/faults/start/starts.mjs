// From the import of a library to its first message, for which it has to be there and connected, and to its registration.
import { openPhone } from '../lab.mjs';
import { startProxy } from '../lib/proxy.mjs';
import { networks, optionsOf } from './settings.mjs';

/**
 * Cold is a browser context with nothing in its cache, warm the second load in it. Each start has a page, and so a
 * renderer, of its own.
 */
export async function measureStarts(lab, { rounds, clients, quick }, keep) {
  const proxies = {};
  for (const [network, delayMs] of Object.entries(networks)) {
    proxies[network] = await startProxy(lab.server.sipWs);
    proxies[network].delay(delayMs);
  }
  for (let round = quick ? 1 : 0; round <= rounds; round += 1) {
    for (const [network, proxy] of Object.entries(proxies)) {
      for (const setting of quick ? ['default'] : ['default', 'best']) {
        for (const client of turned(clients, round)) {
          const start = (context) =>
            openPhone(lab, client, { wsUri: proxy.url, account: lab.server.account('1001'), context, ...optionsOf(client, setting) });
          const first = await start();
          const context = first.page.context();
          await first.page.close();
          const second = await start(context);
          await context.close();
          // What the browser itself loads at first is nobody's.
          if (round === 0) continue;
          for (const [kind, { started }] of [['cold', first], ['warm', second]]) {
            keep({
              case: `${kind} start, ${network}`,
              setting,
              client,
              round,
              readyMs: started.speaks - started.start,
              registeredMs: started.registered - started.start,
            });
          }
        }
      }
    }
  }
  for (const proxy of Object.values(proxies)) await proxy.close();
}

/** Another one begins in each round. */
export const turned = (list, round) => list.map((_, index) => list[(index + round) % list.length]);
