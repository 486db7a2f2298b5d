// Figures of a queue of the development server, while its agents come and go.
import { expect, inject, test } from 'vitest';
import { useQueueStats, VoIPClient, VoIPProvider } from '@cemscale/voip-sdk';
import { mount, until } from '../lib/page';
import { settingsOf } from '../lib/real';

test('what an agent does is seen by who shows the queue, without asking again', async () => {
  const { apiUrl } = settingsOf('1001');
  const admin = new VoIPClient({ apiUrl });
  await admin.adminLogin(inject('admin'));
  const { queue } = await admin.createQueue({ name: 'Support', extension: '7700', strategy: 'ring-all', agents: ['1001', '1002'] });
  let asked = 0;
  const client = new VoIPClient({
    apiUrl,
    fetch: (url, init) => {
      if (url.endsWith(`/queues/${queue.id}/stats`)) asked += 1;
      return fetch(url, init);
    },
  });
  await client.adminLogin(inject('admin'));
  function Queue() {
    const { stats, error } = useQueueStats(queue.id);
    return <p>{error?.code ?? (stats ? `${stats.agents.paused} of ${stats.agents.total} paused` : '…')}</p>;
  }
  const page = mount(<VoIPProvider client={client}><Queue /></VoIPProvider>);
  await until('the figures', () => page.text === '0 of 2 paused');
  const [agent] = queue.agents;
  await admin.pauseQueueAgent(queue.id, agent!.agentId, true);
  await until('one is paused', () => page.text === '1 of 2 paused');
  await admin.pauseQueueAgent(queue.id, agent!.agentId, false);
  await until('none is', () => page.text === '0 of 2 paused');
  expect(asked).toBe(1);
  page.unmount();
  await admin.deleteQueue(queue.id);
});
