#include "body/landmarks.h"

#include <utility>

namespace ezpt::body {
namespace {

constexpr std::array<std::string_view, kCocoCount> kCocoNames = {
    "nose",           "left_eye",   "right_eye",   "left_ear",   "right_ear",   "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip",
    "right_hip",      "left_knee",  "right_knee",  "left_ankle", "right_ankle"};

constexpr std::array<std::string_view, kBlazePoseCount> kBlazePoseNames = {
    "nose",        "left_eye_inner",  "left_eye",        "left_eye_outer", "right_eye_inner",
    "right_eye",   "right_eye_outer", "left_ear",        "right_ear",      "mouth_left",
    "mouth_right", "left_shoulder",   "right_shoulder",  "left_elbow",     "right_elbow",
    "left_wrist",  "right_wrist",     "left_pinky",      "right_pinky",    "left_index",
    "right_index", "left_thumb",      "right_thumb",     "left_hip",       "right_hip",
    "left_knee",   "right_knee",      "left_ankle",      "right_ankle",    "left_heel",
    "right_heel",  "left_foot_index", "right_foot_index"};

// BlazePose index of each Joint, in the enum's order.
constexpr std::array<std::size_t, 23> kBlazePoseIndex = {0,  2,  5,  7,  8,  11, 12, 13, 14, 15, 16, 23,
                                                         24, 25, 26, 27, 28, 29, 30, 31, 32, 19, 20};

using Bone = std::pair<std::size_t, std::size_t>;

constexpr std::array<Bone, 16> kCocoBones = {{{kLeftShoulder, kRightShoulder},
                                              {kLeftHip, kRightHip},
                                              {kLeftShoulder, kLeftHip},
                                              {kRightShoulder, kRightHip},
                                              {kLeftShoulder, kLeftElbow},
                                              {kLeftElbow, kLeftWrist},
                                              {kRightShoulder, kRightElbow},
                                              {kRightElbow, kRightWrist},
                                              {kLeftHip, kLeftKnee},
                                              {kLeftKnee, kLeftAnkle},
                                              {kRightHip, kRightKnee},
                                              {kRightKnee, kRightAnkle},
                                              {kNose, kLeftEye},
                                              {kNose, kRightEye},
                                              {kLeftEye, kLeftEar},
                                              {kRightEye, kRightEar}}};

constexpr std::array<Bone, 20> kBlazePoseBones = {{{11, 12}, {23, 24}, {11, 23}, {12, 24}, {11, 13}, {13, 15}, {12, 14},
                                                   {14, 16}, {23, 25}, {25, 27}, {24, 26}, {26, 28}, {27, 29}, {29, 31},
                                                   {28, 30}, {30, 32}, {0, 2},   {0, 5},   {2, 7},   {5, 8}}};

}  // namespace

std::optional<std::size_t> IndexOf(Joint joint, Topology topology) {
  const auto ordinal = static_cast<std::size_t>(joint);
  if (topology == Topology::kBlazePose33) return kBlazePoseIndex[ordinal];
  // The first seventeen joints are COCO's own order.
  if (ordinal < kCocoCount) return ordinal;
  return std::nullopt;
}

Joint OnSide(Joint left, Side side) {
  // Left and right stand next to each other throughout the enum.
  return side == Side::kLeft ? left : static_cast<Joint>(static_cast<int>(left) + 1);
}

std::string_view LandmarkName(Topology topology, std::size_t index) {
  if (topology == Topology::kCoco17) return index < kCocoCount ? kCocoNames[index] : std::string_view();
  return index < kBlazePoseCount ? kBlazePoseNames[index] : std::string_view();
}

Landmark At(const Pose& pose, Joint joint) {
  const auto index = IndexOf(joint, pose.topology);
  return index ? pose.points[*index] : Landmark{};
}

std::span<const Bone> Bones(Topology topology) {
  if (topology == Topology::kCoco17) return kCocoBones;
  return kBlazePoseBones;
}

}  // namespace ezpt::body
