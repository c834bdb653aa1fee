// The network between browser and server, to be cut and restored, with a record of everything that went up.

import { createServer, connect, type Server as NetServer, type Socket } from 'node:net';

export class Gate {
  private readonly sockets = new Set<Socket>();
  private readonly up: Buffer[] = [];
  private open = true;

  private constructor(private readonly listener: NetServer, readonly port: number) {}

  static async to(port: number): Promise<Gate> {
    const listener = createServer();
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    const address = listener.address();
    const gate = new Gate(listener, typeof address === 'object' && address !== null ? address.port : 0);
    listener.on('connection', (near) => gate.join(near, port));
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  cut(): void {
    this.open = false;
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.open = true;
  }

  /** Everything that went up since the last call. */
  takeUp(): Buffer {
    return Buffer.concat(this.up.splice(0));
  }

  close(): void {
    this.cut();
    this.listener.close();
  }

  private join(near: Socket, port: number): void {
    if (!this.open) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    near.on('data', (data) => this.up.push(data));
    near.pipe(far);
    far.pipe(near);
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
