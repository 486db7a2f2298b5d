import { test } from '../lib/runner.mjs';
import { connect, hears, openPhone, same } from '../lib/phones.mjs';

test('Firefox calls Chromium, they hear each other, hold works and Chromium hangs up', async ({ chromium, startFirefox, server, cleanup }) => {
  const firefox = await startFirefox();
  cleanup(firefox.close);
  const foxy = await openPhone(firefox, server, '1001');
  const bea = await openPhone(chromium, server, '1002');
  cleanup(() => Promise.all([foxy.close(), bea.close()]));
  await connect(foxy, bea);
  await Promise.all([hears(foxy), hears(bea)]);
  same(await foxy.h('command', 'hold'), null, 'hold()');
  await foxy.inState('held');
  same(await foxy.h('command', 'resume'), null, 'resume()');
  await Promise.all([hears(foxy), hears(bea)]);
  await bea.h('command', 'hangup');
  same((await foxy.ended()).by, 'remote', 'by whom');
  await bea.ended();
}, { timeoutMs: 90_000 });
