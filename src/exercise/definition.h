#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "body/dof.h"
#include "body/landmarks.h"
#include "body/signal.h"
#include "body/view.h"
#include "exercise/document.h"

namespace ezpt::exercise {

/// Language code ("en") to text. "en" is always present.
using LocalizedText = std::map<std::string, std::string>;
using LocalizedList = std::map<std::string, std::vector<std::string>>;

enum class Region { kNeck, kShoulder, kArm, kTrunk, kHip, kKnee, kAnkle, kBalance, kFunctional };
enum class Position { kStanding, kSeated, kSupine, kPlank };

enum class Laterality {
  kBilateral,    ///< Both sides together.
  kUnilateral,   ///< One working side a set.
  kAlternating,  ///< The working side changes with every repetition.
};

/// What may not slide. Working and other follow the side that works.
enum class ContactPart {
  kLeftFoot,
  kRightFoot,
  kWorkingFoot,
  kOtherFoot,
  kLeftHand,
  kRightHand,
  kWorkingHand,
  kOtherHand,
  kPelvis,
  kBack,
};
enum class Surface { kFloor, kChair, kMat, kWall };
/// The part of a repetition in which a contact holds.
enum class ContactTime { kWhole, kStart, kEnd };

struct Contact {
  ContactPart part = ContactPart::kLeftFoot;
  Surface on = Surface::kFloor;
  ContactTime at = ContactTime::kWhole;
};

/// Whose limb an angle is of. Trunk, neck and body_pitch have kBoth.
enum class Limb { kBoth, kWorking, kOther, kLeft, kRight };

/// One angle of a key pose. `family` is a body::Dof name without its side
/// ("knee_flexion"). trunk_lateral_flexion and trunk_rotation are written for a
/// left working side (positive: towards it) and mirrored for a right one.
struct DofAngle {
  Limb limb = Limb::kBoth;
  std::string family;
  Degrees angle;
};
using KeyPose = std::vector<DofAngle>;

/// Time of each phase of one repetition.
struct Tempo {
  Seconds out{2.0};    ///< From the start pose to the end pose.
  Seconds pause{0.0};  ///< At the end pose; `Dose::hold` when that is longer.
  Seconds back{2.0};
};

struct Dose {
  int sets = 1;
  int reps = 10;
  Seconds hold{0.0};
  Seconds rest{60.0};
  Tempo tempo;
};

/// The reference motion. `end` keeps the angles of `start` that it does not
/// name; so does `middle`, a pose that the way out and the way back pass at half
/// time. Use ResolveKeyPose (exercise/reference.h) to get whole poses.
struct Reference {
  KeyPose start;
  std::optional<KeyPose> middle;
  KeyPose end;
};

/// Which side a sided signal is taken from.
enum class SideRule {
  kNearest,  ///< The side nearest to the camera.
  kWorking,
  kOther,
  kBoth,  ///< The mean of both.
  kMax,   ///< The side that moved more.
};

/// A signal below or above a value: exactly one of them is set.
struct Condition {
  body::Signal signal = body::Signal::kKneeFlexion;
  SideRule side = SideRule::kNearest;
  std::optional<double> below;
  std::optional<double> above;
};

/// Whether `value` is below or above as it says.
[[nodiscard]] inline bool Meets(const Condition& condition, double value) {
  return condition.below ? value < *condition.below : value > condition.above.value_or(value);
}

struct Target {
  double min = 0;
  double max = 0;
};

enum class MeasureAt { kPeak, kStart, kRange };  ///< kRange: peak less start.

/// One figure a repetition is reported with. Views: those that can support it.
struct Measure {
  std::string id;
  LocalizedText names;
  body::Signal signal = body::Signal::kKneeFlexion;
  SideRule side = SideRule::kNearest;
  MeasureAt at = MeasureAt::kPeak;
  std::vector<body::View> views;
  std::optional<Target> target;
  std::string source;  ///< Where the target comes from.
};

/// The part of a repetition in which a fault is looked for. kMoving is the way
/// out and the way back without the hold; kPeak the time around the peak.
enum class When { kPeak, kWhole, kMoving, kHold, kStart, kOut, kBack };
/// kStart: the signal less its value at the repetition's start.
enum class RelativeTo { kZero, kStart };
enum class Severity { kMinor, kMajor, kHarmful };

/// Overrides of the reference by which the virtual patient shows a fault.
struct FaultExample {
  KeyPose start;
  KeyPose middle;
  KeyPose end;
  std::optional<Tempo> tempo;
};

/// A condition that must hold for `min_time`. The signal "duration" is the phase's own time in seconds.
struct Fault : Condition {
  std::string id;
  LocalizedText names;
  /// Has to hold together with the fault's own, and to be seen: another sign of the same
  /// fault, where one landmark that is found elsewhere would give a wrong cue.
  std::optional<Condition> also;
  When when = When::kPeak;
  RelativeTo relative_to = RelativeTo::kZero;  ///< Of the fault's own condition; `also` is absolute.
  Seconds min_time{0.2};
  std::vector<body::View> views;
  Severity severity = Severity::kMinor;
  LocalizedText cue;
  FaultExample example;
  std::string source;
};

/// An exercise, from which come the moving figure, the virtual patient's footage,
/// the reference vectors, the counter's thresholds, the form rules and the pages.
/// What format 1 had and nothing reads any more, as it came: a stored definition keeps its hash by it.
struct Format1Rules {
  Node counting;
  std::optional<Node> gates;
};

/// Made only by Validate(), so every field keeps the limits of validate.h.
/// docs/formats/exercise.md describes the fields for who writes one.
struct Definition {
  std::string id;  ///< snake_case.
  LocalizedText names;
  LocalizedText start_cue;  ///< Said when the set-up check wants the start pose.
  LocalizedList instructions;
  LocalizedList contraindications;
  LocalizedList equipment;
  Region region = Region::kFunctional;
  Position position = Position::kStanding;
  Laterality laterality = Laterality::kBilateral;
  std::vector<Contact> contacts;
  std::vector<body::View> views;  ///< Claimed views, best first.
  Dose dose;
  Reference reference;
  Seconds min_duration{0.6};
  Seconds max_duration{12.0};
  std::vector<Measure> measures;
  std::vector<Fault> faults;  ///< At least two.
  std::string easier;         ///< Id of a regression, or empty.
  std::string harder;         ///< Id of a progression, or empty.
  std::vector<std::string> sources;
  std::optional<Format1Rules> format_1;  ///< Of a definition in that format.
};

/// `text` in `language` ("de-AT", else "de"), or in English; empty where it has none of them.
[[nodiscard]] const std::string& In(const LocalizedText& text, std::string_view language);

/// The fault or measure of that id, or null.
[[nodiscard]] const Fault* FindFault(const Definition& definition, std::string_view id);
[[nodiscard]] const Measure* FindMeasure(const Definition& definition, std::string_view id);

}  // namespace ezpt::exercise
