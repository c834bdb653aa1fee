#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "body/landmarks.h"
#include "motion/analyzer.h"
#include "motion/personal_limit.h"

namespace ezpt::coach {

/// The session record: everything that entered the coaching, in order, so that
/// all that came out of it can be recomputed to the bit. Landmarks are the f32
/// and times the f64 that the pipeline itself worked on; no picture is in it.
/// Bytes: docs/formats/session-record.md. Nothing here reads a file or a clock.

inline constexpr uint16_t kRecordVersion = 2;
/// Records of this version say nothing of what they were made with. They are still read.
inline constexpr uint16_t kRecordVersionWithoutProvenance = 1;
inline constexpr std::size_t kMaxChunkBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxChunkItems = 4096;
/// A chunk closes when it spans this much capture time.
inline constexpr double kChunkSeconds = 1.0;

enum class StopReason : uint8_t { kDone, kPain, kFatigue, kOther };
[[nodiscard]] std::string_view Name(StopReason reason);
[[nodiscard]] std::optional<StopReason> ParseStopReason(std::string_view name);

using motion::PersonalLimit;
using motion::SideChoice;

/// What a person (or the page for them) asked of the running session.
enum class CommandKind : uint8_t { kPause, kResume, kSkipRest, kStop };
struct Command {
  CommandKind kind = CommandKind::kPause;
  StopReason reason = StopReason::kDone;  ///< Of kStop.
  Seconds t;                              ///< Capture clock; at or after the last frame's.

  friend bool operator==(const Command&, const Command&) = default;
};

/// One frame as the pipeline worked on it.
struct RecordedFrame {
  uint32_t sequence = 0;
  uint8_t light = 0;  ///< Mean luminance 1–255; 0: not known.
  body::PoseFrame frame;
};

using RecordItem = std::variant<RecordedFrame, Command>;

/// What a session's results depend on besides its frames. Where one of these has
/// changed since, the same frames may come to something else.
struct Provenance {
  std::string exercise;         ///< Its id.
  std::string definition_hash;  ///< exercise::DefinitionHash of the definition, before the session's own dose.
  std::string engine;           ///< coach/engine_version.h.
  std::string pose_model;       ///< "movenet_lightning"; empty where the landmarks are from elsewhere.
  std::string pose_snapshot;    ///< Of the pose database; empty so far.

  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// The most that may be prescribed: more than anybody does in a session.
inline constexpr uint16_t kMaxReps = 1000;  ///< A set.
inline constexpr uint16_t kMaxSets = 100;

/// What was agreed before the first frame; repeated in every chunk, so that each
/// can be read alone. Numbers of 0 mean "as the exercise definition says".
struct SessionOptions {
  SideChoice side = SideChoice::kAuto;
  std::string language = "en";  ///< BCP 47; at most 15 bytes.
  uint16_t reps = 0;            ///< Per set; at most kMaxReps.
  uint16_t sets = 0;            ///< At most kMaxSets.
  float hold_s = 0;
  float rest_s = 0;
  std::optional<PersonalLimit> limit{};  ///< What the person may not pass (motion/personal_limit.h).

  friend bool operator==(const SessionOptions&, const SessionOptions&) = default;
};

struct RecordChunk {
  uint32_t index = 0;  ///< 0, 1, 2 … within the session.
  body::StreamInfo stream;
  SessionOptions options;
  std::optional<Provenance> provenance;  ///< Nothing in a chunk of version 1.
  std::vector<RecordItem> items;
};

/// Which of these a chunk cannot hold; nothing when all of it fits. A session
/// that could not be read back must not begin.
[[nodiscard]] std::optional<std::string_view> WhyNotRecordable(const body::StreamInfo& stream,
                                                               const SessionOptions& options);
[[nodiscard]] std::optional<std::string_view> WhyNotRecordable(const Provenance& provenance);

/// Capture time of an item.
[[nodiscard]] Seconds TimeOf(const RecordItem& item);

/// A chunk's bytes: of version 2, or of version 1 where it has no provenance.
/// REQUIRES: at most kMaxChunkItems items, poses of the stream's topology, that
/// WhyNotRecordable finds nothing, and no personal limit without provenance.
[[nodiscard]] std::string EncodeChunk(const RecordChunk& chunk);

/// Reads one chunk back, bit for bit. Errors: kLimitExceeded over the limits above;
/// kUnsupported for another version; kDamaged for truncation, a wrong checksum, a
/// number that is not finite or out of range, frames whose times or sequences do not grow.
/// Cost: O(bytes); thread-safe.
[[nodiscard]] Result<RecordChunk> DecodeChunk(std::span<const std::byte> bytes);

/// Collects items and closes a chunk each second of capture time, or when told to. One a
/// session; not thread-safe.
class ChunkWriter {
 public:
  ChunkWriter(const body::StreamInfo& stream, SessionOptions options, Provenance provenance, uint32_t first_index = 0);

  /// Adds an item; returns the bytes of the chunk that it closed, if it closed one.
  [[nodiscard]] std::optional<std::string> Add(RecordItem item);
  /// Closes the open chunk: its bytes, if it holds anything.
  [[nodiscard]] std::optional<std::string> Flush();
  /// The landmarks of the open chunk and of those that follow come from this model.
  void SetPoseModel(std::string_view name) { open_.provenance->pose_model = name; }

 private:
  RecordChunk open_;
};

}  // namespace ezpt::coach
