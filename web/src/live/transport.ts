// What coaches a set: the server over its WebSocket (server_transport.ts), or the engine in this browser
// (../device/device_transport.ts). Both answer with the messages of docs/formats/live-protocol.md.

import type { Request, ServerMessage } from './protocol';

export type Link = 'connecting' | 'open' | 'lost';
export type Ending = 'busy' | 'elsewhere' | 'refused' | 'connection' | 'device-failed';
/** Where pictures are looked at. */
export type Place = 'device' | 'server';

export interface TransportEvents {
  onLink(link: Link): void;
  onMessage(message: ServerMessage): void;
  /** It is over and does not come back by itself. `detail` is one line for a person, or empty. */
  onEnd(ending: Ending, detail: string): void;
}

export interface Transport {
  readonly place: Place;
  /** Begins, or goes on with, the set. The answer is a `welcome`. */
  connect(): void;
  /** Between the welcome and the end, while the way is free. */
  readonly ready: boolean;
  /** The video shows a new picture, captured at `t` seconds. One is worked on; of those that come meanwhile only the newest waits. */
  offer(video: HTMLVideoElement, t: number): void;
  /** False if it could not be said. */
  send(message: Request): boolean;
  /** Comes back at once if it was waiting. */
  hurry(): void;
  close(): void;
}
