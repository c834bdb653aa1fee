// What the Node peers do with a JPEG: sharp (libjpeg-turbo, libvips) makes the network's input, ONNX Runtime runs the
// same model. No tracking crop, no smoothing, no movement, no record, just the landmarks.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const side = 192;

/** @param peers the folder that has node_modules and movenet.onnx. */
export async function createLook(peers) {
  const require = createRequire(join(peers, 'package.json'));
  const sharp = require('sharp');
  const ort = require('onnxruntime-node');
  const session = await ort.InferenceSession.create(join(peers, 'movenet.onnx'), {
    intraOpNumThreads: Number(process.env.PEER_THREADS ?? '1'), executionMode: 'sequential', graphOptimizationLevel: 'all',
  });
  sharp.concurrency(1);  // The parallelism is that of the sessions.
  return {
    decode: (jpeg) => sharp(jpeg).resize(side, side, { fit: 'contain' }).removeAlpha().raw().toBuffer(),
    find: async (pixels) => {
      const input = new ort.Tensor('float32', Float32Array.from(pixels), [1, side, side, 3]);
      return landmarks(await session.run({ [session.inputNames[0]]: input }));
    },
  };
}

/** The brightest cell of each joint's heat map [1, 17, 48, 48]: the least that one has to do with the model's answer. */
function landmarks(heads) {
  const joints = 17;
  const heat = Object.values(heads).find((head) => head.dims[1] === joints);
  const [height, width] = heat.dims.slice(2);
  return Array.from({ length: joints }, (_, joint) => {
    const map = heat.data.subarray(joint * height * width, (joint + 1) * height * width);
    let best = 0;
    for (let cell = 1; cell < map.length; cell++) if (map[cell] > map[best]) best = cell;
    return [(best % width) / width, Math.floor(best / width) / height, map[best]];
  }).flat();
}
