#include <string>
#include <vector>

#include "coach/phrases.h"
#include "coach/pipeline_impl.h"
#include "coach/reasons.h"

namespace ezpt::coach {
namespace {

constexpr Seconds kDismissedWithin{15.0};  ///< Two movements in this time that did not count are worth a word…
constexpr Seconds kDismissedGap{20.0};     ///< …but not more often than this.
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

std::optional<Message> Pipeline::Impl::WantedInstruction(const SetupResult& setup,
                                                         const motion::MotionUpdate& update) const {
  const SessionState state = machine_.state();
  const bool watching = state != SessionState::kResting && state != SessionState::kDone;
  const bool waits = state == SessionState::kPaused && machine_.pause_reason() != PauseReason::kLeft;
  if (watching && !waits) {
    if (stillness_.now() > Seconds(0)) return MessageOf(Phrase::kFrozen, language_);
    if (const auto step = pace_.seldom()) return SeldomMessage(*step, language_);
  }
  switch (state) {
    case SessionState::kSetup:
      if (setup.instruction) return SetupMessage(*setup.instruction);
      return std::nullopt;
    case SessionState::kReady:
      return MessageOf(Phrase::kHoldStill, language_);
    case SessionState::kPaused:
      if (machine_.pause_reason() == PauseReason::kHands) return MessageOf(Phrase::kPausedHands, language_);
      if (machine_.pause_reason() == PauseReason::kAsked) return MessageOf(Phrase::kPausedAsked, language_);
      // Somebody is back but not in place: what is still missing helps more.
      if (update.person && setup.instruction && *setup.instruction != Phrase::kNobody) {
        return SetupMessage(*setup.instruction);
      }
      return MessageOf(Phrase::kPausedLeft, language_);
    case SessionState::kActive:
      if (update.obstacle == motion::Obstacle::kNotSeen || update.obstacle == motion::Obstacle::kWrongView) {
        return Message{update.obstacle == motion::Obstacle::kNotSeen ? "not_seen" : "wrong_view",
                       ObstacleText(update.obstacle, *definition_, language_), Speak::kNo};
      }
      return std::nullopt;
    case SessionState::kResting:
    case SessionState::kDone:
      return std::nullopt;
  }
  return std::nullopt;
}

void Pipeline::Impl::Instruct(const SetupResult& setup, const motion::MotionUpdate& update) {
  if (machine_.state() == SessionState::kActive && update.dismissed) NoteDismissed(*update.dismissed);
  if (machine_.state() == SessionState::kActive && gap_ > Seconds(0)) NoteUnseen();
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
  prompter_.Announce({"not_counted", DismissalText(dismissed, *definition_, language_), Speak::kNow}, t);
}

void Pipeline::Impl::NoteUnseen() {
  if (last_unseen_notice_ && *last_t_ - *last_unseen_notice_ < kUnseenNoticeGap) return;
  last_unseen_notice_ = *last_t_;
  prompter_.Announce(MessageOf(Phrase::kNoPictureLately, language_), *last_t_);
}

}  // namespace ezpt::coach
