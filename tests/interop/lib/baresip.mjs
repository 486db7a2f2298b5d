// baresip with DTLS-SRTP, ICE and Opus: a telephone that is no browser and not ours.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable, startProcess } from '../../e2e/lib/process.mjs';
import { until } from '../../e2e/lib/runner.mjs';
import { domain } from './kamailio.mjs';
import { freePort } from './ports.mjs';

/** Debian's folder of modules, unless `VOIP_BARESIP_MODULES` names another. */
const modules = process.env.VOIP_BARESIP_MODULES || '/usr/lib/baresip/modules';

/** What it plays and how it listens: gives back what it hears, or a steady tone. */
const sounds = {
  echo: { source: 'aubridge,echo', player: 'aubridge,echo', channels: 1 },
  tone: { source: 'ausine,440', player: 'aubridge,null', channels: 2 },
};

const config = ({ sipPort, controlPort, source, player, channels }) => `
sip_listen 127.0.0.1:${sipPort}
net_interface 127.0.0.1
call_max_calls 4
audio_player ${player}
audio_source ${source}
audio_alert aubridge,null
ausrc_srate 48000
auplay_srate 48000
ausrc_channels ${channels}
auplay_channels ${channels}
opus_stereo no
opus_sprop_stereo no
rtp_timeout 0
rtcp_mux yes
rtp_stats yes
dns_server 127.0.0.1:9
module_path ${modules}
module opus.so
module g711.so
module aubridge.so
module ausine.so
module uuid.so
module stun.so
module ice.so
module dtls_srtp.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${controlPort}
`;

/**
 * Starts it as `number`, registered at `kamailio`. With `sound: 'echo'` it gives back what it hears, until it is put
 * on hold (it does not take its microphone up again after that); with `tone` it plays one.
 */
export async function startBaresip(kamailio, number, { sound = 'echo' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'voip-baresip-'));
  const [sipPort, controlPort] = [await freePort(), await freePort()];
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'config'), config({ sipPort, controlPort, ...sounds[sound] }));
  writeFileSync(join(folder, 'contacts'), '');
  const server = `outbound="${kamailio.sipAddress};transport=udp"`;
  const media = 'mediaenc=dtls_srtp;medianat=ice;audio_codecs=opus;ptime=20';
  const account = `<sip:${number}@${domain};transport=udp>;auth_pass=none;${server};regint=600;${media};answermode=manual`;
  writeFileSync(join(folder, 'accounts'), `${account}\n`);
  const running = await startProcess(executable('VOIP_BARESIP', 'baresip'), ['-4', '-s', '-f', folder], {
    ready: /baresip is ready/i,
    what: 'baresip',
    env: { HOME: join(folder, 'home') },
  });
  const control = await openControl(controlPort);
  await until('baresip is registered', async () => (await kamailio.bindings(number)).length > 0);

  return {
    number,
    get log() {
      return running.log;
    },
    events: control.events,
    command: control.command,
    /** Waits for an event of this type after the ones that were there before `since`. */
    event: (type, since = 0) => until(`baresip tells ${type}`, async () => control.events.slice(since).find((one) => one.type === type)),
    dial: (target) => control.command('dial', `sip:${target}@${domain}`),
    answer: () => control.command('accept'),
    hangUp: () => control.command('hangup'),
    async dispose() {
      control.close();
      await running.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Its control connection: JSON in netstrings, both ways. */
async function openControl(port) {
  const socket = await until('baresip takes commands', () => new Promise((resolve) => {
    const attempt = connect(port, '127.0.0.1');
    attempt.once('connect', () => resolve(attempt));
    attempt.once('error', () => resolve(null));
  }));
  const events = [];
  const waiting = new Map();
  let buffer = Buffer.alloc(0);
  let tokens = 0;
  socket.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const colon = buffer.indexOf(':');
      const end = colon + 1 + Number(buffer.subarray(0, Math.max(colon, 0)));
      if (colon < 0 || buffer.length < end + 1) return;
      const message = JSON.parse(buffer.subarray(colon + 1, end).toString());
      buffer = buffer.subarray(end + 1);
      if (message.event) events.push(message);
      else waiting.get(message.token)?.(message);
    }
  });
  socket.on('error', () => undefined);
  return {
    events,
    close: () => socket.destroy(),
    command(name, params = '') {
      const token = `t${(tokens += 1)}`;
      const text = JSON.stringify({ command: name, params, token });
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`baresip did not answer ${name}`)), 5_000);
        waiting.set(token, (message) => {
          clearTimeout(late);
          waiting.delete(token);
          if (message.ok) resolve(message.data);
          else reject(new Error(`baresip refused ${name}: ${message.data}`));
        });
        socket.write(`${Buffer.byteLength(text)}:${text},`);
      });
    },
  };
}
