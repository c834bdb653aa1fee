#include "media/nal_units.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ezpt::media {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr std::array<uint8_t, 3> kStartCode = {0, 0, 1};

/// Takes the next unit off `packet`; empty at its end or where a length makes no sense.
Bytes TakeUnit(Bytes& packet, int length_bytes) {
  if (length_bytes == 0) {
    const auto start = std::search(packet.begin(), packet.end(), kStartCode.begin(), kStartCode.end());
    if (packet.end() - start <= 3) return {};
    const auto body = start + 3;
    const auto end = std::search(body, packet.end(), kStartCode.begin(), kStartCode.end());
    packet = {end, packet.end()};
    return {body, end};
  }
  const auto prefix = static_cast<std::size_t>(length_bytes);
  if (packet.size() <= prefix) return {};
  std::size_t length = 0;
  for (std::size_t i = 0; i < prefix; ++i) length = length << 8 | packet[i];
  if (length > packet.size() - prefix) return {};
  const Bytes unit = packet.subspan(prefix, length);
  packet = packet.subspan(prefix + length);
  return unit;
}

/// The first `count` bytes of a unit's payload, without the bytes that keep start codes out of it.
std::vector<uint8_t> Unescaped(Bytes unit) {
  std::vector<uint8_t> bytes;
  int zeros = 0;
  for (const uint8_t byte : unit) {
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    bytes.push_back(byte);
  }
  return bytes;
}

/// A number of an SEI message's head: 255 as often as it holds, then the rest. Nothing at the unit's end.
std::optional<std::size_t> TakeSum(Bytes& bytes) {
  std::size_t sum = 0;
  while (!bytes.empty()) {
    const uint8_t byte = bytes.front();
    bytes = bytes.subspan(1);
    sum += byte;
    if (byte != 0xFF) return sum;
  }
  return std::nullopt;
}

/// Flips come first, then the anticlockwise turn. A vertical flip is a horizontal one and half a turn.
Orientation OrientationFrom(bool flip_x, bool flip_y, uint32_t anticlockwise_65536ths) {
  constexpr uint32_t kQuarter = 1 << 14;
  const uint32_t anticlockwise = (anticlockwise_65536ths + kQuarter / 2) / kQuarter;
  const uint32_t clockwise = (8 - anticlockwise + (flip_y ? 2 : 0)) % 4;
  constexpr std::array kTurned = {Orientation::kUpright, Orientation::kRotated90, Orientation::kRotated180,
                                  Orientation::kRotated270};
  constexpr std::array kMirroredThenTurned = {Orientation::kMirrored, Orientation::kTransversed,
                                              Orientation::kMirroredVertically, Orientation::kTransposed};
  return flip_x != flip_y ? kMirroredThenTurned[clockwise] : kTurned[clockwise];
}

/// REQUIRES: at least one byte. The fields: cancel, two flips, 16 bits of turn, and whether it persists, which H.264
/// writes as a period whose zero, for "this picture only", is a single 1.
DisplayOrientation ParseOrientation(Bytes payload, AVCodecID codec) {
  if (payload.size() < 3 || (payload[0] & 0x80)) return {};
  const uint32_t bits = uint32_t{payload[0]} << 16 | uint32_t{payload[1]} << 8 | payload[2];
  const bool last_bit = (bits >> 4 & 1) != 0;
  return {OrientationFrom((bits >> 22 & 1) != 0, (bits >> 21 & 1) != 0, bits >> 5 & 0xFFFF),
          codec == AV_CODEC_ID_H264 ? !last_bit : last_bit};
}

std::optional<DisplayOrientation> FindInSei(Bytes unit, AVCodecID codec) {
  constexpr std::size_t kDisplayOrientation = 47;
  const std::vector<uint8_t> unescaped = Unescaped(unit);
  Bytes rest = unescaped;
  for (;;) {
    const std::optional<std::size_t> type = TakeSum(rest);
    const std::optional<std::size_t> size = TakeSum(rest);
    if (!type || !size || *size == 0 || *size > rest.size()) return std::nullopt;
    if (*type == kDisplayOrientation) return ParseOrientation(rest.first(*size), codec);
    rest = rest.subspan(*size);
  }
}

}  // namespace

NalFraming NalFraming::Of(const AVCodecParameters& parameters) {
  const Bytes header(parameters.extradata, static_cast<std::size_t>(std::max(parameters.extradata_size, 0)));
  constexpr std::size_t kAvcLengthAt = 4, kHevcLengthAt = 21;
  if (parameters.codec_id == AV_CODEC_ID_H264) {
    const bool has_lengths = header.size() > kAvcLengthAt && header[0] == 1;
    return {AV_CODEC_ID_H264, has_lengths ? (header[kAvcLengthAt] & 3) + 1 : 0};
  }
  if (parameters.codec_id == AV_CODEC_ID_HEVC) {
    const bool has_lengths = header.size() > kHevcLengthAt && header[0] == 1;
    return {AV_CODEC_ID_HEVC, has_lengths ? (header[kHevcLengthAt] & 3) + 1 : 0};
  }
  return {};
}

bool HoldsIdr(std::span<const uint8_t> packet, const NalFraming& framing) {
  constexpr int kIdr = 5;
  if (framing.codec != AV_CODEC_ID_H264) return false;
  for (Bytes unit = TakeUnit(packet, framing.length_bytes); !unit.empty();
       unit = TakeUnit(packet, framing.length_bytes)) {
    if ((unit[0] & 0x1F) == kIdr) return true;
  }
  return false;
}

std::optional<DisplayOrientation> FindDisplayOrientation(std::span<const uint8_t> packet, const NalFraming& framing) {
  constexpr int kSei = 6, kHevcPrefixSei = 39;
  if (framing.codec == AV_CODEC_ID_NONE) return std::nullopt;
  const bool is_avc = framing.codec == AV_CODEC_ID_H264;
  const std::size_t head = is_avc ? 1 : 2;
  std::optional<DisplayOrientation> found;
  for (Bytes unit = TakeUnit(packet, framing.length_bytes); !unit.empty();
       unit = TakeUnit(packet, framing.length_bytes)) {
    const bool is_sei = is_avc ? (unit[0] & 0x1F) == kSei : (unit[0] >> 1 & 0x3F) == kHevcPrefixSei;
    if (!is_sei || unit.size() <= head) continue;
    if (const auto here = FindInSei(unit.subspan(head), framing.codec)) found = here;
  }
  return found;
}

}  // namespace ezpt::media
