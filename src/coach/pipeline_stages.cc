#include <algorithm>
#include <cmath>
#include <utility>

#include "base/image.h"
#include "body/stream_limits.h"
#include "coach/language.h"
#include "coach/pipeline_impl.h"
#include "coach/reasons.h"
#include "coach/target_arc.h"
#include "motion/personal_limit.h"

namespace ezpt::coach {
namespace {

constexpr Seconds kUnseenGap{1.0};     ///< The quickest repetitions take not much longer: one may have gone by.
constexpr Seconds kGone{0.3};          ///< Nobody seen for longer is not a slip of the model.
constexpr Seconds kAskedToStand{6.0};  ///< Then the person is told that it cannot be done seated.
constexpr Seconds kAdvised{6.0};       ///< Then the set begins from where the person is.
constexpr double kMaxSeconds = 1e12;   ///< The record's limit.
constexpr int kLightSamples = 24;      ///< Rows and columns sampled for the picture's light.

/// Mean luminance (Rec. 601) over a grid, 1–255.
uint8_t LightOf(const ImageView& image) {
  int64_t sum = 0;
  for (int i = 0; i < kLightSamples; ++i) {
    const uint8_t* row = image.Row(i * image.height / kLightSamples);
    for (int j = 0; j < kLightSamples; ++j) {
      const uint8_t* p = row + std::ptrdiff_t{3} * (j * image.width / kLightSamples);
      sum += 299 * p[0] + 587 * p[1] + 114 * p[2];
    }
  }
  return static_cast<uint8_t>(std::clamp<int64_t>(sum / (1000 * kLightSamples * kLightSamples), 1, 255));
}

bool InRange(float value) { return std::isfinite(value) && std::fabs(value) <= body::kMaxCoordinate; }

Status CheckNumbers(const body::Pose& pose) {
  for (const body::Landmark& point : pose.view()) {
    if (!InRange(point.x) || !InRange(point.y) || !InRange(point.z) || !(point.score >= 0.0F && point.score <= 1.0F)) {
      return Error{ErrorCode::kDamaged,
                   "landmarks: a coordinate or score is not a number in range; this frame is left out"};
    }
  }
  return {};
}

MovePhase PhaseOf(motion::Phase phase) {
  switch (phase) {
    case motion::Phase::kOut:
      return MovePhase::kOut;
    case motion::Phase::kPeak:
      return MovePhase::kHold;
    case motion::Phase::kBack:
      return MovePhase::kBack;
    case motion::Phase::kNotReady:
    case motion::Phase::kReady:
      return MovePhase::kRest;
  }
  return MovePhase::kRest;
}

Prescription PrescriptionOf(const exercise::Dose& dose) { return {dose.sets, dose.reps, dose.hold, dose.rest}; }

}  // namespace

Pipeline::Impl::Impl(std::shared_ptr<const exercise::Definition> definition, const body::StreamInfo& stream,
                     SessionOptions options, Provenance provenance, Parts parts, motion::Analyzer analyzer)
    : definition_(std::move(definition)),
      stream_(stream),
      options_(std::move(options)),
      provenance_(std::move(provenance)),
      language_(LanguageOf(*definition_, options_.language)),
      parts_(std::move(parts)),
      analyzer_(std::move(analyzer)),
      setup_check_(*definition_, options_.side),
      arc_finder_(*definition_),
      machine_(PrescriptionOf(definition_->dose)),
      gesture_(*definition_),
      announcer_(definition_->dose.tempo) {}

Result<RecordedFrame> Pipeline::Impl::FindBody(const ImageView& image, Seconds t, uint32_t sequence) {
  if (parts_.tracker == nullptr) {
    return Error{ErrorCode::kInvalidArgument,
                 "coaching: pictures need a pose model; this session takes landmarks only"};
  }
  if (image.empty()) return Error{ErrorCode::kInvalidArgument, "coaching: the picture is empty"};
  RecordedFrame recorded{sequence, LightOf(image), {}};
  EZPT_TRY(recorded.frame, parts_.tracker->Process(image, t));
  recorded.frame.t = t;
  if (writer_) writer_->SetPoseModel(parts_.tracker->model_name());
  if (recorded.frame.pose && stream_.width > 0 && image.width != stream_.width) {
    const float scale = static_cast<float>(stream_.width) / static_cast<float>(image.width);
    for (body::Landmark& point : recorded.frame.pose->view()) {
      point.x *= scale;
      point.y *= scale;
    }
  }
  return recorded;
}

Status Pipeline::Impl::Admit(RecordedFrame& recorded) {
  const Seconds t = recorded.frame.t;
  if (!(t.value >= 0.0 && t.value <= kMaxSeconds) || (last_t_ && t <= *last_t_)) {
    return Error{ErrorCode::kInvalidArgument, "coaching: the time of a frame must grow; this frame is left out"};
  }
  if (last_sequence_ && recorded.sequence <= *last_sequence_) {
    return Error{ErrorCode::kInvalidArgument, "coaching: the sequence of a frame must grow; this frame is left out"};
  }
  if (auto& pose = recorded.frame.pose) {
    if (pose->topology != stream_.topology || pose->space != stream_.space) {
      return Error{ErrorCode::kInvalidArgument, "coaching: landmarks of another kind than this session's"};
    }
    EZPT_CHECK_OK(CheckNumbers(*pose));
    if (pose->space == body::Space::kImage) {
      for (body::Landmark& point : pose->view()) point.z = 0;  // the record keeps none
    }
  }
  if (!first_t_) first_t_ = t;
  const bool unseen = last_t_ && machine_.state() == SessionState::kActive && t - *last_t_ > kUnseenGap;
  gap_ = unseen ? t - *last_t_ : Seconds(0);
  unseen_ += gap_;
  last_t_ = t;
  last_sequence_ = recorded.sequence;
  ++frames_;
  if (recorded.frame.pose) ++frames_with_person_;
  frame_events_ = std::exchange(pending_events_, {});
  Record(recorded);
  return {};
}

motion::MotionUpdate Pipeline::Impl::FollowMovement(const body::PoseFrame& frame) {
  pace_.Add(frame.t);
  stillness_.Add(frame);
  standstill_.Add(frame);
  return analyzer_.Push(frame);
}

bool Pipeline::Impl::PicturesHold() const { return !pace_.seldom() && stillness_.now() <= Seconds(0); }

SetupResult Pipeline::Impl::CheckSetup(const RecordedFrame& recorded, const motion::MotionUpdate& update) {
  const auto view = update.view.known ? std::optional(update.view.view) : std::nullopt;
  // Only who begins has to stand still: the countdown is not broken off by who moves in it.
  const SessionState state = machine_.state();
  const bool begins = state == SessionState::kSetup || state == SessionState::kPaused;
  const auto stillness = begins && !standstill_.holds() ? SetupCheck::Stillness::kMoves : SetupCheck::Stillness::kStill;
  SetupResult setup = setup_check_.Check(recorded.frame.pose, stream_, view, recorded.light, stillness);
  // Who does not wait for the end of the countdown is in the movement, whose far end looks like another position.
  const bool began_early = state == SessionState::kReady && PhaseOf(update.phase) != MovePhase::kRest;
  if (began_early && SetupCheck::IsPerson(recorded.frame.pose)) {
    setup.instruction.reset();
    setup.seated = false;
  }
  // Who stays seated when asked to stand up cannot, mostly.
  if (!setup.seated) seated_since_.reset();
  if (setup.seated && !seated_since_) seated_since_ = recorded.frame.t;
  if (setup.seated && recorded.frame.t - *seated_since_ > kAskedToStand) setup.instruction = Phrase::kOnlyStanding;
  InsistOnAdvice(setup);
  if (setup.instruction) ++hindrances_[setup.seated ? Phrase::kOnlyStanding : *setup.instruction];
  return setup;
}

void Pipeline::Impl::InsistOnAdvice(SetupResult& setup) {
  if (setup.ok() && !setup.advice) advised_since_.reset();
  if (!setup.advice) return;
  if (!advised_since_) advised_since_ = *last_t_;
  // A set that began is not held up by who turns.
  const bool begun = machine_.state() != SessionState::kSetup;
  if (!begun && *last_t_ - *advised_since_ < kAdvised) setup.instruction = setup.advice;
}

void Pipeline::Impl::AdvanceSession(const body::PoseFrame& frame, const SetupResult& setup,
                                    const motion::MotionUpdate& update) {
  completed_.reset();
  const SessionState before = machine_.state();
  const bool counts = before == SessionState::kActive && update.completed && update.completed->start >= ready_since_;
  const int number = machine_.reps_of_set() + 1;
  const int set = machine_.set();
  const bool changed = machine_.Advance({.t = frame.t,
                                         .person = SetupCheck::IsPerson(frame.pose),
                                         .checks_hold = setup.ok() && PicturesHold(),
                                         .hands_raised = gesture_.Update(frame.pose, frame.t),
                                         .reps = counts ? 1 : 0});
  if (counts) CountRepetition(*update.completed, number, set);
  // What a person has been shown and told must not be lost: whoever stores the closed
  // chunks before sending this frame's feedback cannot lose the repetition.
  if (counts || changed) CloseChunk();
  if (!changed) return;
  if (machine_.state() == SessionState::kReady) {
    ready_since_ = frame.t;
    analyzer_.BeginFromHere();
  }
  AnnounceState(before);
}

void Pipeline::Impl::CountRepetition(const motion::Repetition& repetition, int number, int set) {
  RepReport report;
  report.number = number;
  report.set = set;
  report.start = repetition.start;
  report.peak = repetition.peak;
  report.end = repetition.end;
  report.side = repetition.side;
  report.score = repetition.score;
  report.correct = repetition.correct;
  report.measures = repetition.measures;
  report.faults = repetition.faults;
  dismissed_.clear();
  AddEvent(EventKind::kRep, std::to_string(number), "");
  reps_.push_back(report);
  completed_ = std::move(report);
}

void Pipeline::Impl::NoteEndedMovement(const motion::MotionUpdate& update) {
  if (update.completed) likeness_ = Likeness::kAlike;
  if (!update.dismissed) return;
  const motion::Dismissal reason = update.dismissed->reason;
  const bool unlike = reason == motion::Dismissal::kOtherMovement || reason == motion::Dismissal::kFeetMoved;
  if (unlike) likeness_ = Likeness::kUnlike;
}

std::vector<CueCandidate> Pipeline::Impl::FaultsNow(const motion::MotionUpdate& update) const {
  std::vector<CueCandidate> faults;
  if (machine_.state() != SessionState::kActive && !completed_) return faults;
  for (const exercise::Fault& fault : definition_->faults) {
    const auto& active = update.active_faults;
    // The form of another movement is nobody's concern; what harms need not wait for the first that counts, and a
    // person's own limit holds in any movement.
    const bool harmful = fault.severity == exercise::Severity::kHarmful;
    const bool alike = likeness_ == Likeness::kAlike || (harmful && likeness_ == Likeness::kUnknown);
    const bool told = alike || fault.id == motion::kPastLimit;
    bool seen = told && std::find(active.begin(), active.end(), fault.id) != active.end();
    if (completed_) {
      for (const FaultSpan& span : completed_->faults) seen = seen || span.id == fault.id;
    }
    if (seen) faults.push_back({fault.id, exercise::In(fault.cue, language_), fault.severity});
  }
  return faults;
}

void Pipeline::Impl::ChooseCue(const motion::MotionUpdate& update) {
  NoteEndedMovement(update);
  if (update.person) absent_since_.reset();
  if (!update.person && !absent_since_) absent_since_ = *last_t_;
  if (absent_since_ && *last_t_ - *absent_since_ > kGone) arbiter_.Silence();
  const std::vector<CueCandidate> faults = FaultsNow(update);
  const auto shown_before = cue_.cue ? cue_.cue->message.id : std::string();
  const bool last = machine_.state() == SessionState::kResting || machine_.state() == SessionState::kDone;
  cue_ = arbiter_.Update({*last_t_, faults, completed_ ? &*completed_ : nullptr, last, language_});
  if (cue_.cue && (cue_.cue->message.id != shown_before || cue_.cue->message.speak == Speak::kNow)) {
    AddEvent(EventKind::kCue, cue_.cue->message.id, cue_.cue->message.text);
  }
  if (cue_.praise && cue_.praise->speak == Speak::kNow) {
    AddEvent(EventKind::kPraise, cue_.praise->id, cue_.praise->text);
  }
}

void Pipeline::Impl::Recognise(const body::PoseFrame& frame, const motion::MotionUpdate& update) {
  recognised_.reset();
  if (parts_.classifier == nullptr) return;
  std::optional<motion::PoseLabel> label;
  const auto view = update.view.known ? std::optional(update.view.view) : std::nullopt;
  if (frame.pose) label = parts_.classifier->Classify(*frame.pose, view);
  const auto smooth = smoother_.Push(label, frame.t);
  if (smooth) recognised_ = Recognised{smooth->exercise, smooth->phase, smooth->confidence};
}

Feedback Pipeline::Impl::Compose(const RecordedFrame& recorded, const SetupResult& setup,
                                 const motion::MotionUpdate& update) {
  Feedback feedback;
  feedback.sequence = recorded.sequence;
  feedback.t = recorded.frame.t;
  feedback.state = machine_.state();
  feedback.pause_reason = Name(machine_.pause_reason());
  feedback.pose = recorded.frame.pose;
  feedback.instruction = instruction_;
  const bool checking = feedback.state == SessionState::kSetup || feedback.state == SessionState::kReady;
  if (checking) feedback.checks = setup.items;
  if (feedback.state == SessionState::kReady) feedback.starts_in = machine_.left();
  if (feedback.state == SessionState::kResting) feedback.rest_left = machine_.left();
  feedback.set = machine_.set();
  feedback.sets = machine_.prescription().sets;
  feedback.count = machine_.reps_of_set();
  feedback.target = machine_.prescription().reps;
  if (update.view.known) feedback.view = update.view.view;
  if (feedback.state == SessionState::kActive) {
    feedback.phase = PhaseOf(update.phase);
    feedback.progress = std::clamp(update.progress, 0.0, 1.0);
    // The set began standing: who looks seated now is out of position.
    const bool seated = update.obstacle == motion::Obstacle::kSeated;
    const motion::Obstacle obstacle = seated ? motion::Obstacle::kNotInPosition : update.obstacle;
    feedback.why = ObstacleText(obstacle, *definition_, language_);
    if (machine_.prescription().hold > Seconds(0) && update.phase == motion::Phase::kPeak) {
      feedback.hold = HoldTimer{update.hold, machine_.prescription().hold};
    }
    if (recorded.frame.pose) {
      const auto latest = [&](body::Signal signal, body::Side side) { return analyzer_.Latest(signal, side); };
      feedback.arc = arc_finder_.Find(*recorded.frame.pose, update.view, SideShown(options_.side, update), latest);
    }
  }
  feedback.cue = cue_.cue;
  feedback.praise = cue_.praise;
  feedback.rep = completed_;
  feedback.recognised = recognised_;
  feedback.events = frame_events_;
  feedback.moments = announcer_.Update(feedback, update.progress, language_);
  return feedback;
}

}  // namespace ezpt::coach
