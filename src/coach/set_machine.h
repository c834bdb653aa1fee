#pragma once

#include <optional>
#include <string_view>

#include "coach/feedback.h"
#include "coach/session_record.h"

namespace ezpt::coach {

/// What was prescribed, with the session's own changes applied.
struct Prescription {
  int sets = 1;
  int reps = 10;
  Seconds hold{0.0};
  Seconds rest{60.0};
};

enum class PauseReason { kNone, kLeft, kHands, kAsked };
[[nodiscard]] std::string_view Name(PauseReason reason);

/// The states of a session, without any geometry:
///
///   setup → ready → active → resting → setup … → done
///                   active ⇄ paused (→ ready → active)
///
/// Ready starts the set by itself after `start_after`; after a rest set-up takes at least `call`. A check that fails
/// for less than `forgive` does not begin the wait anew. Losing the person for `left_after` pauses; coming back into
/// position goes on by itself. A pause by raised hands or by request goes on when asked, again through ready. Time that
/// no frame covers (a lost connection) does not count as absence: at most
/// `max_step` passes between two frames. kDone is final. Not thread-safe.
class SetMachine {
 public:
  struct Options {
    Seconds start_after{3.0};  ///< Counted down aloud, a second each.
    Seconds call{1.8};         ///< After a rest the person is called before the countdown begins.
    Seconds forgive{0.4};
    Seconds left_after{1.5};
    Seconds max_step{0.5};
  };
  struct Input {
    Seconds t;
    bool person = false;        ///< Somebody is there, well enough to be coached.
    bool checks_hold = false;   ///< Every set-up check holds.
    bool hands_raised = false;  ///< The pause gesture was just made.
    int reps = 0;               ///< Repetitions that completed with this frame.
  };

  explicit SetMachine(const Prescription& prescription) : SetMachine(prescription, Options{}) {}
  SetMachine(const Prescription& prescription, const Options& options)
      : prescription_(prescription), options_(options) {}

  /// One frame. Returns true when the state changed.
  bool Advance(const Input& input);
  /// A request; at the time of the last frame. Returns true when the state changed.
  bool Apply(CommandKind kind, StopReason reason);

  [[nodiscard]] SessionState state() const { return state_; }
  [[nodiscard]] PauseReason pause_reason() const { return pause_reason_; }
  [[nodiscard]] std::optional<StopReason> stop_reason() const { return stop_reason_; }
  [[nodiscard]] int set() const { return set_; }
  [[nodiscard]] int sets_done() const { return sets_done_; }
  [[nodiscard]] int reps_of_set() const { return reps_; }
  [[nodiscard]] const Prescription& prescription() const { return prescription_; }
  /// Time left in kReady until the set starts, or in kResting.
  [[nodiscard]] Seconds left() const;
  [[nodiscard]] Seconds active_time() const { return active_time_; }
  /// Whether a set of this session is under way already: kReady then goes on with it.
  [[nodiscard]] bool set_begun() const { return set_begun_; }

 private:
  void Enter(SessionState state);
  void AdvanceReady(const Input& input, Seconds step);
  void AdvanceActive(const Input& input, Seconds step);
  void Pause(PauseReason reason);
  void FinishSet();
  void BeginNextSet();

  Prescription prescription_;
  Options options_;
  SessionState state_ = SessionState::kSetup;
  PauseReason pause_reason_ = PauseReason::kNone;
  std::optional<StopReason> stop_reason_;
  std::optional<Seconds> last_t_;
  Seconds in_state_;  ///< Time spent in the state.
  Seconds failing_;   ///< How long a check has failed, in kReady.
  Seconds absent_;    ///< How long nobody was there, in kActive.
  Seconds active_time_;
  bool set_begun_ = false;
  int set_ = 1;
  int sets_done_ = 0;
  int reps_ = 0;
};

}  // namespace ezpt::coach
