#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "body/landmarks.h"
#include "body/view.h"

namespace ezpt::body {

/// One number read from one pose. Angles are degrees, the rest ratios of the
/// person's own body, so that no threshold depends on the picture or the distance.
/// Signs are anatomical. S E W H K A are shoulder … ankle of the chosen side.
/// Source: design facts section 2, "Measures" (KF, HF, …); deviations are named.
enum class Signal {
  kKneeFlexion,        ///< "knee_flexion" 180° − ∠(H,K,A); 0 straight.
  kHipFlexion,         ///< "hip_flexion" 180° − ∠(S,H,K); thigh behind the trunk's line is negative.
  kHipAbduction,       ///< "hip_abduction" thigh against the vertical, away from the body +; 0 standing. Deviates
                       ///  from HAB: the line of the hips is noise at this scale, and the trunk may lean.
  kShoulderFlexion,    ///< "shoulder_flexion" ∠(H,S,E) in the sagittal plane, forward +, behind −.
  kShoulderAbduction,  ///< "shoulder_abduction" ∠(H,S,E) in the frontal plane, away from the body +.
  kElbowFlexion,       ///< "elbow_flexion" 180° − ∠(S,E,W); 0 straight.
  kTrunkLean,          ///< "trunk_lean" trunk against the vertical, forward +.
  kTrunkLateralLean,   ///< "trunk_lateral_lean" trunk against the vertical, to the person's `side` +.
  kTrunkPitch,         ///< "trunk_pitch" trunk against the horizontal, head up +: 0 lying, 90 upright.
  kPelvisObliquity,    ///< "pelvis_obliquity" line of the hips against the horizontal, `side` higher +.
  kShoulderObliquity,  ///< "shoulder_obliquity" line of the shoulders against the horizontal, `side` higher +.
  kKneeValgus,         ///< "knee_valgus" 180° − ∠(H,K,A) in the frontal plane, knee medial +.
  kBodyLine,           ///< "body_line" 180° − ∠(S,H,A); hips sag towards the front of the body +, pike −.
  kBodyLineKnee,  ///< "body_line_knee" 180° − ∠(S,H,K), same sign: for a bridge, arching + and short of straight −.
  kShankTilt,     ///< "shank_tilt" shank against the vertical, knee ahead of the ankle +.
  kThighPitch,         ///< "thigh_pitch" thigh against hanging straight down, forward +: 0 standing, 90 horizontal.
  kUpperArmElevation,  ///< "upper_arm_elevation" upper arm against hanging straight down, unsigned: 90 horizontal.
  kUpperArmDrift,      ///< "upper_arm_drift" ∠(H,S,E), unsigned: the elbow leaving the side.
  kShoulderHike,  ///< "shoulder_hike" ear to shoulder along the trunk ÷ trunk; smaller is hiked. Use relative to start.
  kHeelRise,      ///< "heel_rise" ankle above its height at the start ÷ shank.
  kWristToThigh,    ///< "wrist_to_thigh" wrist to the nearest point of the thigh ÷ trunk.
  kWristHeight,     ///< "wrist_height" wrist above the hip ÷ trunk; 1 about shoulder level.
  kHipHeight,       ///< "hip_height" hip above the ankle ÷ leg (thigh + shank); 1 standing.
  kShoulderHeight,  ///< "shoulder_height" shoulder above the wrist ÷ reach; 1 with arms straight down.
  kPressHeight,     ///< "press_height" shoulder above the wrist ÷ the most that it was lately; 1 on straight arms,
                    ///  wherever the hands are. Never divided by less than 0.6 of the arm.
  kKneeHeight,      ///< "knee_height" 1 − (knee below hip ÷ thigh); 0 standing, 1 knee as high as the hip. A badly
                ///  seen knee is taken to be lifted as far as its foot is above the other: under it the shank hangs.
  kKneeSeparation,  ///< "knee_separation" distance of the knees ÷ distance of the ankles, across the picture.
  kFootSeparation,  ///< "foot_separation" distance of the ankles across the picture ÷ leg; a stride in a side view.
  kFootHeight,      ///< "foot_height" ankle above the other ankle ÷ leg.
  kFootDrift,       ///< "foot_drift" ankle away from its place at the start ÷ leg, unsigned.
  kHipDrift,        ///< "hip_drift" hip moved across the picture since the start ÷ leg, unsigned.
  kArmExtent,      ///< "arm_extent" shoulder to wrist in the picture ÷ arm; small when bent or pointing at the camera.
  kLegExtent,      ///< "leg_extent" hip to ankle in the picture ÷ leg; as above.
  kTrunkExtent,    ///< "trunk_extent" hips to shoulders in the picture ÷ trunk; small when it points at the camera.
  kTrunkOverFeet,  ///< "trunk_over_feet" middle of the trunk ahead of the ankles ÷ leg; a seated person is far behind.
  kShoulderSpread,  ///< "shoulder_spread" shoulders' width ÷ that at the start: turning, or coming nearer.
  kDuration,        ///< "duration" seconds of a phase; never read from a pose.
};

inline constexpr int kSignalCount = static_cast<int>(Signal::kDuration) + 1;

enum class SignalUnit { kDegrees, kRatio, kSeconds };

/// Name in exercise definitions, e.g. "knee_flexion".
[[nodiscard]] std::string_view SignalName(Signal signal);
/// The signal of that name, or nothing.
[[nodiscard]] std::optional<Signal> ParseSignal(std::string_view name);
[[nodiscard]] SignalUnit UnitOf(Signal signal);
/// "deg", "ratio" or "s".
[[nodiscard]] std::string_view UnitName(SignalUnit unit);
/// Views from which a flat picture shows the signal. Space::kWorld shows all.
[[nodiscard]] std::span<const View> ViewsOf(Signal signal);
[[nodiscard]] bool MeasurableFrom(Signal signal, View view);
/// Whether left and right read the same number (a trunk angle).
[[nodiscard]] bool IsMidline(Signal signal);

/// Lengths of one person's segments in the pose's unit (pixels or metres).
/// A segment that was never seen is 0.
struct BodyScale {
  double trunk = 0;  ///< Mid-hip to mid-shoulder.
  double thigh = 0;
  double shank = 0;
  double upper_arm = 0;
  double forearm = 0;
  double reach = 0;       ///< Shoulder to wrist, the arm as straight as it was seen.
  double press_left = 0;  ///< Left shoulder above the left wrist, as high as it was seen.
  double press_right = 0;
  double shoulder_width = 0;
  double hip_width = 0;

  [[nodiscard]] double leg() const { return thigh + shank; }
  [[nodiscard]] double arm() const { return upper_arm + forearm; }
};

/// The lengths seen in one pose, the longer of the two sides; foreshortening is
/// not undone. Landmarks under `min_score` are left out.
[[nodiscard]] BodyScale MeasureScale(const Pose& pose, float min_score);

/// What evaluation needs beyond the pose itself.
struct SignalContext {
  /// The side towards the camera, and by it which way is forward in a side view:
  /// a person whose right side is nearer faces the picture's right.
  Side nearer = Side::kRight;
  /// The person's own lengths; where 0, the pose's own are used.
  BodyScale scale;
  /// The pose at the start of the movement, for heel_rise, foot_drift, hip_drift and shoulder_spread.
  const Pose* start = nullptr;
  /// A landmark below this is not seen. Scores are the tracker's.
  float min_score = 0.2f;
};

/// The signal's value; nothing when a landmark it needs is not seen, when a
/// segment it divides by is degenerate, or when `context.start` is missing.
/// In kImage and kImage3 angles are those of the picture's plane (relative depth
/// is too noisy to add); in kWorld they are in three dimensions.
/// Whether the view can show the signal at all is the caller's question
/// (`MeasurableFrom`). Cost: O(1), no allocation; thread-safe.
[[nodiscard]] std::optional<double> Evaluate(Signal signal, const Pose& pose, Side side, const SignalContext& context);

}  // namespace ezpt::body
