#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "base/image.h"
#include "base/result.h"
#include "body/landmarks.h"
#include "body/view.h"
#include "body/virtual_patient/camera.h"
#include "body/virtual_patient/look.h"
#include "body/virtual_patient/motion.h"
#include "body/virtual_patient/props.h"
#include "body/virtual_patient/renderer.h"

namespace ezpt::body {

/// Everything that decides a clip. The same script gives the same pixels and the
/// same truth, to the bit, under every compiler.
struct Script {
  PatientLook look;  ///< Usually SamplePatient(seed).
  View view = View::kSideLeft;
  ExerciseMotion exercise;
  std::vector<Event> events;
  Variation variation;
  uint64_t seed = 0;  ///< Of the camera's place, the room and the variation.
  int width = 640, height = 480;
};

/// One moment of the clip's body.
struct BodyState {
  Seconds t;
  Skeleton skeleton;
  Timeline::Moment moment;
};

/// What is true in one frame.
struct TruthFrame {
  Seconds t;
  Pose image;                               ///< COCO-17, Space::kImage; score 1, or 0 where outside the picture.
  Pose world;                               ///< COCO-17, Space::kWorld: metres from mid-hip along the camera's axes.
  std::array<bool, kCocoCount> occluded{};  ///< Hidden behind another part of the body.
  double person_height_px = 0;              ///< The standing height at the pelvis's distance.
  int repetition = -1;
  double progress = 0.0;
};

/// A rendered person who does an exercise before a camera. Not thread-safe (it
/// keeps its drawing buffers); `At` and `Truth` are.
class VirtualPatient {
 public:
  /// Errors: those of Timeline, and a picture outside 64…4096 pixels a side.
  [[nodiscard]] static Result<VirtualPatient> Create(const Script& script);

  [[nodiscard]] Seconds duration() const { return timeline_.duration(); }
  [[nodiscard]] const std::vector<RepetitionTruth>& repetitions() const { return timeline_.repetitions(); }
  [[nodiscard]] const Proportions& proportions() const { return body_; }
  [[nodiscard]] const Camera& camera() const { return camera_; }
  [[nodiscard]] const Props& props() const { return props_; }

  /// The body at `t`, clamped to the clip. Cost: some microseconds, up to 100.
  [[nodiscard]] BodyState At(Seconds t) const;
  [[nodiscard]] TruthFrame Truth(const BodyState& state) const;
  [[nodiscard]] TruthFrame Truth(Seconds t) const { return Truth(At(t)); }

  /// Draws the state into `image` (resized to the script's picture). Cost: some
  /// 15–25 ms at 640×480 on one core.
  void Render(const BodyState& state, Image& image);

 private:
  VirtualPatient(const Script& script, Timeline timeline);
  [[nodiscard]] std::vector<Vec3> Extent() const;
  [[nodiscard]] Skeleton WalkInAt(double s) const;

  Script script_;
  Timeline timeline_;
  Proportions body_;
  ContactSolver solver_;
  Props props_;
  Camera camera_;
  Vec3 entrance_, towel_;
  std::unique_ptr<Renderer> renderer_;  ///< Made at the first frame.
  Mesh mesh_;
};

/// Which COCO joints another part of the body hides from `eye`: by the limbs and
/// trunk as capsules, so that it does not depend on the picture's size.
[[nodiscard]] std::array<bool, kCocoCount> OccludedJoints(const Proportions& body, const Skeleton& skeleton, Vec3 eye);

}  // namespace ezpt::body
