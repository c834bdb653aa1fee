#include <algorithm>
#include <array>

#include "body/signal.h"

namespace ezpt::body {
namespace {

// Views that show a signal, as sets.
constexpr std::array kSagittal = {View::kSideLeft, View::kSideRight, View::kOblique};
constexpr std::array kPureSagittal = {View::kSideLeft, View::kSideRight};
constexpr std::array kFrontal = {View::kFront};
constexpr std::array kFrontalOblique = {View::kFront, View::kOblique};

struct SignalFacts {
  std::string_view name;
  SignalUnit unit;
  std::span<const View> views;
  bool midline;
};

// In the enum's order.
constexpr std::array<SignalFacts, kSignalCount> kFacts = {{
    {"knee_flexion", SignalUnit::kDegrees, kSagittal, false},
    {"hip_flexion", SignalUnit::kDegrees, kSagittal, false},
    {"hip_abduction", SignalUnit::kDegrees, kFrontalOblique, false},
    {"shoulder_flexion", SignalUnit::kDegrees, kSagittal, false},
    {"shoulder_abduction", SignalUnit::kDegrees, kFrontalOblique, false},
    {"elbow_flexion", SignalUnit::kDegrees, kAllViews, false},
    {"trunk_lean", SignalUnit::kDegrees, kSagittal, true},
    {"trunk_lateral_lean", SignalUnit::kDegrees, kFrontalOblique, false},
    {"trunk_pitch", SignalUnit::kDegrees, kAllViews, true},
    {"pelvis_obliquity", SignalUnit::kDegrees, kFrontal, false},
    {"shoulder_obliquity", SignalUnit::kDegrees, kFrontal, false},
    {"knee_valgus", SignalUnit::kDegrees, kFrontal, false},
    {"body_line", SignalUnit::kDegrees, kPureSagittal, false},
    {"body_line_knee", SignalUnit::kDegrees, kPureSagittal, false},
    {"shank_tilt", SignalUnit::kDegrees, kSagittal, false},
    {"thigh_pitch", SignalUnit::kDegrees, kSagittal, false},
    {"upper_arm_elevation", SignalUnit::kDegrees, kAllViews, false},
    {"upper_arm_drift", SignalUnit::kDegrees, kAllViews, false},
    {"shoulder_hike", SignalUnit::kRatio, kAllViews, false},
    {"heel_rise", SignalUnit::kRatio, kAllViews, false},
    {"wrist_to_thigh", SignalUnit::kRatio, kAllViews, false},
    {"wrist_height", SignalUnit::kRatio, kAllViews, false},
    {"hip_height", SignalUnit::kRatio, kAllViews, false},
    {"shoulder_height", SignalUnit::kRatio, kAllViews, false},
    {"press_height", SignalUnit::kRatio, kAllViews, false},
    {"knee_height", SignalUnit::kRatio, kAllViews, false},
    {"knee_separation", SignalUnit::kRatio, kFrontal, true},
    {"foot_separation", SignalUnit::kRatio, kAllViews, true},
    {"foot_height", SignalUnit::kRatio, kAllViews, false},
    {"foot_drift", SignalUnit::kRatio, kAllViews, false},
    {"hip_drift", SignalUnit::kRatio, kAllViews, true},
    {"arm_extent", SignalUnit::kRatio, kAllViews, false},
    {"leg_extent", SignalUnit::kRatio, kAllViews, false},
    {"trunk_extent", SignalUnit::kRatio, kAllViews, true},
    {"trunk_over_feet", SignalUnit::kRatio, kSagittal, true},
    {"shoulder_spread", SignalUnit::kRatio, kAllViews, true},
    {"duration", SignalUnit::kSeconds, kAllViews, true},
}};

const SignalFacts& FactsOf(Signal signal) { return kFacts[static_cast<std::size_t>(signal)]; }

}  // namespace

std::string_view SignalName(Signal signal) { return FactsOf(signal).name; }

std::optional<Signal> ParseSignal(std::string_view name) {
  for (int i = 0; i < kSignalCount; ++i) {
    if (kFacts[static_cast<std::size_t>(i)].name == name) return static_cast<Signal>(i);
  }
  return std::nullopt;
}

SignalUnit UnitOf(Signal signal) { return FactsOf(signal).unit; }

std::string_view UnitName(SignalUnit unit) {
  switch (unit) {
    case SignalUnit::kDegrees:
      return "deg";
    case SignalUnit::kRatio:
      return "ratio";
    case SignalUnit::kSeconds:
      return "s";
  }
  return "";
}

std::span<const View> ViewsOf(Signal signal) { return FactsOf(signal).views; }

bool MeasurableFrom(Signal signal, View view) {
  const auto views = ViewsOf(signal);
  return std::find(views.begin(), views.end(), view) != views.end();
}

bool IsMidline(Signal signal) { return FactsOf(signal).midline; }

}  // namespace ezpt::body
