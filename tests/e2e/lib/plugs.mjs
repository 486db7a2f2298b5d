// Microphones that can be pulled out. Chromium has several fake ones, and no way to take one away: the page is told so.

/** To be run in a page before its scripts: `plugs.unplug(label)`, `plugs.plug(label)`, and what is used. */
export function plugs() {
  const { mediaDevices } = navigator;
  const enumerate = mediaDevices.enumerateDevices.bind(mediaDevices);
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const clone = MediaStreamTrack.prototype.clone;
  const gone = new Set();
  const tracks = [];
  const players = [];
  const rings = [];
  const isGone = ({ label }) => [...gone].some((one) => label.endsWith(one));

  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this);
    tracks.push(copy);
    return copy;
  };
  mediaDevices.enumerateDevices = async () => (await enumerate()).filter((device) => !isGone(device));
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    const [track] = stream.getAudioTracks();
    if (isGone(track)) {
      track.stop();
      throw new DOMException('', wanted.audio.deviceId ? 'OverconstrainedError' : 'NotFoundError');
    }
    tracks.push(track);
    return stream;
  };
  const Player = globalThis.Audio;
  globalThis.Audio = class extends Player {
    constructor(...all) {
      super(...all);
      players.push(this);
    }
  };
  const Context = globalThis.AudioContext;
  globalThis.AudioContext = class extends Context {
    constructor(...all) {
      super(...all);
      rings.push(this);
    }
  };
  window.plugs = {
    unplug(label) {
      gone.add(label);
      for (const track of tracks.filter((one) => one.readyState === 'live' && isGone(one))) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
    plug(label) {
      gone.delete(label);
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
    /** Names of the microphones that are on. */
    on: () => [...new Set(tracks.filter(({ readyState }) => readyState === 'live').map(({ label }) => label))].join(),
    /** What plays calls, by the name of the device. */
    playsOn: () => players.filter(({ srcObject }) => srcObject).map(({ sinkId }) => sinkId).join(),
    ringsOn: () => rings.filter(({ state }) => state !== 'closed').map(({ sinkId }) => sinkId).join(),
  };
}
