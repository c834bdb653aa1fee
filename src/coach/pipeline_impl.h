#pragma once

// Internal to the pipeline: one session's state, and its stages in order.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coach/announcer.h"
#include "coach/cue_arbiter.h"
#include "coach/pause_gesture.h"
#include "coach/pipeline.h"
#include "coach/prompter.h"
#include "coach/set_machine.h"
#include "coach/setup_check.h"
#include "coach/standstill.h"
#include "coach/target_arc.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"
#include "motion/classifier.h"
#include "motion/observer.h"
#include "pose/tracker.h"

namespace ezpt::coach {

class Pipeline::Impl {
 public:
  /// @param provenance without a pose model: that stands in the record once it has looked at a picture.
  Impl(std::shared_ptr<const exercise::Definition> definition, const body::StreamInfo& stream, SessionOptions options,
       Provenance provenance, Parts parts, motion::Analyzer analyzer);

  // The stages, in the order of docs/frame-journey.md.
  Result<RecordedFrame> FindBody(const ImageView& image, Seconds t, uint32_t sequence);
  Status Admit(RecordedFrame& recorded);
  motion::MotionUpdate FollowMovement(const body::PoseFrame& frame);
  SetupResult CheckSetup(const RecordedFrame& recorded, const motion::MotionUpdate& update);
  void AdvanceSession(const body::PoseFrame& frame, const SetupResult& setup, const motion::MotionUpdate& update);
  void ChooseCue(const motion::MotionUpdate& update);
  void Instruct(const SetupResult& setup, const motion::MotionUpdate& update);
  void Recognise(const body::PoseFrame& frame, const motion::MotionUpdate& update);
  Feedback Compose(const RecordedFrame& recorded, const SetupResult& setup, const motion::MotionUpdate& update);

  Result<Feedback> Process(RecordedFrame recorded);
  void Apply(CommandKind kind, StopReason reason);
  /// From here on what comes in is recorded, in chunks from this number.
  void StartRecording(uint32_t first_chunk);
  std::vector<std::string> TakeChunks(Take take);
  [[nodiscard]] SessionSummary Summary() const;

  [[nodiscard]] SessionState state() const { return machine_.state(); }
  [[nodiscard]] const exercise::Definition& definition() const { return *definition_; }
  [[nodiscard]] const std::string& language() const { return language_; }
  [[nodiscard]] const Provenance& provenance() const { return provenance_; }

 private:
  void Record(const RecordItem& item);
  /// What was recorded so far is in closed chunks from here on.
  void CloseChunk();
  void AddEvent(EventKind kind, std::string id, std::string text);
  void AnnounceState(SessionState before);
  void CountRepetition(const motion::Repetition& repetition, int number, int set);
  [[nodiscard]] std::optional<Prompter::Wanted> WantedInstruction(const SetupResult& setup,
                                                                  const motion::MotionUpdate& update) const;
  [[nodiscard]] std::optional<Prompter::Wanted> WantedInSet(const motion::MotionUpdate& update) const;
  [[nodiscard]] Message SetupMessage(Phrase phrase) const;
  [[nodiscard]] Phrase ReadyPhrase() const { return advised_since_ ? Phrase::kOnlyCounted : Phrase::kHoldStill; }
  void NoteEndedMovement(const motion::MotionUpdate& update);
  [[nodiscard]] std::vector<CueCandidate> FaultsNow(const motion::MotionUpdate& update) const;
  void NoteDismissed(const motion::Dismissed& dismissed);
  void NoteUnseen();
  /// Who is advised to turn is asked to for a while.
  void InsistOnAdvice(SetupResult& setup);
  /// Whether pictures come, often enough to follow a movement, and change.
  [[nodiscard]] bool PicturesHold() const;
  [[nodiscard]] std::vector<Message> Reasons() const;

  std::shared_ptr<const exercise::Definition> definition_;
  body::StreamInfo stream_;
  SessionOptions options_;
  Provenance provenance_;
  std::string language_;  ///< The one that all words of the session are in.
  Parts parts_;
  motion::Analyzer analyzer_;
  SetupCheck setup_check_;
  ArcFinder arc_finder_;
  SetMachine machine_;
  Standstill standstill_;
  PauseGesture gesture_;
  Prompter prompter_;
  CueArbiter arbiter_;
  Announcer announcer_;
  motion::LabelSmoother smoother_;
  motion::PaceWatch pace_;
  motion::StillnessWatch stillness_;
  std::optional<Seconds> seated_since_;   ///< Where the exercise is done standing.
  std::optional<Seconds> advised_since_;  ///< When first asked to turn; nothing once they stand well.

  std::optional<ChunkWriter> writer_;
  std::vector<std::string> closed_chunks_;

  std::optional<Seconds> first_t_;
  std::optional<Seconds> last_t_;
  std::optional<uint32_t> last_sequence_;
  Seconds ready_since_;             ///< Repetitions that began earlier are from getting into position.
  std::vector<Seconds> dismissed_;  ///< Movements that did not count since the last that did.
  std::optional<Seconds> last_dismissed_notice_;
  /// Whether what the person does is the exercise, by the last movement that ended: only then is its form corrected.
  enum class Likeness { kUnknown, kAlike, kUnlike };
  Likeness likeness_ = Likeness::kUnknown;
  std::optional<Seconds> absent_since_;      ///< Nobody in the picture.
  std::optional<Seconds> obstructed_since_;  ///< Nothing can be counted.
  std::optional<Seconds> last_unseen_notice_;

  // Of the frame under way.
  Seconds gap_;  ///< Since the frame before it, where a set was active then and a repetition may have gone by.
  std::optional<RepReport> completed_;
  CueArbiter::Output cue_;
  std::optional<Message> instruction_;
  std::optional<Recognised> recognised_;
  std::vector<Event> frame_events_;
  std::vector<Event> pending_events_;  ///< Of commands since the last frame: they go out with the next.

  // Of the session.
  uint32_t frames_ = 0;
  uint32_t frames_with_person_ = 0;
  std::map<Phrase, int> hindrances_;  ///< Frames on which that was to be put right.
  Seconds unseen_;
  std::vector<RepReport> reps_;
  std::vector<Event> events_;
};

}  // namespace ezpt::coach
