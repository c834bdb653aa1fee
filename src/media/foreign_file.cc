#include "media/foreign_file.h"

#include <algorithm>
#include <array>
#include <string>

namespace ezpt::media {
namespace {

constexpr std::string_view kAsPicture = "export it as JPEG or PNG";
constexpr std::string_view kAsVideo = "convert it to a video, MP4 or WebM";
constexpr std::string_view kNeedsPictures = "name a video, a picture (JPEG, PNG) or a landmark stream";

constexpr std::string_view kStreamLines =
    "a landmark stream has one JSON object a line, a header first (docs/formats/landmark-stream.md)";

std::string_view Text(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view At(std::string_view text, std::size_t at, std::size_t count) {
  return at < text.size() ? text.substr(at, count) : std::string_view();
}

struct Magic {
  std::string_view start;
  ForeignFile file;
};

using namespace std::string_view_literals;

constexpr std::array kMagics = {
    Magic{"GIF87a"sv, {"a GIF picture", kAsPicture}},
    Magic{"GIF89a"sv, {"a GIF picture or animation", "convert it to a video, MP4 or WebM, or export it as PNG"}},
    Magic{"II*\0"sv, {"a TIFF or raw picture", kAsPicture}},
    Magic{"MM\0*"sv, {"a TIFF or raw picture", kAsPicture}},
    Magic{"II+\0"sv, {"a TIFF picture", kAsPicture}},
    Magic{"MM\0+"sv, {"a TIFF picture", kAsPicture}},
    Magic{"8BPS"sv, {"a Photoshop picture", kAsPicture}},
    Magic{"\xFF\x0A"sv, {"a JPEG XL picture", kAsPicture}},
    Magic{"\0\0\0\x0CJXL \r\n\x87\n"sv, {"a JPEG XL picture", kAsPicture}},
    Magic{"\0\0\0\x0CjP  \r\n\x87\n"sv, {"a JPEG 2000 picture", kAsPicture}},
    Magic{"\xFF\x4F\xFF\x51"sv, {"a JPEG 2000 picture", kAsPicture}},
    Magic{"\0\0\1\0"sv, {"an icon", kAsPicture}},
    Magic{"%PDF-"sv, {"a PDF document", kNeedsPictures}},
    Magic{"PK\3\4"sv, {"a ZIP archive or an office document", "unpack it and name what is in it"}},
    Magic{"7z\xBC\xAF\x27\x1C"sv, {"a 7-Zip archive", "unpack it and name what is in it"}},
    Magic{"Rar!\x1A\7"sv, {"a RAR archive", "unpack it and name what is in it"}},
    Magic{"BZh"sv, {"a bzip2 archive", "unpack it and name what is in it"}},
    Magic{"\xFD"
          "7zXZ\0"sv,
          {"an xz archive", "unpack it and name what is in it"}},
    Magic{"\x28\xB5\x2F\xFD"sv, {"a Zstandard archive", "unpack it and name what is in it"}},
    Magic{"qoif"sv, {"a QOI picture", kAsPicture}},
    Magic{"SDPX"sv, {"a DPX picture", kAsPicture}},
    Magic{"XPDS"sv, {"a DPX picture", kAsPicture}},
    Magic{"\x76\x2F\x31\x01"sv, {"an OpenEXR picture", kAsPicture}},
    Magic{"YUV4MPEG2 "sv, {"a video without compression (Y4M)", kAsVideo}},
    Magic{"\xFF\xFB"sv, {"a sound recording (MP3)", kNeedsPictures}},
    Magic{"\xFF\xF3"sv, {"a sound recording (MP3)", kNeedsPictures}},
    Magic{"\xFF\xF1"sv, {"a sound recording (AAC)", kNeedsPictures}},
    Magic{"ID3"sv, {"a sound recording (MP3)", kNeedsPictures}},
    Magic{"fLaC"sv, {"a sound recording (FLAC)", kNeedsPictures}},
    Magic{"#EXTM3U"sv, {"a playlist (M3U)", "save the video that it names and name that"}},
    Magic{"\x7F"
          "ELF"sv,
          {"a program", kNeedsPictures}},
};

/// A file of boxes, by the brand it is best used as, then by those it also keeps to.
std::optional<ForeignFile> NameBoxes(std::string_view text) {
  if (At(text, 4, 4) != "ftyp") return std::nullopt;
  const std::string_view brand = At(text, 8, 4);
  for (const std::string_view heic : {"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"}) {
    if (brand == heic) return ForeignFile{"a HEIC picture", kAsPicture};
  }
  if (brand == "avif") return ForeignFile{"an AVIF picture", kAsPicture};
  if (brand == "avis") return ForeignFile{"an AVIF animation", kAsVideo};
  if (brand == "mif1" || brand == "msf1") return ForeignFile{"a HEIF picture", kAsPicture};
  if (brand == "crx ") return ForeignFile{"a raw picture (CR3)", kAsPicture};
  if (brand == "M4A " || brand == "M4B ") return ForeignFile{"a sound recording (M4A)", kNeedsPictures};
  return std::nullopt;
}

std::optional<ForeignFile> NameRiff(std::string_view text) {
  if (!text.starts_with("RIFF")) return std::nullopt;
  const std::string_view kind = At(text, 8, 4);
  if (kind == "WAVE") return ForeignFile{"a sound recording (WAV)", kNeedsPictures};
  if (kind != "WEBP") return std::nullopt;
  constexpr std::size_t kFlagsAt = 20;
  constexpr char kAnimated = 2;
  const bool is_animated = At(text, 12, 4) == "VP8X" && text.size() > kFlagsAt && (text[kFlagsAt] & kAnimated) != 0;
  return is_animated ? ForeignFile{"a WebP animation", kAsVideo} : ForeignFile{"a WebP picture", kAsPicture};
}

/// A bitmap's first two letters are also those of many a text: the size of its second header is asked too.
bool IsBitmap(std::string_view text) {
  constexpr std::size_t kHeaderSizeAt = 14;
  if (!text.starts_with("BM") || text.size() < kHeaderSizeAt + 4) return false;
  const auto size = static_cast<uint8_t>(text[kHeaderSizeAt]);
  return (size == 12 || size == 40 || size == 52 || size == 56 || size == 64 || size == 108 || size == 124) &&
         At(text, kHeaderSizeAt + 1, 3) == "\0\0\0"sv;
}

/// P1 to P6, white space, the width.
bool IsNetpbm(std::string_view text) {
  return text.size() > 3 && text[0] == 'P' && text[1] >= '1' && text[1] <= '6' && (text[2] == '\n' || text[2] == ' ') &&
         (text[3] == '#' || (text[3] >= '0' && text[3] <= '9'));
}

/// Its first two lines have as many commas, two at least.
bool IsTable(std::string_view text) {
  const std::size_t first = text.find('\n'), second = text.find('\n', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return false;
  const auto commas = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(first), ',');
  return commas >= 2 && commas == std::count(text.begin() + static_cast<std::ptrdiff_t>(first),
                                             text.begin() + static_cast<std::ptrdiff_t>(second), ',');
}

bool IsText(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<uint8_t>(c);
    return byte == 0x7F || (byte < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f');
  });
}

std::optional<ForeignFile> NameText(std::string_view text) {
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) {
    return ForeignFile{"a text in UTF-16", kNeedsPictures};
  }
  if (!IsText(text)) return std::nullopt;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const std::string_view begin = first == std::string_view::npos ? std::string_view() : text.substr(first, 64);
  std::string lower(begin);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (lower.starts_with("<!doctype html") || lower.starts_with("<html")) {
    return ForeignFile{"a web page (HTML)", "save the video itself and name that"};
  }
  if (lower.starts_with("<svg") || (lower.starts_with("<?xml") && text.find("<svg") != std::string_view::npos)) {
    return ForeignFile{"a drawing (SVG)", kAsPicture};
  }
  if (lower.starts_with('[')) return ForeignFile{"a JSON array", kStreamLines};
  return ForeignFile{IsTable(text) ? "a table (CSV)" : "a text", kNeedsPictures};
}

}  // namespace

std::optional<ForeignFile> NameForeignFile(std::span<const uint8_t> start) {
  const std::string_view text = Text(start);
  for (const Magic& magic : kMagics) {
    if (text.starts_with(magic.start)) return magic.file;
  }
  if (const auto boxes = NameBoxes(text)) return boxes;
  if (const auto riff = NameRiff(text)) return riff;
  if (IsNetpbm(text)) return ForeignFile{"a picture without compression (PNM)", kAsPicture};
  if (IsBitmap(text)) return ForeignFile{"a BMP picture", kAsPicture};
  return NameText(text);
}

}  // namespace ezpt::media
