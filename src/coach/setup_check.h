#pragma once

#include <optional>
#include <vector>

#include "body/landmarks.h"
#include "body/view.h"
#include "coach/feedback.h"
#include "coach/phrases.h"
#include "coach/session_record.h"
#include "exercise/definition.h"

namespace ezpt::coach {

/// What the set-up check found in one frame, and the one thing to say about it:
/// the first item that does not hold. What only would be better is advice: the set can be done without it.
struct SetupResult {
  std::vector<CheckItem> items;
  std::optional<Phrase> instruction;  ///< Nothing when every item holds that the set needs.
  std::optional<Phrase> advice;       ///< Where to turn, for the form to be seen as well.
  bool seated = false;                ///< The instruction is to stand up, to somebody who is seated.

  [[nodiscard]] bool ok() const { return !instruction.has_value(); }
};

/// Is the patient placed so that the exercise can be seen and counted?
///
/// | item     | holds when                                                          |
/// | -------- | ------------------------------------------------------------------- |
/// | person   | a body with shoulders and hips was found                            |
/// | light    | the picture is not dark (only where its light is known)             |
/// | in_frame | head, shoulders, hips and what works (legs, or hands), one of each, are seen inside the picture |
/// | distance | the body spans between a third and nearly all of the picture        |
/// | position | standing, seated or lying, as the exercise starts; upright where the legs do not work |
/// | view     | advice: a view that shows the form; needed: the working side to the camera where there is one |
/// | still    | the body stays where it is (coach/standstill.h): who walks past is not in position |
///
/// Needs one frame only; thread-safe. Cost: O(1), one small allocation.
class SetupCheck {
 public:
  /// Whether the body stays where it is.
  enum class Stillness { kMoves, kStill };

  /// @param definition must outlive this.
  SetupCheck(const exercise::Definition& definition, SideChoice side);

  /// @param view as estimated over the last frames; nothing when it is not known yet.
  /// @param light mean luminance 1–255; 0: not known.
  [[nodiscard]] SetupResult Check(const std::optional<body::Pose>& pose, const body::StreamInfo& stream,
                                  std::optional<body::View> view, int light, Stillness stillness) const;

  /// Shoulders and hips are seen: enough to go on coaching someone.
  [[nodiscard]] static bool IsPerson(const std::optional<body::Pose>& pose);

 private:
  [[nodiscard]] std::optional<Phrase> WhyNotPosition(const body::Pose& pose) const;
  [[nodiscard]] bool Shows(body::View view) const;
  /// The side to turn to the camera, where one was chosen and is seen from there.
  [[nodiscard]] std::optional<body::View> OwnSide() const;
  /// From here the working limb is hidden behind the body.
  [[nodiscard]] std::optional<Phrase> WhyHidden(std::optional<body::View> view) const;
  [[nodiscard]] std::optional<Phrase> BetterView(std::optional<body::View> view) const;

  const exercise::Definition& definition_;
  SideChoice side_;
  bool legs_work_;
};

}  // namespace ezpt::coach
