// The component of the first version's documentation, in a real page with real calls.
import { test } from 'vitest';
import { mount, until } from '../lib/page';
import { hears, phoneOf, settingsOf, sip } from '../lib/real';

test("the first version's PhoneWidget logs in, calls, holds, mutes and hangs up, and answers", async () => {
  const other = await phoneOf('1002');
  Object.assign(window, { widgetSettings: { ...settingsOf('1001'), number: '1002' } });
  const { PhoneWidget } = await import('../../e2e/pages/widget');
  const page = mount(<PhoneWidget />);
  const press = async (name: string) => {
    const button = () => [...page.container.querySelectorAll('button')].find((one) => one.textContent === name);
    await until(`a button ${name}`, button);
    button()!.click();
  };
  await until('it is there', () => page.text.includes('Status: Offline'));
  await (window as any).init();
  await until('it is online', () => page.text.includes('Status: Online'));

  const incoming = new Promise<any>((resolve) => other.on('incoming', resolve));
  await press('Call');
  await until('it rings', () => /outbound: .+ \(ringing\)/.test(page.text));
  await (await incoming).answer();
  await until('it is up', () => /outbound: .+ \(active\)/.test(page.text));
  await hears();
  await press('Hold');
  await until('it is held', () => page.text.includes('(held)') && page.text.includes('Resume'));
  await press('Resume');
  await until('it is taken back', () => page.text.includes('(active)'));
  await press('Mute');
  await until('it is muted', () => page.text.includes('Unmute'));
  await press('Unmute');
  await press('Hangup');
  await until('it is over', () => page.text === 'Status: OnlineCall');

  await other.call('1001');
  await until('it rings here', () => /inbound: .+ \(ringing\)/.test(page.text));
  await press('Answer');
  await until('it is up here', () => /inbound: .+ \(active\)/.test(page.text));
  await hears();
  await press('Hangup');
  await until('it is over here', () => page.text === 'Status: OnlineCall' && other.calls.length === 0);
  page.unmount();
  await until('the phone rests', () => sip.filter((one) => one.readyState <= 1).length === 1);
  await other.stop();
});
