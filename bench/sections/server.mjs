// The live server under the load of virtual patients, and a plain Node server (ws, sharp, ONNX Runtime) under the same,
// in turn in one run; the figures are of each one's worst turn. The load's own threads run on the same machine and take their share of its cores.
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

/** One turn of ours, on a database on disk: the record is part of the work. */
async function measureOurs(json) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ezpt-load-'));
  try {
    return await measure(json, 'build/release/apps/ezpt',
      ['serve', '--db', `sqlite:${folder}/ezpt.db`, '--listen', `127.0.0.1:${port}`, '--max-sessions', sessions]);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

export default async function server({ peers, turns, json }) {
  const pairs = [];
  for (let turn = 0; turn < turns; turn++) {
    pairs.push({ ours: await measureOurs(json), theirs: await measure(json, 'node', ['bench/peers/node_server.mjs', peers, port, sessions]) });
  }
  const row = (what, of, note = '') => {
    const ratios = pairs.map((pair) => of(pair.ours) / of(pair.theirs)).sort((a, b) => a - b);
    const [ms, peerMs] = ['ours', 'theirs'].map((side) => Math.max(...pairs.map((pair) => of(pair[side]))));
    return { what, ms, peer: 'Node, ws + ONNX Runtime', peerMs, ratio: ms / peerMs, spread: [ratios[0], ratios[turns - 1]], note };
  };
  const answered = (side) => {
    const shares = pairs.map((pair) => Math.round((100 * pair[side].frames_answered) / pair[side].frames_sent));
    const slowest = Math.min(...pairs.map((pair) => pair[side].fewest_answers_a_second));
    return `${Math.min(...shares)}–${Math.max(...shares)} % of the frames answered, the slowest session ${slowest.toFixed(1)} a second`;
  };
  const load = `${sessions} sessions at ${frames} frames a second`;
  return [
    row(`${load}: p50, sent to reply`, (one) => one.reply_ms.p50),
    row(`${load}: p99, sent to reply`, (one) => one.reply_ms.p99, `${answered('ours')}; the peer: ${answered('theirs')}`),
    row(`${pairs[0].ours.refused} more: worst time until told that it is full`, (one) => one.told_busy_ms.worst),
  ];
}
