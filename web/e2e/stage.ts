// What a set before the camera needs: footage, the server behind a gate, and a browser whose camera plays the footage.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { fakeCamera, launch } from './browser';
import { fiveSquats } from './footage';
import { Gate } from './gate';
import { Server } from './server';

export class Stage {
  private constructor(
    readonly server: Server,
    /** The network between the browser and the server. */
    readonly gate: Gate,
    readonly browser: Browser,
    private readonly folder: string,
  ) {}

  static async set(): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'ezpt-footage-'));
    const camera = join(folder, 'squats.mjpeg');
    fiveSquats(camera);
    const server = await Server.start(['--allow-host', '127.0.0.1']);
    const gate = await Gate.to(Number(new URL(server.url).port));
    return new Stage(server, gate, await launch(...fakeCamera(camera)), folder);
  }

  get url(): string {
    return this.gate.url;
  }

  async strike(): Promise<void> {
    await this.browser.close();
    this.gate.close();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
