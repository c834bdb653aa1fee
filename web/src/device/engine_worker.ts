// The engine's worker as the page sees it: made, measured, and ended.

import type { ServerMessage } from '../live/protocol';
import type { FromWorker, ToWorker } from './messages';
import { say } from '../words';

/** Five megabytes on a slow line; nobody waits for it. */
const measuredWithinMs = 180_000;

export class EngineWorker {
  onMessage: (message: ServerMessage) => void = () => undefined;
  onFailed: (text: string) => void = () => undefined;
  private readonly worker: Worker;
  private measured: ((msPerPicture: number | null) => void) | null = null;

  constructor(url: string) {
    this.worker = new Worker(url, { type: 'module', name: 'ezpt-engine' });
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.receive(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.failed(event.message || say('device.not_started'));
    };
  }

  /** Loads model and module and works for half a second; milliseconds per picture, or nothing where it cannot. */
  measure(exercise: string): Promise<number | null> {
    return new Promise((done) => {
      const timer = setTimeout(() => this.measured?.(null), measuredWithinMs);
      this.measured = (value) => {
        clearTimeout(timer);
        this.measured = null;
        done(value);
      };
      this.send({ type: 'measure', exercise });
    });
  }

  send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  stop(): void {
    this.worker.terminate();
    this.measured?.(null);
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case 'measured': return this.measured?.(message.msPerPicture);
      case 'message': return this.onMessage(message.message);
      case 'failed': return this.failed(message.text);
    }
  }

  private failed(text: string): void {
    if (this.measured !== null) this.measured(null);
    else this.onFailed(text);
  }
}

/** What this browser must have before anything is loaded. */
export function browserCanRunEngine(): boolean {
  return 'Worker' in window && 'WebAssembly' in window && 'OffscreenCanvas' in window && 'indexedDB' in window && 'locks' in navigator;
}
