// The same requests by the SDK and by bare `fetch`, one after the other, first the one and then the other in front: the
// host warms up and slows down for both alike. Runs in Node and in a page.

/** What is asked; `warmUp` calls of each sort are not counted. */
const CASES = [
  { name: 'small answer', path: '/api/auth/me', call: (client) => client.me(), count: 2000, warmUp: 300 },
  { name: '10,000 records', path: '/api/calls', call: (client) => client.listCalls(), count: 60, warmUp: 8 },
];

/** Measures every case against the server at `api`, a tenth of it if `quick`; times are in milliseconds. */
export async function measure(sdk, api, quick = false) {
  const client = new sdk.VoIPClient({ apiUrl: api, token: 'opaque' });
  const headers = { Accept: 'application/json', Authorization: 'Bearer opaque' };
  const results = [];
  for (const { name, path, call, warmUp, ...one } of CASES) {
    const count = quick ? one.count / 10 : one.count;
    const bySdk = () => call(client);
    const bare = async () => {
      const response = await fetch(api + path, { headers });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return response.json();
    };
    const times = { sdk: [], bare: [] };
    for (let n = -warmUp; n < count; n++) {
      const order = n % 2 === 0 ? ['sdk', 'bare'] : ['bare', 'sdk'];
      for (const which of order) {
        const start = performance.now();
        await (which === 'sdk' ? bySdk() : bare());
        const time = performance.now() - start;
        if (n >= 0) times[which].push(time);
      }
    }
    const [ours, theirs] = [summary(times.sdk), summary(times.bare)];
    results.push({ name, count, bare: theirs, sdk: ours, ratio: ours.median / theirs.median, addedMs: ours.median - theirs.median });
  }
  client.dispose();
  return results;
}

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { median: at(0.5), p95: at(0.95) };
}
