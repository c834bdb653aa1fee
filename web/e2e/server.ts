// The real server, on its own database and a free port.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
export const binary = process.env.EZPT_BINARY ?? join(root, 'build/release/apps/ezpt');
const startsWithinMs = 60_000;

/** Port 0 of the server would do, but its address must be known before the first request. */
async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? done(address.port) : fail(new Error('no port'))));
    });
  });
}

export class Server {
  private constructor(
    /** Unencrypted; `--tls` answers there only what comes before trust. */
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly log: string[],
  ) {}

  static async start(extra: string[] = [], ip = '127.0.0.1'): Promise<Server> {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: ./x build first`);
    const folder = mkdtempSync(join(tmpdir(), 'ezpt-e2e-'));
    const address = `${ip}:${await freePort()}`;
    const arguments_ = ['serve', '--listen', address, '--db', `sqlite:${join(folder, 'ezpt.db')}`, ...extra];
    const child = spawn(binary, arguments_, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const log: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => log.push(data.toString()));
    const server = new Server(`http://${address}`, child, folder, log);
    await server.untilHealthy();
    return server;
  }

  get output(): string {
    return this.log.join('');
  }

  freeze(): void {
    this.process.kill('SIGSTOP');
  }

  thaw(): void {
    this.process.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    const gone = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGTERM');
    await Promise.race([gone, new Promise((done) => setTimeout(done, 5000))]);
    this.process.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async untilHealthy(): Promise<void> {
    const deadline = Date.now() + startsWithinMs;
    while (Date.now() < deadline) {
      if (this.process.exitCode !== null) throw new Error(`the server ended:\n${this.output}`);
      const healthy = await fetch(`${this.url}/healthz`).then((answer) => answer.ok, () => false);
      if (healthy) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`the server does not answer:\n${this.output}`);
  }
}

/** The command line, for footage. */
export function ezpt(...arguments_: string[]): void {
  execFileSync(binary, arguments_, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}
