#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "coach/feedback.h"

namespace ezpt::coach {

/// The short words that lead through a set, for who cannot look at the screen:
///
/// | id      | said                                                                    |
/// | ------- | ----------------------------------------------------------------------- |
/// | starts  | 3, 2, 1 before the set begins                                           |
/// | count   | the number of the repetition that just completed                        |
/// | last    | with the count before the last repetition of the set                    |
/// | hold    | "Hold." at the far end, then the last three seconds (of long holds, each ten) |
/// | turn    | "And up.", "And down." or "And back.": far enough, or held long enough  |
///
/// Each is for the very frame that it comes with: who cannot say it now leaves it out. Each comes once in a
/// repetition. The turn is told where the target is reached, or, where this view has no target to show, as the
/// movement turns; not in an exercise that is done too quickly to listen to it. It names the way back that the joint
/// that moved most has to go, and only says "back" where that is neither up nor down.
///
/// Not thread-safe; one a session.
class Announcer {
 public:
  /// @param tempo  as prescribed.
  explicit Announcer(const exercise::Tempo& tempo);

  /// @param feedback  complete but for its moments.
  /// @param progress  through the movement; 1 is far enough to count, and it may pass that.
  [[nodiscard]] std::vector<Message> Update(const Feedback& feedback, double progress, std::string_view language);

 private:
  void BeginRepetition();
  void AddCountdown(const Feedback& feedback, std::vector<Message>& moments);
  void AddCount(const Feedback& feedback, std::string_view language, std::vector<Message>& moments);
  void AddHold(const Feedback& feedback, std::string_view language, std::vector<Message>& moments);
  [[nodiscard]] bool TurnsNow(const Feedback& feedback, double progress);
  [[nodiscard]] Message TurnWord(const Feedback& feedback, std::string_view language) const;

  bool time_for_turn_;
  int starts_ = 0;                   ///< The last number of the countdown.
  std::optional<body::Pose> start_;  ///< As last seen at the start of the movement.
  // Of the repetition under way.
  bool turn_told_ = false;
  bool hold_told_ = false;
  int hold_left_ = 0;  ///< The seconds last told.
  bool has_arc_ = false;
  double farthest_ = 0;
};

}  // namespace ezpt::coach
