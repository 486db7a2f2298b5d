/** When things happened, milliseconds since the epoch. */
export const marks = {};

export const now = () => performance.timeOrigin + performance.now();

export function mark(name) {
  marks[name] ??= now();
}

/** Packets and energy that came in, summed over what a peer connection receives. */
export async function audio(connection) {
  const sum = { packetsReceived: 0, packetsSent: 0, energyReceived: 0 };
  if (!connection) return sum;
  (await connection.getStats()).forEach((stat) => {
    if (stat.type === 'inbound-rtp' && stat.kind === 'audio') {
      sum.packetsReceived += stat.packetsReceived ?? 0;
      sum.energyReceived += stat.totalAudioEnergy ?? 0;
    } else if (stat.type === 'outbound-rtp' && stat.kind === 'audio') {
      sum.packetsSent += stat.packetsSent ?? 0;
    }
  });
  return sum;
}

let played = null;

/** Plays what a peer connection receives: without that, browsers decode nothing and measure no energy. */
export function play(connection) {
  const element = document.getElementById('remote');
  const stream = new MediaStream(connection.getReceivers().map((receiver) => receiver.track).filter(Boolean));
  element.srcObject = stream;
  element.play().catch(() => undefined);
  played = connection;
}

/** Ends that: an element with a stream costs the page as much after a call as during it. */
export function silence(connection) {
  if (played !== connection) return;
  document.getElementById('remote').srcObject = null;
  played = null;
}

/** One call of several: `up` and `ended` settle once, `up` rejects if it ends before. `tell` is for its adapter. */
export function handle(hangup) {
  const one = { hangup };
  let answered = false;
  one.up = new Promise((resolve, reject) => {
    one.ended = new Promise((end) => {
      one.tell = {
        up() {
          answered = true;
          resolve();
        },
        ended(why = '') {
          if (!answered) reject(new Error(`the call ended before it was answered: ${why}`));
          end();
        },
      };
    });
  });
  one.up.catch(() => undefined);
  return one;
}
