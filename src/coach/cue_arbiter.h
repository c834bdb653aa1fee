#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coach/feedback.h"

namespace ezpt::coach {

/// A fault that is seen now or was found in the repetition that just ended.
struct CueCandidate {
  std::string id;
  std::string text;
  CueSeverity severity = CueSeverity::kMinor;
};

/// Which one cue is shown, which is spoken, and when praise is earned.
///
/// - One cue at a time: the most severe; among equals the definition's order.
/// - A cue stays on show for `show`; only a more severe one replaces it before.
/// - The same cue is spoken again only after `cooldown`, and any other after `gap`;
///   a harmful one needs only `harmful_gap`. A cue that is not harmful is spoken
///   at most `max_spoken` times a set, then only shown: the patient has heard it.
/// - Praise follows only a correct repetition, with no cue on show: when it puts
///   right what the last one had wrong, after `streak` correct ones in a row, or
///   at the end of a set. Never within `after_harm` of a harmful fault.
///
/// All times are the capture clock's. Not thread-safe; one a session.
class CueArbiter {
 public:
  struct Options {
    Seconds show{3.0};
    Seconds cooldown{8.0};
    Seconds gap{3.5};
    Seconds harmful_gap{1.5};
    Seconds praise_gap{8.0};
    Seconds after_harm{10.0};
    int max_spoken = 3;
    int streak = 3;
  };

  /// What happened with one frame.
  struct Input {
    Seconds t;
    std::span<const CueCandidate> faults;  ///< In the definition's order.
    const RepReport* completed = nullptr;  ///< The repetition that just ended.
    bool last_of_set = false;
    std::string_view language = "en";
  };
  struct Output {
    std::optional<Cue> cue;
    std::optional<Message> praise;
  };

  CueArbiter() : CueArbiter(Options{}) {}
  explicit CueArbiter(const Options& options) : options_(options) {}

  [[nodiscard]] Output Update(const Input& input);
  /// Nothing more is to be shown (a pause, a rest); what was said is remembered.
  void Silence();
  /// A new set: cues may be spoken `max_spoken` times again.
  void BeginSet();

 private:
  struct Heard {
    Seconds last;
    int times = 0;
  };

  void ChooseCue(const Input& input);
  [[nodiscard]] bool MaySpeak(const CueCandidate& candidate, Seconds t) const;
  [[nodiscard]] std::optional<Message> EarnedPraise(const Input& input);

  Options options_;
  std::optional<Cue> shown_;
  Seconds shown_until_;
  std::map<std::string, Heard> heard_;  ///< Spoken cues of this set.
  std::optional<Seconds> last_spoken_;
  std::optional<Seconds> last_harm_;
  std::optional<Seconds> last_praise_;
  std::optional<Message> praise_;
  Seconds praise_until_;
  bool previous_was_wrong_ = false;
  int correct_in_a_row_ = 0;
};

}  // namespace ezpt::coach
