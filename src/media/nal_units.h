#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "media/av.h"
#include "media/orientation.h"

namespace ezpt::media {

/// How the packets of an H.264 or HEVC stream are cut into NAL units.
struct NalFraming {
  AVCodecID codec = AV_CODEC_ID_NONE;  ///< NONE: not a stream of NAL units.
  int length_bytes = 0;                ///< Of the length before each unit; 0: start codes between them.

  [[nodiscard]] static NalFraming Of(const AVCodecParameters& parameters);
};

/// Whether an H.264 packet holds an IDR picture, which needs none before it. An open group of pictures begins with
/// another kind of key picture: some that follow it in the file still build on the group before.
[[nodiscard]] bool HoldsIdr(std::span<const uint8_t> packet, const NalFraming& framing);

/// What a display orientation message says.
struct DisplayOrientation {
  Orientation orientation = Orientation::kUpright;
  bool persists = true;  ///< Until the next one; else for its own picture.
};

/// The packet's display orientation SEI message, turned to the nearest quarter; nothing where it has none. One that
/// cancels an earlier one says kUpright. Malformed units are passed over. Source: ITU-T H.264 D.1.27, H.265 D.2.17.
[[nodiscard]] std::optional<DisplayOrientation> FindDisplayOrientation(std::span<const uint8_t> packet,
                                                                       const NalFraming& framing);

}  // namespace ezpt::media
