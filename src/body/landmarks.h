#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "base/units.h"

namespace ezpt::body {

enum class Side { kLeft, kRight };  ///< Anatomical, never the screen's.

[[nodiscard]] constexpr Side Opposite(Side side) { return side == Side::kLeft ? Side::kRight : Side::kLeft; }

/// Which points a pose has, and in which order.
enum class Topology {
  kCoco17,       ///< MoveNet; COCO keypoint order.
  kBlazePose33,  ///< BlazePose; MediaPipe order.
};

/// The frame a pose's coordinates are in.
enum class Space {
  kImage,   ///< x, y in pixels, y down; z is 0.
  kImage3,  ///< As kImage, and z relative, same unit as x, away from the camera.
  kWorld,   ///< Metres: x right, y down, z away from the camera.
};

inline constexpr std::size_t kCocoCount = 17;
inline constexpr std::size_t kBlazePoseCount = 33;
inline constexpr std::size_t kMaxLandmarks = 33;

/// A joint in any topology; `IndexOf` finds it in one. The first seventeen are COCO-17's, in its order. From the eyes
/// on, each left one stands before its right one.
enum class Joint {
  kNose,
  kLeftEye,
  kRightEye,
  kLeftEar,
  kRightEar,
  kLeftShoulder,
  kRightShoulder,
  kLeftElbow,
  kRightElbow,
  kLeftWrist,
  kRightWrist,
  kLeftHip,
  kRightHip,
  kLeftKnee,
  kRightKnee,
  kLeftAnkle,
  kRightAnkle,
  kLeftHeel,
  kRightHeel,
  kLeftToe,
  kRightToe,
  kLeftIndex,
  kRightIndex,
};

/// Where COCO-17 has `joint`. REQUIRES: one of the first seventeen.
[[nodiscard]] constexpr std::size_t CocoIndex(Joint joint) { return static_cast<std::size_t>(joint); }

struct Landmark {
  float x = 0, y = 0, z = 0;  ///< In the pose's Space.
  float score = 0;            ///< [0, 1]; 0: this point does not exist in the source.
};

/// One body in one frame. Points beyond the topology's count are zero.
struct Pose {
  Topology topology = Topology::kCoco17;
  Space space = Space::kImage;
  std::array<Landmark, kMaxLandmarks> points{};

  [[nodiscard]] std::size_t size() const { return topology == Topology::kCoco17 ? kCocoCount : kBlazePoseCount; }
  [[nodiscard]] std::span<const Landmark> view() const { return {points.data(), size()}; }
  [[nodiscard]] std::span<Landmark> view() { return {points.data(), size()}; }
};

/// One frame of a recording. No pose: nobody was found.
struct PoseFrame {
  Seconds t;
  std::optional<Pose> pose;
};

/// What a landmark stream's header says of all its frames.
struct StreamInfo {
  Topology topology = Topology::kCoco17;
  Space space = Space::kImage;
  int width = 0;  ///< Pixels; 0 in kWorld.
  int height = 0;
  double fps = 30.0;
  bool size_is_nominal = false;  ///< The picture's size was not recorded: trust only ratios.
};

/// Position of `joint` in `topology`, or nothing if the topology lacks it.
[[nodiscard]] std::optional<std::size_t> IndexOf(Joint joint, Topology topology);

/// The joint on `side`, given its left one. REQUIRES: `left` is a left joint.
[[nodiscard]] Joint OnSide(Joint left, Side side);

/// Gives each left landmark the name of its right one, and the other way round.
void ExchangeSides(Pose& pose);
/// The same for one joint. REQUIRES: `left` is a left joint.
void ExchangeSides(Pose& pose, Joint left);

/// "left_shoulder", as COCO and MediaPipe name it. Empty if out of range.
[[nodiscard]] std::string_view LandmarkName(Topology topology, std::size_t index);

/// The pose's landmark for `joint`; score 0 where the topology lacks it.
[[nodiscard]] Landmark At(const Pose& pose, Joint joint);

/// Over all of the topology's points.
[[nodiscard]] double MeanScore(const Pose& pose);

/// Index pairs to draw as bones, in the topology's order.
[[nodiscard]] std::span<const std::pair<std::size_t, std::size_t>> Bones(Topology topology);

}  // namespace ezpt::body
