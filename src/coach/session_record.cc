#include "coach/session_record.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "coach/record_bytes.h"
#include "coach/session_record_header.h"

namespace ezpt::coach {
namespace {

constexpr float kMaxCoordinate = 1e6F;  ///< Pixels or metres.
constexpr double kMaxSeconds = 1e12;    ///< Past any clock's origin.
constexpr uint8_t kFrameItem = 1;
constexpr uint8_t kCommandItem = 2;
constexpr std::size_t kChecksumBytes = sizeof(uint64_t);

using record_header::Damaged;

bool HasDepth(body::Space space) { return space != body::Space::kImage; }

void PutPose(RecordWriter& out, const body::Pose& pose) {
  for (const body::Landmark& point : pose.view()) {
    out.PutFloat(point.x);
    out.PutFloat(point.y);
    if (HasDepth(pose.space)) out.PutFloat(point.z);
    out.PutFloat(point.score);
  }
}

bool InRange(float value) { return std::isfinite(value) && std::fabs(value) <= kMaxCoordinate; }

Result<body::Pose> GetPose(RecordReader& in, const body::StreamInfo& stream) {
  body::Pose pose;
  pose.topology = stream.topology;
  pose.space = stream.space;
  for (body::Landmark& point : pose.view()) {
    point.x = in.GetFloat();
    point.y = in.GetFloat();
    if (HasDepth(stream.space)) point.z = in.GetFloat();
    point.score = in.GetFloat();
    if (!InRange(point.x) || !InRange(point.y) || !InRange(point.z))
      return Damaged("a coordinate is not a number in range");
    if (!(point.score >= 0.0F && point.score <= 1.0F)) return Damaged("a score is outside 0 to 1");
  }
  return pose;
}

Result<RecordItem> GetItem(RecordReader& in, const body::StreamInfo& stream) {
  const auto type = in.Get<uint8_t>();
  const double t = in.GetDouble();
  if (!(t >= 0.0 && t <= kMaxSeconds)) return Damaged("a time is not a number in range");
  if (type == kCommandItem) {
    const auto kind = in.Get<uint8_t>();
    const auto reason = in.Get<uint8_t>();
    if (kind > static_cast<uint8_t>(CommandKind::kStop)) return Damaged("unknown command");
    if (reason > static_cast<uint8_t>(StopReason::kOther)) return Damaged("unknown reason");
    return RecordItem(Command{static_cast<CommandKind>(kind), static_cast<StopReason>(reason), Seconds(t)});
  }
  if (type != kFrameItem) return Damaged("unknown kind of item");
  RecordedFrame recorded;
  recorded.frame.t = Seconds(t);
  recorded.sequence = in.Get<uint32_t>();
  recorded.light = in.Get<uint8_t>();
  const auto found = in.Get<uint8_t>();
  if (found > 1) return Damaged("unknown flag");
  if (found == 1) {
    EZPT_TRY(recorded.frame.pose, GetPose(in, stream));
  }
  return RecordItem(std::move(recorded));
}

/// As the pipeline asks of what it is given: frames grow in time and sequence, and a request is not before them.
bool Follows(const RecordItem& item, const std::vector<RecordItem>& before) {
  if (!before.empty() && TimeOf(item) < TimeOf(before.back())) return false;
  const auto* frame = std::get_if<RecordedFrame>(&item);
  if (frame == nullptr) return true;
  const auto is_frame = [](const RecordItem& earlier) { return std::holds_alternative<RecordedFrame>(earlier); };
  const auto last = std::find_if(before.rbegin(), before.rend(), is_frame);
  if (last == before.rend()) return true;
  return frame->sequence > std::get<RecordedFrame>(*last).sequence && frame->frame.t > TimeOf(*last);
}

void PutItem(RecordWriter& out, const RecordItem& item) {
  if (const auto* command = std::get_if<Command>(&item)) {
    out.Put(kCommandItem);
    out.PutDouble(command->t.value);
    out.Put(static_cast<uint8_t>(command->kind));
    out.Put(static_cast<uint8_t>(command->reason));
    return;
  }
  const auto& recorded = std::get<RecordedFrame>(item);
  out.Put(kFrameItem);
  out.PutDouble(recorded.frame.t.value);
  out.Put(recorded.sequence);
  out.Put(recorded.light);
  out.Put(static_cast<uint8_t>(recorded.frame.pose ? 1 : 0));
  if (recorded.frame.pose) PutPose(out, *recorded.frame.pose);
}

}  // namespace

std::string_view Name(StopReason reason) {
  switch (reason) {
    case StopReason::kDone:
      return "done";
    case StopReason::kPain:
      return "pain";
    case StopReason::kFatigue:
      return "fatigue";
    case StopReason::kOther:
      return "other";
  }
  return "";
}

std::optional<StopReason> ParseStopReason(std::string_view name) {
  for (const StopReason reason : {StopReason::kDone, StopReason::kPain, StopReason::kFatigue, StopReason::kOther}) {
    if (Name(reason) == name) return reason;
  }
  return std::nullopt;
}

Seconds TimeOf(const RecordItem& item) {
  if (const auto* command = std::get_if<Command>(&item)) return command->t;
  return std::get<RecordedFrame>(item).frame.t;
}

std::string EncodeChunk(const RecordChunk& chunk) {
  RecordWriter out;
  record_header::Put(chunk, out);
  out.Put(static_cast<uint16_t>(chunk.items.size()));
  for (const RecordItem& item : chunk.items) PutItem(out, item);
  out.Put(Checksum(out.bytes()));
  return out.Take();
}

Result<RecordChunk> DecodeChunk(std::span<const std::byte> bytes) {
  if (bytes.size() > kMaxChunkBytes) {
    return Error{ErrorCode::kLimitExceeded, "session record: a chunk is over 1 MiB; send one a second"};
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.size() < kChecksumBytes) return Damaged("truncated");
  RecordReader in(text.substr(0, text.size() - kChecksumBytes));
  EZPT_TRY(const uint16_t version, record_header::GetVersion(in));
  RecordReader tail(text.substr(text.size() - kChecksumBytes));
  if (tail.Get<uint64_t>() != Checksum(text.substr(0, text.size() - kChecksumBytes))) {
    return Damaged("truncated or altered (wrong checksum)");
  }
  RecordChunk chunk;
  EZPT_CHECK_OK(record_header::Get(in, version, chunk));
  const auto count = in.Get<uint16_t>();
  if (count > kMaxChunkItems) return Error{ErrorCode::kLimitExceeded, "session record: over 4096 items in a chunk"};
  for (uint16_t i = 0; i < count && !in.truncated(); ++i) {
    EZPT_TRY(RecordItem item, GetItem(in, chunk.stream));
    if (!Follows(item, chunk.items)) return Damaged("a time or sequence does not grow");
    chunk.items.push_back(std::move(item));
  }
  if (in.truncated()) return Damaged("truncated");
  if (!in.at_end()) return Damaged("bytes left over");
  return chunk;
}

ChunkWriter::ChunkWriter(const body::StreamInfo& stream, SessionOptions options, Provenance provenance,
                         uint32_t first_index) {
  open_.index = first_index;
  open_.stream = stream;
  open_.options = std::move(options);
  open_.provenance = std::move(provenance);
}

std::optional<std::string> ChunkWriter::Add(RecordItem item) {
  std::optional<std::string> closed;
  const bool full = open_.items.size() >= kMaxChunkItems;
  if (!open_.items.empty() && (full || (TimeOf(item) - TimeOf(open_.items.front())).value >= kChunkSeconds)) {
    closed = Flush();
  }
  open_.items.push_back(std::move(item));
  return closed;
}

std::optional<std::string> ChunkWriter::Flush() {
  if (open_.items.empty()) return std::nullopt;
  std::string bytes = EncodeChunk(open_);
  open_.items.clear();
  ++open_.index;
  return bytes;
}

}  // namespace ezpt::coach
