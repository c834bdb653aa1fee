#include "media/nal_units.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace ezpt::media {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr NalFraming kAvc{AV_CODEC_ID_H264, 4};
constexpr NalFraming kAnnexB{AV_CODEC_ID_H264, 0};
constexpr NalFraming kHevc{AV_CODEC_ID_HEVC, 4};

/// One unit with its length before it.
Bytes Unit(const Bytes& content) {
  Bytes unit(4 + content.size());
  unit[3] = static_cast<uint8_t>(content.size());
  std::copy(content.begin(), content.end(), unit.begin() + 4);
  return unit;
}

/// An H.264 display orientation message behind one of another kind; `turn` in 65536ths, anticlockwise.
Bytes Sei(bool cancel, bool flip_x, bool flip_y, uint32_t turn, bool only_this = false) {
  const uint32_t bits = (cancel ? 1u << 23 : 0) | (flip_x ? 1u << 22 : 0) | (flip_y ? 1u << 21 : 0) | turn << 5 |
                        (only_this ? 1u << 4 : 8);
  Bytes message = {6, 5, 2, 1, 2, 47, 4};
  for (const int shift : {16, 8, 0}) message.push_back(static_cast<uint8_t>(bits >> shift));
  for (const uint8_t end : {0x80, 0x80}) message.push_back(end);
  return message;
}

TEST(NalUnits, AnIdrPictureIsFoundInEitherFraming) {
  EXPECT_TRUE(HoldsIdr(Bytes{0, 0, 0, 2, 6, 1, 0, 0, 0, 2, 0x65, 9}, kAvc));
  EXPECT_FALSE(HoldsIdr(Bytes{0, 0, 0, 2, 6, 1, 0, 0, 0, 2, 0x41, 9}, kAvc));
  EXPECT_TRUE(HoldsIdr(Bytes{0, 0, 0, 1, 6, 1, 0, 0, 1, 0x65, 9}, kAnnexB));
  EXPECT_FALSE(HoldsIdr(Bytes{0, 0, 0, 1, 6, 1, 0, 0, 1, 0x41, 9}, kAnnexB));
}

TEST(NalUnits, DisplayOrientationIsTheNearestQuarter) {
  const auto seen = [](bool flip_x, bool flip_y, uint32_t turn) {
    const auto found = FindDisplayOrientation(Unit(Sei(false, flip_x, flip_y, turn)), kAvc);
    EXPECT_TRUE(found && found->persists);
    return found ? found->orientation : Orientation::kUpright;
  };
  EXPECT_EQ(seen(false, false, 0), Orientation::kUpright);
  EXPECT_EQ(seen(false, false, 0x4000), Orientation::kRotated270);
  EXPECT_EQ(seen(false, false, 0x8000), Orientation::kRotated180);
  EXPECT_EQ(seen(false, false, 0xC000), Orientation::kRotated90);
  EXPECT_EQ(seen(false, false, 0xFFFF), Orientation::kUpright);
  EXPECT_EQ(seen(true, false, 0), Orientation::kMirrored);
  EXPECT_EQ(seen(false, true, 0), Orientation::kMirroredVertically);
  EXPECT_EQ(seen(true, true, 0), Orientation::kRotated180);
  EXPECT_EQ(seen(true, false, 0x4000), Orientation::kTransposed);
  EXPECT_EQ(seen(true, false, 0xC000), Orientation::kTransversed);
}

TEST(NalUnits, OrientationIsCancelledOrForOnePictureOnly) {
  const auto cancelled = FindDisplayOrientation(Unit(Sei(true, false, false, 0x4000)), kAvc);
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->orientation, Orientation::kUpright);
  const auto once = FindDisplayOrientation(Unit(Sei(false, false, false, 0x4000, true)), kAvc);
  ASSERT_TRUE(once);
  EXPECT_FALSE(once->persists);
}

TEST(NalUnits, HevcSaysItInItsOwnUnit) {
  const Bytes message = {39 << 1, 1, 47, 3, 0x18, 0x00, 0x10, 0x80};  // Three quarters, persistent.
  const auto found = FindDisplayOrientation(Unit(message), kHevc);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->orientation, Orientation::kRotated90);
  EXPECT_TRUE(found->persists);
}

TEST(NalUnits, BytesThatKeepStartCodesOutAreNoContent) {
  // A message of 0 0 0 0 7, then one of the orientation: no flips, a quarter, persistent.
  const Bytes sei = {6, 4, 5, 0, 0, 3, 0, 0, 3, 7, 47, 4, 0x08, 0x00, 0x08, 0x80, 0x80};
  EXPECT_EQ(FindDisplayOrientation(Unit(sei), kAvc)->orientation, Orientation::kRotated270);
}

TEST(NalUnits, MalformedOnesArePassedOver) {
  const Bytes whole = Unit(Sei(false, false, false, 0x4000));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(FindDisplayOrientation(std::span(whole).first(size), kAvc)) << size;
    EXPECT_FALSE(HoldsIdr(std::span(whole).first(size), kAnnexB)) << size;
  }
  EXPECT_FALSE(FindDisplayOrientation(Bytes(64, 0xFF), kAnnexB));
  EXPECT_FALSE(FindDisplayOrientation(Unit(Bytes(64, 0xFF)), kHevc));
}

}  // namespace
}  // namespace ezpt::media
