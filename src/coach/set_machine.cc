#include "coach/set_machine.h"

#include <algorithm>

namespace ezpt::coach {

std::string_view Name(PauseReason reason) {
  switch (reason) {
    case PauseReason::kNone:
      return "";
    case PauseReason::kLeft:
      return "left";
    case PauseReason::kHands:
      return "hands";
    case PauseReason::kAsked:
      return "asked";
  }
  return "";
}

void SetMachine::Enter(SessionState state) {
  state_ = state;
  in_state_ = Seconds(0);
  failing_ = Seconds(0);
  absent_ = Seconds(0);
  if (state != SessionState::kPaused) pause_reason_ = PauseReason::kNone;
}

void SetMachine::Pause(PauseReason reason) {
  Enter(SessionState::kPaused);
  pause_reason_ = reason;
}

void SetMachine::BeginNextSet() {
  ++set_;
  reps_ = 0;
  Enter(SessionState::kSetup);
}

void SetMachine::FinishSet() {
  ++sets_done_;
  set_begun_ = false;
  if (sets_done_ < prescription_.sets) {
    Enter(SessionState::kResting);
    return;
  }
  stop_reason_ = StopReason::kDone;
  Enter(SessionState::kDone);
}

void SetMachine::AdvanceReady(const Input& input, Seconds step) {
  failing_ = input.checks_hold ? Seconds(0) : failing_ + step;
  if (failing_ >= options_.forgive) {
    // A set under way waits as a pause does; the count stays on the screen.
    if (set_begun_) {
      Pause(PauseReason::kLeft);
    } else {
      Enter(SessionState::kSetup);
    }
    return;
  }
  if (in_state_ < options_.start_after || !input.checks_hold) return;
  Enter(SessionState::kActive);
  if (!set_begun_) reps_ = 0;
  set_begun_ = true;
}

void SetMachine::AdvanceActive(const Input& input, Seconds step) {
  active_time_ += step;
  reps_ += input.reps;
  if (reps_ >= prescription_.reps) {
    FinishSet();
    return;
  }
  if (input.hands_raised) {
    Pause(PauseReason::kHands);
    return;
  }
  absent_ = input.person ? Seconds(0) : absent_ + step;
  if (absent_ >= options_.left_after) Pause(PauseReason::kLeft);
}

bool SetMachine::Advance(const Input& input) {
  const Seconds step = last_t_ ? std::min(input.t - *last_t_, options_.max_step) : Seconds(0);
  last_t_ = input.t;
  in_state_ += step;
  const SessionState before = state_;
  switch (state_) {
    case SessionState::kSetup:
      if (input.checks_hold && (set_ == 1 || in_state_ >= options_.call)) Enter(SessionState::kReady);
      break;
    case SessionState::kReady:
      AdvanceReady(input, step);
      break;
    case SessionState::kActive:
      AdvanceActive(input, step);
      break;
    case SessionState::kPaused:
      if (pause_reason_ == PauseReason::kLeft ? input.checks_hold : input.hands_raised) Enter(SessionState::kReady);
      break;
    case SessionState::kResting:
      if (in_state_ >= prescription_.rest) BeginNextSet();
      break;
    case SessionState::kDone:
      break;
  }
  return state_ != before;
}

bool SetMachine::Apply(CommandKind kind, StopReason reason) {
  const SessionState before = state_;
  switch (kind) {
    case CommandKind::kPause:
      if (state_ == SessionState::kActive || (state_ == SessionState::kReady && set_begun_)) {
        Pause(PauseReason::kAsked);
      } else if (state_ == SessionState::kPaused) {
        pause_reason_ = PauseReason::kAsked;
      }
      break;
    case CommandKind::kResume:
      if (state_ == SessionState::kPaused) Enter(SessionState::kReady);
      break;
    case CommandKind::kSkipRest:
      if (state_ == SessionState::kResting) BeginNextSet();
      break;
    case CommandKind::kStop:
      if (state_ != SessionState::kDone) {
        stop_reason_ = reason;
        Enter(SessionState::kDone);
      }
      break;
  }
  return state_ != before;
}

Seconds SetMachine::left() const {
  if (state_ == SessionState::kReady) return std::max(Seconds(0), options_.start_after - in_state_);
  if (state_ == SessionState::kResting) return std::max(Seconds(0), prescription_.rest - in_state_);
  return Seconds(0);
}

}  // namespace ezpt::coach
