#pragma once

#include <optional>

#include "coach/feedback.h"

namespace ezpt::coach {

/// Shows one instruction at a time, without flicker: a new one must have been
/// wanted for `settle` before it replaces another, which stays at least `show`.
/// It is spoken when it appears and, while it is still wanted, again each
/// `repeat`, at most `max_spoken` times in a row. Not thread-safe.
class Prompter {
 public:
  /// What is to be said while it holds, and how.
  struct Wanted {
    enum class Manner {
      kSpoken,
      /// It is shown in the place of another that has not been there for `show`, and not spoken.
      kShownAtOnce,
    };

    Message message;
    Manner manner = Manner::kSpoken;
  };

  struct Options {
    Seconds settle{0.7};
    Seconds show{2.0};
    Seconds repeat{9.0};
    int max_spoken = 3;
  };

  Prompter() : Prompter(Options{}) {}
  explicit Prompter(const Options& options) : options_(options) {}

  /// @param wanted what holds now; nothing when there is nothing to say.
  [[nodiscard]] std::optional<Message> Update(const std::optional<Wanted>& wanted, Seconds t);
  /// Shows `message` at once: a change of state.
  void Announce(Message message, Seconds t, Speak speak = Speak::kNow);

 private:
  void Show(Message message, Seconds t, Speak speak);

  Options options_;
  std::optional<Message> shown_;
  Seconds shown_at_;
  Seconds spoken_at_;
  int spoken_ = 0;
  bool fresh_ = false;     ///< Shown since the last Update: its speak flag is still to be given out.
  std::string candidate_;  ///< Id of what is wanted and not shown so far.
  Seconds candidate_since_;
};

}  // namespace ezpt::coach
