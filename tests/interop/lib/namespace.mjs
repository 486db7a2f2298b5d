// A network of the tests' own: one interface with one address, and nothing of it leaves the machine.
//
// On the machine's own network the browsers offer a candidate for every address there is, and baresip answers DTLS to
// another one than it was asked from. Where the system lets nobody make a network namespace, the tests run on the
// machine's network all the same.
import { spawn, spawnSync } from 'node:child_process';
import { executable } from '../../e2e/lib/process.mjs';

export const address = '10.11.12.13';
const mark = 'VOIP_INTEROP_NAMESPACE';

/** Ways to get one: as root, and as a user who becomes root in a namespace of users. */
const ways = [
  ['--net', '--'],
  ['--user', '--map-root-user', '--net', '--'],
];

const ip = executable('VOIP_IP', 'ip');
const setUp = `
${ip} link set lo up &&
{ echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 || true; } 2>/dev/null
${ip} link add voip0 type veth peer name voip1 &&
${ip} link set voip1 up &&
${ip} link set voip0 up &&
${ip} address add ${address}/24 dev voip0 &&
${ip} route add default dev voip0
`;

/** True in the namespace. */
export const isInside = () => process.env[mark] === '1';

/**
 * Runs this program again in a namespace and ends with its exit code; returns when that is not possible, or when we
 * are there.
 */
export async function enter() {
  if (isInside()) return;
  const way = ways.find((one) => spawnSync('unshare', [...one, 'sh', '-ec', setUp]).status === 0);
  if (!way) {
    console.log('no network namespace can be made here: the tests run on the machine\'s own network');
    return;
  }
  const command = ['sh', '-ec', `${setUp}\nexec "$@"`, 'sh', process.execPath, ...process.argv.slice(1)];
  const child = spawn('unshare', [...way, ...command], { stdio: 'inherit', env: { ...process.env, [mark]: '1' } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  await new Promise((resolve) => {
    child.once('exit', (code) => process.exit(code ?? 1));
    child.once('error', resolve);
  });
}
