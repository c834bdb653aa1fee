// What comes before the network, beside OpenCV: JPEG to pixels at full and half size, and the cut to 192 × 192. Ours is the mean of a loop of 0.2 s.

const program = 'build/release/src/media/ezpt_media_bench';
const runs = 500;
const steps = [
  ['JPEG of 640×480 to pixels', 'BM_DecodeJpeg640x480/0', 'decode'],
  ['JPEG of 640×480 to pixels, half size', 'BM_DecodeJpeg640x480/320', 'decode_half'],
  ['crop to 192×192, upright', 'BM_CropTo192/0', 'crop'],
  ['crop to 192×192, turned by 90°', 'BM_CropTo192/90', 'crop_turned'],
];

export default function crop({ inTurn, json }) {
  const ours = (name) => {
    const { benchmarks } = json(program, [`--benchmark_filter=^${name}$`, '--benchmark_format=json', '--benchmark_min_time=0.2']);
    return { p10_ms: benchmarks[0].real_time / 1000 };  // the program counts microseconds
  };
  return steps.map(([what, name, peer]) => {
    const { best, ratio, spread } = inTurn(() => ours(name), () => json('/usr/bin/python3', ['bench/peers/opencv_picture.py', peer, runs]));
    return { what, ms: best.ours.p10_ms, peer: best.theirs.name, peerMs: best.theirs.p10_ms, ratio, spread };
  });
}
