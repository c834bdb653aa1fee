#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "media/exif.h"
#include "media/file.h"
#include "media/image_file.h"
#include "media/image_limits.h"
#include "media/orientation.h"
#include "media/picture_fixture.h"
#include "media/png.h"

namespace ezpt::media {
namespace {

TEST(Exif, OrientationIsReadInBothByteOrders) {
  const std::vector<uint8_t> big = {'E',  'x',  'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
                                    0x01, 0x12, 0,   3,   0, 0, 0,   1,   0, 6,  0, 0, 0, 0, 0, 0};
  EXPECT_EQ(ExifOrientation(big), Orientation::kRotated90);
  const std::vector<uint8_t> little = {'E',  'x',  'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0,
                                       0x12, 0x01, 3,   0,   1, 0, 0,   0,   3,  0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(ExifOrientation(little), Orientation::kRotated180);
  for (std::size_t size = 0; size < 24; ++size) {
    EXPECT_EQ(ExifOrientation({big.data(), size}), Orientation::kUpright);
  }
}

/// A TIFF header and its one entry, the orientation, as a number of `type`.
std::vector<uint8_t> Tiff(char order, uint8_t type, uint8_t value) {
  const bool big = order == 'M';
  std::vector<uint8_t> bytes = {static_cast<uint8_t>(order), static_cast<uint8_t>(order)};
  const auto put = [&](uint32_t number, int width) {
    for (int i = 0; i < width; ++i) {
      bytes.push_back(static_cast<uint8_t>(number >> (8 * (big ? width - 1 - i : i))));
    }
  };
  put(42, 2), put(8, 4), put(1, 2), put(0x0112, 2), put(type, 2), put(1, 4);
  const int width = type == 4 ? 4 : type == 3 ? 2 : 1;
  put(value, width);
  bytes.resize(bytes.size() + static_cast<std::size_t>(4 - width));
  return bytes;
}

TEST(Exif, TheNumberMayBeOfAnyWidth) {
  for (const char order : {'M', 'I'}) {
    for (const uint8_t type : {1, 3, 4}) {
      EXPECT_EQ(TiffOrientation(Tiff(order, type, 6)), Orientation::kRotated90) << order << int{type};
      EXPECT_EQ(TiffOrientation(Tiff(order, type, 9)), Orientation::kUpright);
    }
    EXPECT_EQ(TiffOrientation(Tiff(order, 2, 6)), Orientation::kUpright) << "letters are no number";
  }
  std::vector<uint8_t> mixed = Tiff('M', 3, 6);
  mixed[1] = 'I';
  EXPECT_EQ(TiffOrientation(mixed), Orientation::kUpright);
}

// A picture of 2 × 2 whose pixels have names, read row by row as it is seen after turning.
TEST(Orient, TurnsAsExifSays) {
  constexpr std::string_view kStored = "abcd";  // a b over c d
  Image source(2, 2);
  for (std::size_t i = 0; i < kStored.size(); ++i) {
    source.Row(static_cast<int>(i) / 2)[i % 2 * 3] = static_cast<uint8_t>(kStored[i]);
  }
  const auto seen = [&source](Orientation orientation) {
    Image out;
    Orient(source.view(), orientation, out);
    std::string names;
    for (int y = 0; y < out.height(); ++y) {
      for (int x = 0; x < out.width(); ++x) names += static_cast<char>(out.Row(y)[x * 3]);
    }
    return names;
  };
  EXPECT_EQ(seen(Orientation::kUpright), "abcd");
  EXPECT_EQ(seen(Orientation::kMirrored), "badc");
  EXPECT_EQ(seen(Orientation::kRotated180), "dcba");
  EXPECT_EQ(seen(Orientation::kMirroredVertically), "cdab");
  EXPECT_EQ(seen(Orientation::kTransposed), "acbd");
  EXPECT_EQ(seen(Orientation::kRotated90), "cadb");  // Turned clockwise: what was left is up.
  EXPECT_EQ(seen(Orientation::kTransversed), "dbca");
  EXPECT_EQ(seen(Orientation::kRotated270), "bdac");
}

TEST(Orient, ExchangesWidthAndHeight) {
  const Image source(2, 1);
  Image out;
  Orient(source.view(), Orientation::kRotated90, out);
  EXPECT_EQ(out.width(), 1);
  EXPECT_EQ(out.height(), 2);
}

TEST(Png, RoundTripIsExact) {
  const Image image = Ramp(37, 41);
  const auto bytes = EncodePng(image.view());
  ASSERT_TRUE(bytes.ok());
  const auto decoded = DecodePng(*bytes);
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  ASSERT_EQ(decoded->width(), 37);
  for (int y = 0; y < 41; ++y) {
    for (int i = 0; i < 111; ++i) ASSERT_EQ(decoded->Row(y)[i], image.Row(y)[i]);
  }
  for (std::size_t size = 0; size + 12 < bytes->size(); size += 11) {
    EXPECT_FALSE(DecodePng({bytes->data(), size}).ok());
  }
}

/// One chunk of a PNG: its length, name, bytes and their checksum.
void AppendChunk(const std::string& name, const std::string& bytes, std::vector<uint8_t>& png) {
  const auto number = [&](std::size_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) png.push_back(static_cast<uint8_t>(value >> shift));
  };
  const std::string body = name + bytes;
  number(bytes.size());
  png.insert(png.end(), body.begin(), body.end());
  number(crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
}

constexpr uint8_t kLevel = 0x60;

/// 40×40, 16 bits a channel, RGB, all of it kLevel. `interlace` is the header's; the rows are those of no interlace.
std::vector<uint8_t> SixteenBitPng(char interlace) {
  constexpr std::size_t kSide = 40;
  const std::string row = std::string(1, '\0') + std::string(kSide * 6, static_cast<char>(kLevel));
  std::string raw;
  for (std::size_t y = 0; y < kSide; ++y) raw += row;
  std::string packed(compressBound(static_cast<uLong>(raw.size())), '\0');
  uLongf size = static_cast<uLongf>(packed.size());
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(raw.data()),
                     static_cast<uLong>(raw.size())),
            Z_OK);
  std::vector<uint8_t> png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  AppendChunk("IHDR", std::string("\0\0\0\x28\0\0\0\x28\x10\x02\0\0", 12) + interlace, png);
  AppendChunk("IDAT", packed.substr(0, size), png);
  AppendChunk("IEND", "", png);
  return png;
}

/// The PNG with another chunk before the one named.
std::vector<uint8_t> WithChunk(const std::vector<uint8_t>& png, const std::string& name,
                               const std::vector<uint8_t>& bytes, std::string_view before) {
  std::vector<uint8_t> chunk;
  AppendChunk(name, std::string(bytes.begin(), bytes.end()), chunk);
  std::vector<uint8_t> out = png;
  out.insert(std::search(out.begin(), out.end(), before.begin(), before.end()) - 4, chunk.begin(), chunk.end());
  return out;
}

TEST(Png, IsTurnedUprightByItsExif) {
  const Image image = Ramp(60, 40);
  const auto png = EncodePng(image.view());
  ASSERT_TRUE(png.ok());
  for (const std::string_view before : {"IDAT", "IEND"}) {
    const auto upright = DecodePng(WithChunk(*png, "eXIf", Tiff('M', 4, 6), before));
    ASSERT_TRUE(upright.ok()) << upright.error().message;
    ASSERT_EQ(upright->width(), 40);
    EXPECT_EQ(upright->Row(10)[39 * 3], image.Row(0)[10 * 3]) << "what was left is up";
  }
  const auto odd = DecodePng(WithChunk(*png, "eXIf", {'M', 'M', 0}, "IDAT"));
  ASSERT_TRUE(odd.ok()) << odd.error().message;
  EXPECT_EQ(odd->width(), 60);
}

TEST(Png, AnAnimationIsNoStillPicture) {
  const auto png = EncodePng(Ramp(60, 40).view());
  ASSERT_TRUE(png.ok());
  const auto refused = DecodePng(WithChunk(*png, "acTL", {0, 0, 0, 4, 0, 0, 0, 0}, "IDAT"), "a.png");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("a.png: an animated PNG"), std::string::npos);
}

TEST(Png, SixteenBitsKeepTheirBrightness) {
  const auto decoded = DecodePng(SixteenBitPng('\0'));
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  EXPECT_NEAR(decoded->Row(20)[60], kLevel, 1);
}

TEST(Png, SixteenBitsInterlacedAreRefusedRatherThanMixedUp) {
  EXPECT_EQ(DecodePng(SixteenBitPng('\1')).error().code, ErrorCode::kUnsupported);
}

TEST(ImageFile, ContentDecidesNotTheName) {
  const std::string path = (std::filesystem::temp_directory_path() / "ezpt_media_test_picture.jpg").string();
  ASSERT_TRUE(WritePng(path, Ramp(40, 40).view()).ok());
  const auto image = ReadImage(path);
  ASSERT_TRUE(image.ok()) << image.error().message;
  EXPECT_EQ(image->width(), 40);
  const std::string text = "just words";
  ASSERT_TRUE(WriteFile(path, {reinterpret_cast<const uint8_t*>(text.data()), text.size()}).ok());
  EXPECT_EQ(ReadImage(path).error().code, ErrorCode::kDamaged);
  std::filesystem::remove(path);
  EXPECT_EQ(ReadImage(path).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace ezpt::media
