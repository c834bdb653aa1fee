// NAL units and their SEI messages, of H.264 and HEVC, between start codes or behind lengths. The first byte picks
// which.
#include <cstddef>
#include <cstdint>
#include <span>

#include "media/nal_units.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ezpt;
  if (size < 1) return 0;
  const media::NalFraming framing{(data[0] & 1) != 0 ? AV_CODEC_ID_HEVC : AV_CODEC_ID_H264, data[0] >> 1 & 3};
  const std::span packet(data + 1, size - 1);
  media::HoldsIdr(packet, framing);
  const auto found = media::FindDisplayOrientation(packet, framing);
  const auto value = found ? static_cast<int>(found->orientation) : 1;
  if (value < 1 || value > 8) __builtin_trap();
  // A codec's header as a container holds it.
  AVCodecParameters parameters{};
  parameters.codec_id = framing.codec;
  parameters.extradata = const_cast<uint8_t*>(data + 1);
  parameters.extradata_size = static_cast<int>(size - 1);
  media::NalFraming::Of(parameters);
  return 0;
}
