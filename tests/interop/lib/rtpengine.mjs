// rtpengine in user space, between WebRTC and plain RTP.
import { executable, startProcess } from '../../e2e/lib/process.mjs';
import { address, isInside } from './namespace.mjs';
import { freePort, freeRange } from './ports.mjs';

const portsForMedia = 200;

/** Starts it; `ngPort` is where Kamailio controls it. */
export async function startRtpengine() {
  const ngPort = await freePort();
  const first = await freeRange(portsForMedia);
  const args = [
    '--config-file=none', '--foreground', '--log-stderr', '--log-level=6', '--table=-1', `--interface=${isInside() ? address : '127.0.0.1'}`,
    `--listen-ng=127.0.0.1:${ngPort}`, `--port-min=${first}`, `--port-max=${first + portsForMedia - 1}`,
    '--num-threads=2', '--delete-delay=0', '--dtls-cert-cipher=prime256v1',
  ];
  const running = await startProcess(executable('VOIP_RTPENGINE', 'rtpengine'), args, {
    ready: /Startup complete/i,
    what: 'rtpengine',
  });
  return {
    ngPort,
    get log() {
      return running.log;
    },
    dispose: () => running.kill('SIGTERM'),
  };
}
