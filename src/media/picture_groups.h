#pragma once

#include "media/av.h"
#include "media/nal_units.h"

namespace ezpt::media {

/// Where a packet lies among a recording's groups of pictures, and so whether one that does not decode is damage. What
/// was cut out of a longer recording may begin with pictures that lack those they build on: all before the first key
/// frame, and those after it that are shown before it. Any other one that does not decode is damage.
class PictureGroups {
 public:
  /// The next packet, in the file's order.
  void Enter(const AVPacket& packet, const NalFraming& framing);

  /// Whether the packet that was entered last may be passed over. @param shown whether any picture was shown so far
  [[nodiscard]] bool MaySkip(bool shown) const {
    return (!begins_with_key_frame_ && !shown) || (begins_cut_ && is_leading_);
  }

  /// Whether the decoder is to insist on every reference. A picture after an open cut may ask to forget one that was
  /// cut off, which is no damage; what is, is flagged.
  [[nodiscard]] bool IsStrict() const { return !(begins_cut_ && in_first_group_); }

  /// Whether a part of a transport stream is lost. Packets are missing before or in a picture that is flagged; where a
  /// group begins anew right behind it, which needs nothing of what is missing, two recordings were joined.
  [[nodiscard]] bool LacksPart(const AVPacket& packet);

  /// Whether the recording ended where a group had to begin anew.
  [[nodiscard]] bool EndsWithinJoin() const { return until_join_ > 0; }

  [[nodiscard]] int64_t packets() const { return packets_; }

 private:
  int64_t packets_ = 0;
  bool begins_cut_ = false;  ///< Its first picture may need others, or those after it may.
  bool begins_with_key_frame_ = true;
  bool in_first_group_ = true;  ///< Until the second key frame.
  int64_t first_key_pts_ = AV_NOPTS_VALUE;
  bool is_leading_ = false;  ///< The last packet is shown before the first key frame.
  int until_join_ = 0;       ///< Pictures left within which a group must begin anew; 0: nothing is missing.
};

}  // namespace ezpt::media
