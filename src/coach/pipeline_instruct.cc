#include <string>
#include <vector>

#include "coach/phrases.h"
#include "coach/pipeline_impl.h"
#include "coach/reasons.h"

namespace ezpt::coach {
namespace {

constexpr Seconds kDismissedWithin{15.0};  ///< Two movements in this time that did not count are worth a word…
constexpr Seconds kDismissedGap{20.0};     ///< …but not more often than this.
constexpr Seconds kOutOfPosition{1.5};     ///< Only then is who moves about told how to begin.
constexpr Seconds kUnseenNoticeGap{30.0};  ///< A device that stalls again and again says so once, not each time.

bool IsPositionPhrase(Phrase phrase) {
  return phrase == Phrase::kSitDown || phrase == Phrase::kLieOnBack || phrase == Phrase::kPlank;
}

}  // namespace

Message Pipeline::Impl::SetupMessage(Phrase phrase) const {
  Message message = MessageOf(phrase, language_);
  if (IsPositionPhrase(phrase) && !definition_->start_cue.empty()) {
    message.text = exercise::In(definition_->start_cue, language_);
  }
  return message;
}

std::optional<Prompter::Wanted> Pipeline::Impl::WantedInSet(const motion::MotionUpdate& update) const {
  switch (update.obstacle) {
    case motion::Obstacle::kNone:
      return std::nullopt;
    case motion::Obstacle::kNobody:
      // The pause that follows is spoken.
      return Prompter::Wanted{MessageOf(Phrase::kNobody, language_), Prompter::Wanted::Manner::kShownAtOnce};
    case motion::Obstacle::kNotSeen:
    case motion::Obstacle::kWrongView: {
      const bool unseen = update.obstacle == motion::Obstacle::kNotSeen;
      return Prompter::Wanted{
          {unseen ? "not_seen" : "wrong_view", ObstacleText(update.obstacle, *definition_, language_), Speak::kNo}};
    }
    case motion::Obstacle::kNotInPosition:
    case motion::Obstacle::kSeated: {
      // Who began standing and looks seated is out of position. On the way between two positions nobody needs a word.
      std::string text = ObstacleText(motion::Obstacle::kNotInPosition, *definition_, language_);
      if (text.empty() || *last_t_ - *obstructed_since_ < kOutOfPosition) return std::nullopt;
      return Prompter::Wanted{{"not_in_position", std::move(text), Speak::kNo}};
    }
  }
  return std::nullopt;
}

std::optional<Prompter::Wanted> Pipeline::Impl::WantedInstruction(const SetupResult& setup,
                                                                  const motion::MotionUpdate& update) const {
  const auto wanted = [&](Phrase phrase) { return Prompter::Wanted{MessageOf(phrase, language_)}; };
  const auto to_set_up = [&](Phrase phrase) { return Prompter::Wanted{SetupMessage(phrase)}; };
  const SessionState state = machine_.state();
  const bool watching = state != SessionState::kResting && state != SessionState::kDone;
  const bool waits = state == SessionState::kPaused && machine_.pause_reason() != PauseReason::kLeft;
  if (watching && !waits) {
    if (stillness_.now() > Seconds(0)) return wanted(Phrase::kFrozen);
    if (const auto step = pace_.seldom()) return Prompter::Wanted{SeldomMessage(*step, language_)};
  }
  switch (state) {
    case SessionState::kSetup:
      if (setup.instruction) return to_set_up(*setup.instruction);
      return std::nullopt;
    case SessionState::kReady:
      return wanted(ReadyPhrase());
    case SessionState::kPaused:
      if (machine_.pause_reason() == PauseReason::kHands) return wanted(Phrase::kPausedHands);
      if (machine_.pause_reason() == PauseReason::kAsked) return wanted(Phrase::kPausedAsked);
      // Somebody is back but not in place: what is still missing helps more.
      if (update.person && setup.instruction && *setup.instruction != Phrase::kNobody) {
        return to_set_up(*setup.instruction);
      }
      return wanted(Phrase::kPausedLeft);
    case SessionState::kActive:
      return WantedInSet(update);
    case SessionState::kResting:
    case SessionState::kDone:
      return std::nullopt;
  }
  return std::nullopt;
}

void Pipeline::Impl::Instruct(const SetupResult& setup, const motion::MotionUpdate& update) {
  if (machine_.state() == SessionState::kActive && update.dismissed) NoteDismissed(*update.dismissed);
  if (machine_.state() == SessionState::kActive && gap_ > Seconds(0)) NoteUnseen();
  const bool obstructed = machine_.state() == SessionState::kActive && update.obstacle != motion::Obstacle::kNone;
  if (!obstructed) obstructed_since_.reset();
  if (obstructed && !obstructed_since_) obstructed_since_ = *last_t_;
  instruction_ = prompter_.Update(WantedInstruction(setup, update), *last_t_);
  if (instruction_ && instruction_->speak == Speak::kNow) {
    AddEvent(EventKind::kInstruction, instruction_->id, instruction_->text);
  }
}

void Pipeline::Impl::NoteDismissed(const motion::Dismissed& dismissed) {
  const Seconds t = *last_t_;
  dismissed_.push_back(t);
  std::erase_if(dismissed_, [&](Seconds at) { return t - at > kDismissedWithin; });
  const bool lately = last_dismissed_notice_ && t - *last_dismissed_notice_ < kDismissedGap;
  if (dismissed_.size() < 2 || lately || cue_.cue) return;
  last_dismissed_notice_ = t;
  dismissed_.clear();
  prompter_.Announce({"not_counted", DismissalText(dismissed, language_), Speak::kNow}, t);
}

void Pipeline::Impl::NoteUnseen() {
  if (last_unseen_notice_ && *last_t_ - *last_unseen_notice_ < kUnseenNoticeGap) return;
  last_unseen_notice_ = *last_t_;
  prompter_.Announce(MessageOf(Phrase::kNoPictureLately, language_), *last_t_);
}

}  // namespace ezpt::coach
