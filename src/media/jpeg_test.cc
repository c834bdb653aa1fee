#include "media/jpeg.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "media/image_limits.h"
#include "media/picture_fixture.h"

namespace ezpt::media {
namespace {

constexpr int kJpegTolerance = 12;  // Grey levels, quality 85 on a smooth ramp.

TEST(Jpeg, RoundTripStaysClose) {
  const Image image = Ramp(101, 67);
  const auto bytes = EncodeJpeg(image.view());
  ASSERT_TRUE(bytes.ok());
  const auto decoded = DecodeJpeg(*bytes);
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  ASSERT_EQ(decoded->width(), 101);
  ASSERT_EQ(decoded->height(), 67);
  for (int y = 0; y < 67; ++y) {
    for (int i = 0; i < 303; ++i) EXPECT_NEAR(decoded->Row(y)[i], image.Row(y)[i], kJpegTolerance);
  }
}

TEST(Jpeg, ScaledDecodeKeepsTheLongSideAsked) {
  const auto bytes = EncodeJpeg(Ramp(640, 480).view());
  ASSERT_TRUE(bytes.ok());
  Image out;
  const auto info = DecodeJpegInto(*bytes, {.min_long_side = 300}, out);
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(out.width(), 320);
  EXPECT_EQ(out.height(), 240);
  EXPECT_EQ(info->width, 640);
  ASSERT_TRUE(DecodeJpegInto(*bytes, {.min_long_side = 641}, out).ok());
  EXPECT_EQ(out.width(), 640);
}

TEST(Jpeg, EveryTruncationIsAnErrorOrTheWholePicture) {
  const auto bytes = EncodeJpeg(Ramp(64, 48).view());
  ASSERT_TRUE(bytes.ok());
  for (std::size_t size = 0; size + 2 < bytes->size(); size += 7) {
    const auto cut = DecodeJpeg({bytes->data(), size});
    ASSERT_FALSE(cut.ok()) << size << " of " << bytes->size();
    EXPECT_EQ(cut.error().code, ErrorCode::kDamaged);
    EXPECT_EQ(cut.error().message.find('\n'), std::string::npos);
  }
}

/// Red grows from pixel to pixel.
std::vector<uint8_t> Progressive(int width, int height, int scans) {
  std::vector<uint8_t> row(static_cast<std::size_t>(width) * 3, 100);
  for (int i = 0; i < width; ++i) row[static_cast<std::size_t>(i) * 3] = static_cast<uint8_t>(i);
  const std::string jpeg = ProgressiveJpeg(row, height, scans);
  return {jpeg.begin(), jpeg.end()};
}

/// The JPEG up to where its first scan begins: what can be decided from it was decided before any decoding.
std::span<const uint8_t> HeaderOnly(std::span<const uint8_t> jpeg) {
  constexpr std::array<uint8_t, 2> kStartOfScan = {0xFF, 0xDA};
  constexpr std::ptrdiff_t kLongestScanHeader = 14;
  const auto scan = std::search(jpeg.begin(), jpeg.end(), kStartOfScan.begin(), kStartOfScan.end());
  return {jpeg.begin(), scan + kLongestScanHeader};
}

TEST(Jpeg, AnotherSizeThanAnnouncedIsRefusedBeforeAnythingIsDecoded) {
  const std::vector<uint8_t> jpeg = Progressive(1024, 768, 0);
  Image out;
  const auto refused = DecodeJpegInto(HeaderOnly(jpeg), {.announced = JpegInfo{640, 480}}, out, "live frame");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "live frame: the picture is 1024×768, not 640×480 as announced");
  EXPECT_TRUE(out.view().empty()) << "no memory was taken for it";
  EXPECT_TRUE(DecodeJpegInto(jpeg, {.announced = JpegInfo{1024, 768}}, out).ok());
}

TEST(Jpeg, TheAnnouncedSizeIsThatOfTheUprightPicture) {
  auto jpeg = *EncodeJpeg(Ramp(80, 60).view());
  const std::array<uint8_t, 36> turned = {0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0,    0,    'M', 'M',
                                          0,    42,   0, 0,  0,   8,   0,   1,   0x01, 0x12, 0,   3,
                                          0,    0,    0, 1,  0,   6,   0,   0,   0,    0,    0,   0};
  jpeg.insert(jpeg.begin() + 2, turned.begin(), turned.end());
  Image out;
  EXPECT_TRUE(DecodeJpegInto(jpeg, {.announced = JpegInfo{60, 80}}, out).ok());
  EXPECT_FALSE(DecodeJpegInto(jpeg, {.announced = JpegInfo{80, 60}}, out).ok());
}

TEST(Jpeg, ScansWithoutEndAreRefused) {
  EXPECT_TRUE(DecodeJpeg(Progressive(64, 64, 0)).ok());
  EXPECT_TRUE(DecodeJpeg(Progressive(64, 64, 20)).ok());
  const auto refused = DecodeJpeg(Progressive(64, 64, 64), "many.jpg");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(refused.error().message, "many.jpg: a progressive JPEG of more than 24 scans, which no encoder writes");
}

TEST(Jpeg, AProgressivePictureThatTakesTooMuchMemoryIsRefusedByItsHeader) {
  std::vector<uint8_t> jpeg = Progressive(64, 64, 0);
  constexpr std::array<uint8_t, 2> kProgressiveFrame = {0xFF, 0xC2};
  const auto frame = std::search(jpeg.begin(), jpeg.end(), kProgressiveFrame.begin(), kProgressiveFrame.end());
  ASSERT_NE(frame, jpeg.end());
  constexpr std::ptrdiff_t kHeightAt = 5, kWidthAt = 7, kSamplingAt = 11;
  for (const std::ptrdiff_t side : {kHeightAt, kWidthAt}) frame[side] = 0x20, frame[side + 1] = 0x00;  // 8192.
  frame[kSamplingAt] = 0x11;                                                                           // 4:4:4.
  const auto refused = DecodeJpeg(HeaderOnly(jpeg), "large.jpg");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(refused.error().message.find("more than 256 MB"), std::string::npos) << refused.error().message;
}

TEST(Jpeg, OnlyTheEndMarkerMayBeMissing) {
  const auto sequential = *EncodeJpeg(Ramp(64, 48).view());
  for (const std::vector<uint8_t>& jpeg : {sequential, Progressive(64, 48, 0)}) {
    const auto whole = DecodeJpeg(jpeg);
    ASSERT_TRUE(whole.ok());
    for (std::size_t lost = 1; lost < jpeg.size() - 4; ++lost) {
      const auto cut = DecodeJpeg({jpeg.data(), jpeg.size() - lost});
      ASSERT_EQ(cut.ok(), lost <= 2) << lost << " of " << jpeg.size() << " bytes are missing";
      if (!cut.ok()) continue;
      for (int y = 0; y < 48; ++y) {
        EXPECT_TRUE(std::equal(cut->Row(y), cut->Row(y) + whole->width() * 3, whole->Row(y)));
      }
    }
  }
}

TEST(Jpeg, SpaceLaidOutForARestThatNeverCameIsNoPicture) {
  std::vector<uint8_t> jpeg = *EncodeJpeg(Ramp(64, 48).view());
  for (std::size_t kept = jpeg.size() / 2; kept < jpeg.size() - 8; ++kept) {
    std::vector<uint8_t> partial(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(kept));
    partial.resize(jpeg.size(), 0);
    EXPECT_FALSE(DecodeJpeg(partial).ok()) << kept << " of " << jpeg.size();
  }
}

TEST(Jpeg, TooSmallIsRefused) {
  const auto bytes = EncodeJpeg(Ramp(1, 1).view());
  ASSERT_TRUE(bytes.ok());
  const auto decoded = DecodeJpeg(*bytes, "tiny.jpg");
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error().code, ErrorCode::kDamaged);
  EXPECT_NE(decoded.error().message.find("tiny.jpg: 1×1"), std::string::npos);
}

TEST(Jpeg, FlippedBytesNeverCrash) {
  const auto bytes = EncodeJpeg(Ramp(64, 64).view());
  ASSERT_TRUE(bytes.ok());
  for (std::size_t i = 0; i < bytes->size(); ++i) {
    std::vector<uint8_t> bad = *bytes;
    bad[i] ^= 0xFF;
    const auto decoded = DecodeJpeg(bad);
    EXPECT_LE(decoded.ok() ? decoded->width() : 0, kMaxSide);
  }
}

}  // namespace
}  // namespace ezpt::media
