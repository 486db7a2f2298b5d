// Kamailio with the configuration beside this folder, on ports of its own.
import { connect } from 'node:net';
import { executable, startProcess } from '../../e2e/lib/process.mjs';
import { until } from '../../e2e/lib/runner.mjs';
import { freePort } from './ports.mjs';

const configuration = new URL('../kamailio.cfg', import.meta.url).pathname;
export const domain = 'interop.test';

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * Starts it. `modes` are the configuration's definitions without a value, `edgeOf` the address that an edge proxy
 * hands everything to. `kill()` is a crash, `start()` brings it back on the same ports, with nothing remembered.
 */
export async function startKamailio({ modes = ['WITH_SHA256', 'WITH_GRUU'], edgeOf, certificate, ngPort }) {
  const [ws, wss, sip] = [await freePort(), await freePort(), await freePort()];
  const defined = {
    WS_PORT: ws,
    WSS_PORT: wss,
    SIP_PORT: sip,
    NG_ADDRESS: `"udp:127.0.0.1:${ngPort}"`,
    CERTIFICATE: `"${certificate.certificate}"`,
    PRIVATE_KEY: `"${certificate.privateKey}"`,
    ...(edgeOf ? { EDGE_OF: `"${edgeOf}"` } : {}),
  };
  const definitions = [...modes, ...Object.entries(defined).map(([name, value]) => `${name}=${value}`)];
  const args = ['-f', configuration, '-DD', '-E', '-m', '32', ...definitions.flatMap((one) => ['-A', one])];

  let running;
  let earlier = '';
  const start = async () => {
    if (running) earlier += running.log;
    running = await startProcess(executable('VOIP_KAMAILIO', 'kamailio'), args, { what: 'Kamailio' });
    let ended = false;
    void running.exited.then(() => {
      ended = true;
    });
    await until('Kamailio listens', async () => {
      if (ended) throw new Error(`Kamailio ended at once\n${running.log.slice(-3_000)}`);
      return (await accepts(ws)) && (await accepts(wss));
    });
  };
  await start();

  return {
    wsUri: `ws://127.0.0.1:${ws}`,
    wssUri: `wss://127.0.0.1:${wss}`,
    wsPort: ws,
    sipPort: sip,
    sipAddress: `sip:127.0.0.1:${sip}`,
    get log() {
      return earlier + running.log;
    },
    start,
    kill: () => running.kill('SIGKILL'),
    /** The answer of one of its remote procedures. */
    async rpc(method, params = []) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      const answer = await fetch(`http://127.0.0.1:${ws}/RPC`, { method: 'POST', body });
      const { result, error } = await answer.json();
      if (error) throw new Error(`Kamailio refused ${method}: ${JSON.stringify(error)}`);
      return result;
    },
    /** The bindings that it has for a number. */
    async bindings(number) {
      try {
        const { Contacts } = await this.rpc('ul.lookup', ['location', `${number}@${domain}`]);
        return Contacts.map(({ Contact }) => Contact);
      } catch {
        return [];
      }
    },
    dispose: () => running.kill('SIGTERM'),
  };
}
