#include "media/container_layout.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <vector>

namespace ezpt::media {
namespace {

/// A hostile file of tiny elements must not be walked for ever.
constexpr int kMaxElements = 1 << 20;
constexpr int kMaxStreams = 64;

enum class ByteOrder { kBig, kLittle };

/// Numbers at any place of a file.
class FileBytes {
 public:
  explicit FileBytes(std::FILE& file) : file_(file) {
    if (fseeko(&file_, 0, SEEK_END) != 0) return;
    if (const auto size = ftello(&file_); size > 0) size_ = static_cast<uint64_t>(size);
  }

  [[nodiscard]] uint64_t size() const { return size_; }

  /// Nothing where the file has no such byte.
  std::optional<uint64_t> Number(uint64_t at, int bytes, ByteOrder order) {
    std::array<uint8_t, 8> read{};
    if (!Read(at, read.data(), static_cast<std::size_t>(bytes))) return std::nullopt;
    uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) {
      value = value << 8 | read[static_cast<std::size_t>(order == ByteOrder::kBig ? i : bytes - 1 - i)];
    }
    return value;
  }

  /// False where the file does not have them all.
  bool Read(uint64_t at, void* to, std::size_t bytes) {
    if (at > size_ || size_ - at < bytes) return false;
    return fseeko(&file_, static_cast<off_t>(at), SEEK_SET) == 0 && std::fread(to, 1, bytes, &file_) == bytes;
  }

  bool Holds(uint64_t at, std::string_view text) {
    std::array<char, 16> read{};
    return text.size() <= read.size() && Read(at, read.data(), text.size()) &&
           std::string_view(read.data(), text.size()) == text;
  }

 private:
  std::FILE& file_;
  uint64_t size_ = 0;
};

/// An index that is cut off, the recording's or a piece's: its samples are named nowhere else. (Of a box of samples,
/// the index tells.)
bool Mp4IsCut(FileBytes& file) {
  uint64_t at = 0;
  for (int i = 0; i < kMaxElements; ++i) {
    std::optional<uint64_t> size = file.Number(at, 4, ByteOrder::kBig);
    if (size == 1) size = file.Number(at + 8, 8, ByteOrder::kBig);
    constexpr uint64_t kHead = 8;
    if (!size || *size < kHead) return false;
    if (*size > file.size() - at) return file.Holds(at + 4, "moof") || file.Holds(at + 4, "moov");
    at += *size;
  }
  return false;
}

/// RIFF: the list of pictures reaches past the end. A size of 0 or of all ones was never filled in: it says nothing.
bool AviIsCut(FileBytes& file) {
  constexpr uint64_t kHead = 8, kListHead = 12, kUnfilled = 0xFFFFFFFF;
  uint64_t at = 0;
  for (int i = 0; i < kMaxElements; ++i) {
    const std::optional<uint64_t> size = file.Number(at + 4, 4, ByteOrder::kLittle);
    if (!size) return false;
    if (file.Holds(at, "RIFF")) {
      at += kListHead;
      continue;
    }
    const bool is_pictures = file.Holds(at, "LIST") && file.Holds(at + kHead, "movi");
    if (is_pictures && (*size == 0 || *size == kUnfilled)) return false;
    if (*size > file.size() - at - kHead) return is_pictures;
    at += kHead + *size + (*size & 1);
  }
  return false;
}

struct EbmlElement {
  uint64_t id = 0;
  uint64_t body = 0;             ///< Where its content begins.
  std::optional<uint64_t> size;  ///< Nothing: until what cannot be within it.
};

/// Nothing where there is no element or the file ends within its head; `ends_here` tells these apart.
std::optional<EbmlElement> ReadElement(FileBytes& file, uint64_t at, bool& ends_here) {
  EbmlElement element;
  for (const bool is_size : {false, true}) {
    const std::optional<uint64_t> first = file.Number(at, 1, ByteOrder::kBig);
    if (!first || *first == 0) {
      ends_here = !first;
      return std::nullopt;
    }
    int bytes = 1;
    for (uint64_t mark = 0x80; (*first & mark) == 0; mark >>= 1) ++bytes;
    const std::optional<uint64_t> number = file.Number(at, bytes, ByteOrder::kBig);
    if (!number) {
      ends_here = true;
      return std::nullopt;
    }
    at += static_cast<uint64_t>(bytes);
    if (!is_size) {
      element.id = *number;
    } else {
      const uint64_t mark = uint64_t{1} << (7 * bytes);
      if (*number - mark != mark - 1) element.size = *number - mark;
    }
  }
  element.body = at;
  return element;
}

bool MatroskaIsCut(FileBytes& file) {
  constexpr uint64_t kSegment = 0x18538067, kCluster = 0x1F43B675, kBlockGroup = 0xA0, kSimpleBlock = 0xA3;
  uint64_t at = 0;
  for (int i = 0; i < kMaxElements && at < file.size(); ++i) {
    bool ends_here = false;
    const std::optional<EbmlElement> element = ReadElement(file, at, ends_here);
    if (!element) return ends_here;
    const bool is_opened = element->id == kSegment || (element->id == kCluster && !element->size);
    if (!element->size && !is_opened) return false;
    if (element->size && *element->size > file.size() - element->body) {
      return element->id == kSegment || element->id == kCluster || element->id == kBlockGroup ||
             element->id == kSimpleBlock;
    }
    at = is_opened ? element->body : element->body + *element->size;
  }
  return false;
}

/// The object that holds the packets reaches past the end.
bool AsfIsCut(FileBytes& file) {
  constexpr std::string_view kDataObject("\x36\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C", 16);
  constexpr uint64_t kHead = 24;
  uint64_t at = 0;
  for (int i = 0; i < kMaxElements; ++i) {
    const std::optional<uint64_t> size = file.Number(at + 16, 8, ByteOrder::kLittle);
    if (!size || *size < kHead) return false;
    if (*size > file.size() - at) return file.Holds(at, kDataObject);
    at += *size;
  }
  return false;
}

/// A transport packet begins with 0x47 every 188, 192 or 204 bytes; the last one is not whole.
bool TransportStreamIsCut(FileBytes& file, uint64_t distance) {
  constexpr uint64_t kPacket = 188, kSync = 0x47;
  constexpr uint64_t kCompared = 8;
  if (distance < kPacket || file.size() < kCompared * distance) return false;
  for (uint64_t rest = 1; rest <= distance; ++rest) {
    bool is_sync = true;
    for (uint64_t i = 0; i < kCompared && is_sync; ++i) {
      is_sync = file.size() >= rest + i * distance &&
                file.Number(file.size() - rest - i * distance, 1, ByteOrder::kBig) == kSync;
    }
    if (is_sync) return rest < kPacket;
  }
  return false;
}

/// A page that is not all there, or a stream without the page that is marked as its last.
bool OggIsCut(FileBytes& file) {
  constexpr uint64_t kFlagsAt = 5, kStreamAt = 14, kSegmentsAt = 26, kHead = 27, kLastPage = 4;
  std::vector<uint64_t> open;  // Streams that have not ended.
  uint64_t at = 0;
  for (int i = 0; i < kMaxElements && at < file.size(); ++i) {
    if (file.size() - at >= 4 && !file.Holds(at, "OggS")) return false;
    const std::optional<uint64_t> segments = file.Number(at + kSegmentsAt, 1, ByteOrder::kLittle);
    if (!segments) return true;
    std::array<uint8_t, 255> lengths{};
    if (!file.Read(at + kHead, lengths.data(), *segments)) return true;
    const uint64_t size = std::accumulate(lengths.begin(), lengths.end(), kHead + *segments);
    if (size > file.size() - at) return true;
    const uint64_t stream = file.Number(at + kStreamAt, 4, ByteOrder::kLittle).value_or(0);
    const uint64_t flags = file.Number(at + kFlagsAt, 1, ByteOrder::kLittle).value_or(0);
    const auto known = std::find(open.begin(), open.end(), stream);
    if ((flags & kLastPage) == 0) {
      if (known == open.end()) open.push_back(stream);
    } else if (known != open.end()) {
      open.erase(known);
    }
    if (open.size() > kMaxStreams) return false;
    at += size;
  }
  return !open.empty();
}

}  // namespace

bool LayoutIsCut(std::FILE& opened, std::string_view container, uint64_t packet_distance) {
  FileBytes file(opened);
  if (container.starts_with("mov")) return Mp4IsCut(file);
  if (container == "avi") return AviIsCut(file);
  if (container.starts_with("matroska")) return MatroskaIsCut(file);
  if (container.starts_with("asf")) return AsfIsCut(file);
  if (container == "ogg") return OggIsCut(file);
  return container == "mpegts" && TransportStreamIsCut(file, packet_distance);
}

std::string_view MissingIndex(std::FILE& opened) {
  constexpr std::string_view kWithin = "cut short: the file ends within its index";
  constexpr uint64_t kHead = 8;
  FileBytes file(opened);
  if (file.Holds(0, "RIFF") && file.Holds(8, "AVI ")) {
    const std::optional<uint64_t> size = file.Number(16, 4, ByteOrder::kLittle);
    return !size || *size > file.size() - 20 ? kWithin : std::string_view();
  }
  if (!file.Holds(4, "ftyp")) return {};
  uint64_t at = 0;
  for (int i = 0; i < kMaxElements && at < file.size(); ++i) {
    std::optional<uint64_t> size = file.Number(at, 4, ByteOrder::kBig);
    if (size == 1) size = file.Number(at + kHead, 8, ByteOrder::kBig);
    const bool is_whole = size && *size >= kHead && *size <= file.size() - at;
    if (file.Holds(at + 4, "moov")) return is_whole ? std::string_view() : kWithin;
    if (!is_whole) break;
    at += *size;
  }
  return "cut short: its index (moov), which a recorder writes last, is missing";
}

}  // namespace ezpt::media
