// One stream of a virtual patient through all that the server does with a frame, stage by stage, on one thread: JPEG in,
// message out. The peer (Node, sharp, ONNX Runtime) gets the same files, in turn, and ends in landmarks.
import { execFileSync } from 'child_process';
import fs from 'fs';
import os from 'os';
import path from 'path';

const program = 'build/release/bench/ezpt_pipeline';
const peerName = 'Node, sharp + ONNX Runtime';

export default function pipeline({ peers, turns, json }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ezpt-pipeline-'));
  try {
    execFileSync(program, ['draw', folder]);
    const pairs = Array.from({ length: turns }, () => ({
      ours: json(program, ['run', folder]), theirs: json('node', ['bench/peers/pipeline.mjs', peers, folder]),
    }));
    const least = (side) => pairs.map((pair) => pair[side]).reduce((a, b) => (b.frame.p50_ms < a.frame.p50_ms ? b : a));
    const [ours, theirs] = [least('ours'), least('theirs')];
    const row = (what, stage, beside) => ({
      what: `${what}, median`, ms: ours[stage].p50_ms,
      note: `p99 ${ours[stage].p99_ms.toFixed(2)} ms, ${((100 * ours[stage].mean_ms) / ours.frame.mean_ms).toFixed(1)} % of the frame` +
        (beside ? `; the peer's p99 ${theirs[beside].p99_ms.toFixed(2)} ms` : ''),
      ...(beside && { peer: peerName, peerMs: theirs[beside].p50_ms, ratio: ours[stage].p50_ms / theirs[beside].p50_ms, spread: spread(pairs, stage, beside) }),
    });
    return [
      row(`JPEG of 640×480 to pixels, ${ours.frames} frames`, 'decode', 'decode'),
      row('pixels to landmarks: crop, network, tracking', 'landmarks', 'landmarks'),
      row('landmarks to feedback: analyzer, coaching, recognition, record', 'coaching'),
      row('of which the analyzer', 'movement'),
      row('feedback to message', 'message'),
      row(`a whole frame (the peer's ends in landmarks; ${ours.count} repetitions counted)`, 'frame', 'frame'),
    ];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function spread(pairs, stage, beside) {
  const ratios = pairs.map(({ ours, theirs }) => ours[stage].p50_ms / theirs[beside].p50_ms).sort((a, b) => a - b);
  return [ratios[0], ratios.at(-1)];
}
