// The peer of the server's capacity: a plain Node server, `ws` for the WebSocket, sharp (libjpeg-turbo, libvips) for the
// picture, ONNX Runtime for the same model. It speaks as much of the live protocol as the load needs, and does less:
// no tracking crop, no smoothing, no movement, no record, just the landmarks.
// usage: node bench/peers/node_server.mjs PEERS PORT MAX_SESSIONS; PEERS has node_modules and movenet.onnx.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createLook } from './look.mjs';

const [peers, port, maxSessions] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const require = createRequire(join(peers, 'package.json'));
const { WebSocketServer } = require('ws');

const headerBytes = 24;
const { decode, find } = await createLook(peers);
const look = async (message) => find(await decode(message.subarray(headerBytes)));

let open = 0;
const server = createServer((_, response) => response.end());
const sockets = new WebSocketServer({ server, path: '/live', maxPayload: 512 * 1024 });
sockets.on('connection', (socket) => {
  let waiting = null;
  let working = false;
  let welcomed = false;
  const work = async () => {
    if (working) return;
    working = true;
    while (waiting !== null) {
      const { message, arrived } = waiting;
      waiting = null;  // The newest frame wins.
      const points = await look(message);
      socket.send(JSON.stringify({
        type: 'feedback', sequence: message.readUInt32LE(4), landmarks: points, count: 0,
        server: { latency_ms: performance.now() - arrived },
      }));
    }
    working = false;
  };
  socket.on('message', (message, binary) => {
    if (binary) {
      waiting = { message, arrived: performance.now() };
      void work();
    } else if (open >= maxSessions) {
      socket.send(JSON.stringify({ type: 'busy', scope: 'session' }));
      socket.close(4005);
    } else {
      open += 1;
      welcomed = true;
      socket.send(JSON.stringify({ type: 'welcome', session: randomBytes(16).toString('hex') }));
    }
  });
  socket.on('close', () => { if (welcomed) open -= 1; });
});
server.listen(port, '127.0.0.1', () => console.log('listening'));
