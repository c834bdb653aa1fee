#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/image.h"
#include "base/result.h"
#include "coach/feedback.h"
#include "coach/session_record.h"

namespace ezpt::exercise {
struct Definition;
}
namespace ezpt::pose {
class PoseTracker;
}
namespace ezpt::motion {
class PoseClassifier;
}

namespace ezpt::coach {

/// From a picture (or its landmarks) to coaching: one session of one exercise.
/// docs/frame-journey.md walks a frame through it, stage by stage.
///
/// Everything depends only on the frames, the commands and their capture times:
/// the same input gives the same Feedback to the bit, live or recomputed.
///
/// Cost: ProcessLandmarks is well under a millisecond; ProcessFrame adds the
/// model. Not thread-safe; one session, one thread at a time.
class Pipeline {
 public:
  struct Parts {
    /// Needed by ProcessFrame only.
    std::unique_ptr<pose::PoseTracker> tracker;
    /// Fills Feedback::recognised; may be null.
    std::shared_ptr<const motion::PoseClassifier> classifier;
  };

  /// @param definition shared, unchanged while the session runs.
  /// @param stream topology, space and picture size of the landmarks. A picture
  ///   of another size is scaled to this width.
  /// Errors: kInvalidArgument when the side does not fit the exercise, or the
  ///   record could not hold the stream or the options (WhyNotRecordable).
  static Result<Pipeline> Create(const std::shared_ptr<const exercise::Definition>& definition,
                                 const body::StreamInfo& stream, SessionOptions options, Parts parts);

  Pipeline(Pipeline&&) noexcept;
  Pipeline& operator=(Pipeline&&) noexcept;
  ~Pipeline();

  /// One picture. @param t capture time, growing; @param sequence growing.
  /// Errors: kInvalidArgument for time that does not grow, or no tracker; an
  /// error changes nothing.
  Result<Feedback> ProcessFrame(const ImageView& image, Seconds t, uint32_t sequence);

  /// One frame of landmarks, in the stream's space.
  /// Errors: as above; kDamaged for a number that is not finite.
  Result<Feedback> ProcessLandmarks(const body::PoseFrame& frame, uint32_t sequence);

  /// What the person or the page asks for. Its time is that of the last frame. What
  /// changes nothing (a pause in a pause) is not recorded.
  void Apply(CommandKind kind, StopReason reason = StopReason::kDone);

  /// Bytes of the record's chunks that were closed since the last call; with
  /// kEverything the open one too (at the end, or when the connection is lost).
  /// A chunk closes each second, and with every frame that completes a repetition or
  /// changes the state and every request that does: what is stored before the frame's
  /// feedback is shown holds all that was shown.
  enum class Take { kClosed, kEverything };
  [[nodiscard]] std::vector<std::string> TakeChunks(Take take);

  [[nodiscard]] SessionSummary Summary() const;
  [[nodiscard]] SessionState state() const;
  [[nodiscard]] const exercise::Definition& definition() const;
  /// What its words are in: LanguageOf (coach/language.h) of what the options ask for.
  [[nodiscard]] const std::string& language() const;

 private:
  class Impl;
  explicit Pipeline(std::unique_ptr<Impl> impl);
  static Result<Pipeline> CreateSilent(const std::shared_ptr<const exercise::Definition>& definition,
                                       const body::StreamInfo& stream, SessionOptions options, Parts parts);
  friend Result<Pipeline> Restore(const std::shared_ptr<const exercise::Definition>&, std::span<const std::string>,
                                  Parts);

  std::unique_ptr<Impl> impl_;
};

/// A recorded session, ready to go on: the frames and commands of its chunks, in
/// order, as they came. What comes next is recorded in the chunk that follows.
/// Chunks that are missing are a gap. The record may be another engine's: the frames
/// then come to what this one makes of them.
/// Errors: those of DecodeChunk and Create; kInvalidArgument when there is no chunk,
/// they are not one session's, or they were made with another definition than this
/// (chunks of version 1 do not say with which).
[[nodiscard]] Result<Pipeline> Restore(const std::shared_ptr<const exercise::Definition>& definition,
                                       std::span<const std::string> chunks, Pipeline::Parts parts);

/// The summary of a recorded session: what Restore comes to, and what the patient saw.
[[nodiscard]] Result<SessionSummary> Recompute(const std::shared_ptr<const exercise::Definition>& definition,
                                               std::span<const std::string> chunks);

}  // namespace ezpt::coach
