#include "coach/feedback.h"

namespace ezpt::coach {

std::string_view Name(SessionState state) {
  switch (state) {
    case SessionState::kSetup:
      return "setup";
    case SessionState::kReady:
      return "ready";
    case SessionState::kActive:
      return "active";
    case SessionState::kPaused:
      return "paused";
    case SessionState::kResting:
      return "resting";
    case SessionState::kDone:
      return "done";
  }
  return "";
}

std::string_view Name(CueSeverity severity) {
  switch (severity) {
    case CueSeverity::kMinor:
      return "minor";
    case CueSeverity::kMajor:
      return "major";
    case CueSeverity::kHarmful:
      return "harmful";
  }
  return "";
}

std::string_view Name(EventKind kind) {
  switch (kind) {
    case EventKind::kState:
      return "state";
    case EventKind::kRep:
      return "rep";
    case EventKind::kCue:
      return "cue";
    case EventKind::kPraise:
      return "praise";
    case EventKind::kInstruction:
      return "instruction";
  }
  return "";
}

std::string_view Name(MovePhase phase) {
  switch (phase) {
    case MovePhase::kRest:
      return "rest";
    case MovePhase::kOut:
      return "out";
    case MovePhase::kHold:
      return "hold";
    case MovePhase::kBack:
      return "back";
  }
  return "";
}

}  // namespace ezpt::coach
