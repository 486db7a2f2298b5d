/** A microphone or a loudspeaker. */
export interface AudioDevice {
  /** The browser's id of it, the same in all pages of the site. */
  readonly deviceId: string;
  /** Its name; empty before the user has allowed the microphone. */
  readonly label: string;
  /** The same for what is one piece of hardware, such as the two sides of a headset. */
  readonly groupId: string;
}

/** Whether the page may use the microphone; `unknown` where the browser does not say before it is asked. */
export type MicrophonePermission = 'granted' | 'denied' | 'prompt' | 'unknown';

/** What a device is used for. */
export type DeviceUse = 'input' | 'output' | 'ringtoneOutput';

/** Devices to begin with, by their `deviceId`; the system's own where none is given. */
export interface DeviceOptions {
  /** The microphone. */
  readonly input?: string | null;
  /** What calls are played on. */
  readonly output?: string | null;
  /** What rings. */
  readonly ringtoneOutput?: string | null;
}

/** The devices at one moment: immutable, replaced when something changes. */
export interface DevicesSnapshot {
  /** Microphones. Without those that stand for the system's own choice: that is `null`. */
  readonly inputs: readonly AudioDevice[];
  /** Where sound can be played; empty in browsers that tell no page. */
  readonly outputs: readonly AudioDevice[];
  /** Id of the microphone that is used, or will be by the next call; `null` is the system's own. */
  readonly input: string | null;
  /** Id of the device that calls are played on; `null` is the system's own. */
  readonly output: string | null;
  /** Id of the device that rings; `null` is the system's own. */
  readonly ringtoneOutput: string | null;
  /** Whether the microphone is allowed. */
  readonly permission: MicrophonePermission;
}

/** Devices were plugged in or out, or another one is used than before. */
export interface DeviceChange {
  /** Those that were plugged in. */
  readonly added: readonly AudioDevice[];
  /** Those that were plugged out. */
  readonly removed: readonly AudioDevice[];
  /** Those that were used and are gone. */
  readonly lost: readonly AudioDevice[];
  /** The microphone that is used now, as in {@link DevicesSnapshot}. */
  readonly input: string | null;
  /** What calls are played on now. */
  readonly output: string | null;
  /** What rings now. */
  readonly ringtoneOutput: string | null;
}

/** The browser's `MediaTrackConstraints` for the microphone, those for speech by name. */
export interface AudioConstraints {
  /** Takes what the loudspeaker plays out of the microphone's sound; browsers do when not given. */
  echoCancellation?: boolean;
  /** Takes steady noise out; browsers do when not given. */
  noiseSuppression?: boolean;
  /** Evens out how loud it is; browsers do when not given. */
  autoGainControl?: boolean;
  /** Any other of them. */
  [constraint: string]: unknown;
}

/** What was chosen: kept with its name, because the same device may come back with another id. */
export type Chosen = { readonly [Use in DeviceUse]: AudioDevice | null };
