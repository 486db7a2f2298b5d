// What an application has that the documents' examples speak of.
import type { Call, Softphone, VoIPClient } from '@cemscale/voip-sdk';

declare global {
  const client: VoIPClient;
  const phone: Softphone;
  const call: Call;
  const first: Call;
  const second: Call;
  const consultation: Call;
  const apiUrl: string;
  const wsUri: string;
  const sipDomain: string;
  const extension: string;
  const password: string;
  const token: string;
  const callUuid: string;
  const id: string;
  const audio: HTMLAudioElement;
  const button: HTMLButtonElement;
  function show(...what: unknown[]): void;
  function log(...what: unknown[]): void;
  function redraw(): void;
  function draw(...what: unknown[]): void;
  function askToLogInAgain(): void;
  function bill(callUuid: string, seconds: number): void;
  const app: { post(path: string, raw: unknown, handler: (request: Request_, response: Response_) => void): void };
  const express: { raw(options: { type: () => boolean }): unknown };
  /** What Express gives. */
  interface Request_ {
    body: Uint8Array;
    headers: Record<string, string | string[] | undefined>;
  }
  interface Response_ {
    sendStatus(status: number): void;
    status(status: number): { json(body: unknown): void };
  }
}
