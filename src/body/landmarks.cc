#include "body/landmarks.h"

#include <utility>

namespace ezpt::body {
namespace {

constexpr std::array<std::string_view, kBlazePoseCount> kBlazePoseNames = {
    "nose",        "left_eye_inner",  "left_eye",        "left_eye_outer", "right_eye_inner",
    "right_eye",   "right_eye_outer", "left_ear",        "right_ear",      "mouth_left",
    "mouth_right", "left_shoulder",   "right_shoulder",  "left_elbow",     "right_elbow",
    "left_wrist",  "right_wrist",     "left_pinky",      "right_pinky",    "left_index",
    "right_index", "left_thumb",      "right_thumb",     "left_hip",       "right_hip",
    "left_knee",   "right_knee",      "left_ankle",      "right_ankle",    "left_heel",
    "right_heel",  "left_foot_index", "right_foot_index"};

// Where BlazePose has each Joint, in the enum's order.
constexpr std::array<std::size_t, 23> kBlazePoseIndex = {0,  2,  5,  7,  8,  11, 12, 13, 14, 15, 16, 23,
                                                         24, 25, 26, 27, 28, 29, 30, 31, 32, 19, 20};

// Bones that every topology has, then those of the feet.
constexpr std::array<std::pair<Joint, Joint>, 20> kBones = {{{Joint::kLeftShoulder, Joint::kRightShoulder},
                                                             {Joint::kLeftHip, Joint::kRightHip},
                                                             {Joint::kLeftShoulder, Joint::kLeftHip},
                                                             {Joint::kRightShoulder, Joint::kRightHip},
                                                             {Joint::kLeftShoulder, Joint::kLeftElbow},
                                                             {Joint::kLeftElbow, Joint::kLeftWrist},
                                                             {Joint::kRightShoulder, Joint::kRightElbow},
                                                             {Joint::kRightElbow, Joint::kRightWrist},
                                                             {Joint::kLeftHip, Joint::kLeftKnee},
                                                             {Joint::kLeftKnee, Joint::kLeftAnkle},
                                                             {Joint::kRightHip, Joint::kRightKnee},
                                                             {Joint::kRightKnee, Joint::kRightAnkle},
                                                             {Joint::kNose, Joint::kLeftEye},
                                                             {Joint::kNose, Joint::kRightEye},
                                                             {Joint::kLeftEye, Joint::kLeftEar},
                                                             {Joint::kRightEye, Joint::kRightEar},
                                                             {Joint::kLeftAnkle, Joint::kLeftHeel},
                                                             {Joint::kLeftHeel, Joint::kLeftToe},
                                                             {Joint::kRightAnkle, Joint::kRightHeel},
                                                             {Joint::kRightHeel, Joint::kRightToe}}};

constexpr std::size_t kCocoBoneCount = 16;

using Bone = std::pair<std::size_t, std::size_t>;

constexpr std::size_t BlazePoseIndex(Joint joint) { return kBlazePoseIndex[static_cast<std::size_t>(joint)]; }

/// The first `N` bones as pairs of indices.
template <std::size_t N, typename Index>
constexpr std::array<Bone, N> BonesBy(Index index) {
  std::array<Bone, N> bones{};
  for (std::size_t i = 0; i < N; ++i) bones[i] = {index(kBones[i].first), index(kBones[i].second)};
  return bones;
}

constexpr std::array<Bone, kCocoBoneCount> kCocoBones = BonesBy<kCocoBoneCount>(CocoIndex);
constexpr std::array<Bone, kBones.size()> kBlazePoseBones = BonesBy<kBones.size()>(BlazePoseIndex);

}  // namespace

std::optional<std::size_t> IndexOf(Joint joint, Topology topology) {
  if (topology == Topology::kBlazePose33) return BlazePoseIndex(joint);
  if (CocoIndex(joint) < kCocoCount) return CocoIndex(joint);
  return std::nullopt;
}

void ExchangeSides(Pose& pose) {
  for (auto i = static_cast<int>(Joint::kLeftEye); i <= static_cast<int>(Joint::kRightIndex); i += 2) {
    ExchangeSides(pose, static_cast<Joint>(i));
  }
}

void ExchangeSides(Pose& pose, Joint left) {
  const auto l = IndexOf(left, pose.topology), r = IndexOf(OnSide(left, Side::kRight), pose.topology);
  if (l && r) std::swap(pose.points[*l], pose.points[*r]);
}

Joint OnSide(Joint left, Side side) {
  return side == Side::kLeft ? left : static_cast<Joint>(static_cast<int>(left) + 1);
}

std::string_view LandmarkName(Topology topology, std::size_t index) {
  // Both topologies call a joint that both have by the same name.
  if (topology == Topology::kCoco17 && index < kCocoCount) return kBlazePoseNames[kBlazePoseIndex[index]];
  if (topology == Topology::kBlazePose33 && index < kBlazePoseCount) return kBlazePoseNames[index];
  return {};
}

Landmark At(const Pose& pose, Joint joint) {
  const auto index = IndexOf(joint, pose.topology);
  return index ? pose.points[*index] : Landmark{};
}

std::span<const Bone> Bones(Topology topology) {
  if (topology == Topology::kCoco17) return kCocoBones;
  return kBlazePoseBones;
}

double MeanScore(const Pose& pose) {
  double sum = 0;
  for (const Landmark& p : pose.view()) sum += static_cast<double>(p.score);
  return sum / static_cast<double>(pose.size());
}

}  // namespace ezpt::body
