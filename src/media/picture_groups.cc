#include "media/picture_groups.h"

namespace ezpt::media {

void PictureGroups::Enter(const AVPacket& packet, const NalFraming& framing) {
  const bool is_key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  ++packets_;
  if (packets_ == 1) {
    begins_with_key_frame_ = is_key;
    const bool needs_none =
        framing.codec != AV_CODEC_ID_H264 || HoldsIdr({packet.data, static_cast<std::size_t>(packet.size)}, framing);
    begins_cut_ = !is_key || !needs_none;
  } else if (is_key && first_key_pts_ != AV_NOPTS_VALUE) {
    in_first_group_ = false;
  }
  if (is_key && first_key_pts_ == AV_NOPTS_VALUE) first_key_pts_ = packet.pts;
  is_leading_ = in_first_group_ && packet.pts != AV_NOPTS_VALUE && packet.pts < first_key_pts_;
}

bool PictureGroups::LacksPart(const AVPacket& packet) {
  // libav's parser holds a picture back until the next one begins: the flag may stand a picture early.
  constexpr int kPicturesUntilJoin = 2;
  if (packet.flags & AV_PKT_FLAG_CORRUPT) {
    until_join_ = kPicturesUntilJoin;
  } else if (packet.flags & AV_PKT_FLAG_KEY) {
    until_join_ = 0;
  } else if (until_join_ > 0) {
    return --until_join_ == 0;
  }
  return false;
}

}  // namespace ezpt::media
