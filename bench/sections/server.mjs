// The live server under the load of virtual patients, and a plain Node server (ws, sharp, ONNX Runtime) under the same,
// one after the other in one run. The load's own threads run on the same machine and take their share of its cores.
import { spawn } from 'child_process';
import fs from 'fs';
import net from 'net';
import os from 'os';
import path from 'path';

const port = 18231;
const seconds = 12;
const sessions = Number(process.env.EZPT_LOAD_SESSIONS ?? 12);
const frames = 15;

const reachable = () => new Promise((done) => {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('connect', () => { socket.destroy(); done(true); });
  socket.on('error', () => done(false));
});

/** Starts the server, waits until it listens, loads it, and stops it. */
async function measure(json, command, args) {
  const server = spawn(command, args, { stdio: 'ignore' });
  try {
    for (let i = 0; i < 150 && !(await reachable()); i++) {
      if (server.exitCode !== null) throw new Error(`${command} ended with ${server.exitCode} before it listened`);
      await new Promise((done) => setTimeout(done, 200));
    }
    return json('build/release/bench/ezpt_server_load', ['--port', port, '--sessions', sessions, '--refused', 4, '--seconds', seconds,
      '--patients', 2, '--fps', frames, '--json']);
  } finally {
    server.kill('SIGTERM');
    await new Promise((done) => (server.exitCode !== null ? done() : server.on('exit', done)));
  }
}

export default async function server({ peers, json }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ezpt-load-'));  // On disk: the record is part of the work.
  const ours = await measure(json, 'build/release/apps/ezpt',
    ['serve', '--db', `sqlite:${folder}/ezpt.db`, '--listen', `127.0.0.1:${port}`, '--max-sessions', sessions]);
  fs.rmSync(folder, { recursive: true });
  const theirs = await measure(json, 'node', ['bench/peers/node_server.mjs', peers, port, sessions]);
  const answered = (one) => `${Math.round((100 * one.frames_answered) / one.frames_sent)} % of the frames answered`;
  const row = (what, ms, peerMs, note) => ({ what, ms, peer: 'Node, ws + ONNX Runtime', peerMs, ratio: ms / peerMs, note });
  const load = `${sessions} sessions at ${frames} frames a second`;
  return [
    row(`${load}: p50, sent to reply`, ours.reply_ms.p50, theirs.reply_ms.p50, ''),
    row(`${load}: p99, sent to reply`, ours.reply_ms.p99, theirs.reply_ms.p99,
      `${answered(ours)}, the peer ${answered(theirs)}; the slowest session ${ours.fewest_answers_a_second.toFixed(1)} a second, the peer's ${theirs.fewest_answers_a_second.toFixed(1)}`),
    { what: `${ours.refused} more: worst time until told that it is full`, ms: ours.told_busy_ms.worst, peer: 'Node, ws + ONNX Runtime',
      peerMs: theirs.told_busy_ms.worst, note: '' },
  ];
}
