#include "exercise/vocabulary.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ezpt::exercise {
namespace {

constexpr Named<Region> kRegions[] = {
    {"neck", Region::kNeck},   {"shoulder", Region::kShoulder}, {"arm", Region::kArm},
    {"trunk", Region::kTrunk}, {"hip", Region::kHip},           {"knee", Region::kKnee},
    {"ankle", Region::kAnkle}, {"balance", Region::kBalance},   {"functional", Region::kFunctional}};
constexpr Named<Position> kPositions[] = {{"standing", Position::kStanding},
                                          {"seated", Position::kSeated},
                                          {"supine", Position::kSupine},
                                          {"plank", Position::kPlank}};
constexpr Named<Laterality> kLateralities[] = {{"bilateral", Laterality::kBilateral},
                                               {"unilateral", Laterality::kUnilateral},
                                               {"alternating", Laterality::kAlternating}};
constexpr Named<ContactPart> kContactParts[] = {{"left_foot", ContactPart::kLeftFoot},
                                                {"right_foot", ContactPart::kRightFoot},
                                                {"working_foot", ContactPart::kWorkingFoot},
                                                {"other_foot", ContactPart::kOtherFoot},
                                                {"left_hand", ContactPart::kLeftHand},
                                                {"right_hand", ContactPart::kRightHand},
                                                {"working_hand", ContactPart::kWorkingHand},
                                                {"other_hand", ContactPart::kOtherHand},
                                                {"pelvis", ContactPart::kPelvis},
                                                {"back", ContactPart::kBack}};
constexpr Named<Surface> kSurfaces[] = {
    {"floor", Surface::kFloor}, {"chair", Surface::kChair}, {"mat", Surface::kMat}, {"wall", Surface::kWall}};
constexpr Named<ContactTime> kContactTimes[] = {
    {"whole", ContactTime::kWhole}, {"start", ContactTime::kStart}, {"end", ContactTime::kEnd}};
constexpr Named<SideRule> kSideRules[] = {{"nearest", SideRule::kNearest},
                                          {"working", SideRule::kWorking},
                                          {"other", SideRule::kOther},
                                          {"both", SideRule::kBoth},
                                          {"max", SideRule::kMax}};
constexpr Named<MeasureAt> kMeasureTimes[] = {
    {"peak", MeasureAt::kPeak}, {"start", MeasureAt::kStart}, {"range", MeasureAt::kRange}};
constexpr Named<When> kWhens[] = {{"peak", When::kPeak}, {"whole", When::kWhole}, {"moving", When::kMoving},
                                  {"hold", When::kHold}, {"start", When::kStart}, {"out", When::kOut},
                                  {"back", When::kBack}};
constexpr Named<RelativeTo> kRelatives[] = {{"zero", RelativeTo::kZero}, {"start", RelativeTo::kStart}};
constexpr Named<Severity> kSeverities[] = {
    {"minor", Severity::kMinor}, {"major", Severity::kMajor}, {"harmful", Severity::kHarmful}};
constexpr Named<body::View> kViews[] = {{"front", body::View::kFront},
                                        {"side_left", body::View::kSideLeft},
                                        {"side_right", body::View::kSideRight},
                                        {"oblique", body::View::kOblique}};

constexpr Named<Limb> kLimbPrefixes[] = {
    {"working.", Limb::kWorking}, {"other.", Limb::kOther}, {"left.", Limb::kLeft}, {"right.", Limb::kRight}};

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

template <>
std::span<const Named<Region>> NamesOf<Region>() {
  return kRegions;
}
template <>
std::span<const Named<Position>> NamesOf<Position>() {
  return kPositions;
}
template <>
std::span<const Named<Laterality>> NamesOf<Laterality>() {
  return kLateralities;
}
template <>
std::span<const Named<ContactPart>> NamesOf<ContactPart>() {
  return kContactParts;
}
template <>
std::span<const Named<Surface>> NamesOf<Surface>() {
  return kSurfaces;
}
template <>
std::span<const Named<ContactTime>> NamesOf<ContactTime>() {
  return kContactTimes;
}
template <>
std::span<const Named<SideRule>> NamesOf<SideRule>() {
  return kSideRules;
}
template <>
std::span<const Named<MeasureAt>> NamesOf<MeasureAt>() {
  return kMeasureTimes;
}
template <>
std::span<const Named<When>> NamesOf<When>() {
  return kWhens;
}
template <>
std::span<const Named<RelativeTo>> NamesOf<RelativeTo>() {
  return kRelatives;
}
template <>
std::span<const Named<Severity>> NamesOf<Severity>() {
  return kSeverities;
}
template <>
std::span<const Named<body::View>> NamesOf<body::View>() {
  return kViews;
}

template <>
std::span<const Named<body::Signal>> NamesOf<body::Signal>() {
  static const std::array<Named<body::Signal>, body::kSignalCount> signals = [] {
    std::array<Named<body::Signal>, body::kSignalCount> out;
    for (int i = 0; i < body::kSignalCount; ++i) {
      const auto signal = static_cast<body::Signal>(i);
      out[static_cast<std::size_t>(i)] = {body::SignalName(signal), signal};
    }
    return out;
  }();
  return signals;
}

std::optional<DofName> ParseDofName(std::string_view name) {
  Limb limb = Limb::kBoth;
  for (const Named<Limb>& prefix : kLimbPrefixes) {
    if (!name.starts_with(prefix.name)) continue;
    limb = prefix.value;
    name.remove_prefix(prefix.name.size());
    break;
  }
  if (body::IsSidedFamily(name)) return DofName{limb, name};
  // The body has one trunk, neck and pitch: no side may be named.
  const std::optional<body::Dof> dof = body::ParseDof(name);
  const bool has_side = name.starts_with("left_") || name.starts_with("right_");
  if (limb != Limb::kBoth || !dof || has_side) return std::nullopt;
  return DofName{limb, name};
}

std::string FormatDofName(const DofAngle& angle) {
  for (const Named<Limb>& prefix : kLimbPrefixes) {
    if (prefix.value == angle.limb) return std::string(prefix.name) + angle.family;
  }
  return angle.family;
}

std::string_view Nearest(std::string_view word, std::span<const std::string_view> candidates) {
  // A third of the letters may differ: beyond that the guess misleads.
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string_view nearest;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = EditDistance(word, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace ezpt::exercise
