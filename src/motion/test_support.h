#pragma once

#include <string>
#include <vector>

#include "base/math.h"
#include "base/random.h"
#include "body/landmarks.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"

namespace ezpt::motion::test {

inline constexpr double kFps = 30;
inline constexpr body::StreamInfo kStream{.width = 640, .height = 480};

inline void Put(body::Pose& pose, body::Joint joint, double x, double y, float score = 0.8f) {
  pose.points[*body::IndexOf(joint, pose.topology)] = {static_cast<float>(x), static_cast<float>(y), 0, score};
}

/// A stick figure that squats in profile, facing the picture's right (or left),
/// the trunk over the feet. Leg 160 px, trunk 100 px. Knee flexion in degrees.
inline body::Pose Squatting(double knee, double ankle_x = 320, body::Side nearer = body::Side::kRight) {
  const double f = nearer == body::Side::kRight ? 1 : -1;
  const double shank = 0.35 * knee * kPi / 180, thigh = (knee * kPi / 180) - shank, lean = 0.8 * shank;
  const double knee_x = ankle_x + f * 80 * math::Sin(shank), knee_y = 420 - 80 * math::Cos(shank);
  const double hip_x = knee_x - f * 80 * math::Sin(thigh), hip_y = knee_y - 80 * math::Cos(thigh);
  const double top_x = hip_x + f * 100 * math::Sin(lean), top_y = hip_y - 100 * math::Cos(lean);
  body::Pose pose;
  for (const body::Side side : {body::Side::kLeft, body::Side::kRight}) {
    const double off = side == nearer ? 0 : 2;
    Put(pose, body::OnSide(body::Joint::kLeftEar, side), top_x + f * 3 + off, top_y - 25);
    Put(pose, body::OnSide(body::Joint::kLeftEye, side), top_x + f * 20 + off, top_y - 30);
    Put(pose, body::OnSide(body::Joint::kLeftShoulder, side), top_x + off, top_y);
    Put(pose, body::OnSide(body::Joint::kLeftElbow, side), top_x + f * 5 + off, top_y + 55);
    Put(pose, body::OnSide(body::Joint::kLeftWrist, side), top_x + f * 15 + off, top_y + 100);
    Put(pose, body::OnSide(body::Joint::kLeftHip, side), hip_x + off, hip_y);
    Put(pose, body::OnSide(body::Joint::kLeftKnee, side), knee_x + off, knee_y);
    Put(pose, body::OnSide(body::Joint::kLeftAnkle, side), ankle_x + off, 420);
  }
  Put(pose, body::Joint::kNose, top_x + f * 27, top_y - 22);
  return pose;
}

/// The same person facing the camera; hips sink by `drop` of the leg.
inline body::Pose Facing(double drop = 0, double x = 320) {
  const double hip_y = 420 - 160 * (1 - drop), knee_y = 420 - 80 * (1 - 0.3 * drop);
  body::Pose pose;
  for (const body::Side side : {body::Side::kLeft, body::Side::kRight}) {
    const double out = side == body::Side::kLeft ? 1 : -1;
    Put(pose, body::OnSide(body::Joint::kLeftEar, side), x + out * 12, hip_y - 125);
    Put(pose, body::OnSide(body::Joint::kLeftEye, side), x + out * 6, hip_y - 130);
    Put(pose, body::OnSide(body::Joint::kLeftShoulder, side), x + out * 35, hip_y - 100);
    Put(pose, body::OnSide(body::Joint::kLeftElbow, side), x + out * 38, hip_y - 45);
    Put(pose, body::OnSide(body::Joint::kLeftWrist, side), x + out * 38, hip_y);
    Put(pose, body::OnSide(body::Joint::kLeftHip, side), x + out * 20, hip_y);
    Put(pose, body::OnSide(body::Joint::kLeftKnee, side), x + out * 24, knee_y);
    Put(pose, body::OnSide(body::Joint::kLeftAnkle, side), x + out * 24, 420);
  }
  Put(pose, body::Joint::kNose, x, hip_y - 122);
  return pose;
}

inline exercise::Fault Fault(std::string id, body::Signal signal, exercise::When when, exercise::Severity severity) {
  exercise::Fault fault;
  fault.id = std::move(id);
  fault.names = {{"en", "Fault"}};
  fault.signal = signal;
  fault.when = when;
  fault.severity = severity;
  fault.views = {body::View::kSideLeft, body::View::kSideRight, body::View::kOblique};
  fault.cue = {{"en", "Cue."}};
  return fault;
}

/// Angles of both limbs, in degrees.
inline exercise::KeyPose Pose(std::initializer_list<std::pair<const char*, double>> angles) {
  exercise::KeyPose pose;
  for (const auto& [family, degrees] : angles) pose.push_back({exercise::Limb::kBoth, family, Degrees(degrees)});
  return pose;
}

/// A squat, small enough to see what each test rests on.
inline exercise::Definition SquatDefinition() {
  using body::View;
  exercise::Definition d;
  d.id = "squat";
  d.names = {{"en", "Squat"}};
  d.start_cue = {{"en", "Stand tall."}};
  d.views = {View::kSideLeft, View::kSideRight, View::kOblique};
  d.contacts = {{exercise::ContactPart::kLeftFoot, exercise::Surface::kFloor, exercise::ContactTime::kWhole},
                {exercise::ContactPart::kRightFoot, exercise::Surface::kFloor, exercise::ContactTime::kWhole}};
  d.reference.start = Pose({{"knee_flexion", 5}, {"hip_flexion", 5}});
  d.reference.end = Pose({{"knee_flexion", 95}, {"hip_flexion", 90}, {"ankle_dorsiflexion", 25}});
  exercise::Measure knee;
  knee.id = "knee_flexion";
  knee.names = {{"en", "Knee bend"}};
  knee.signal = body::Signal::kKneeFlexion;
  knee.views = {View::kSideLeft, View::kSideRight};
  d.measures = {knee};
  auto shallow = Fault("shallow", body::Signal::kKneeFlexion, exercise::When::kPeak, exercise::Severity::kMinor);
  shallow.below = 75;
  auto forward = Fault("trunk_forward", body::Signal::kTrunkLean, exercise::When::kWhole, exercise::Severity::kHarmful);
  forward.above = 55;
  auto fast = Fault("too_fast", body::Signal::kDuration, exercise::When::kMoving, exercise::Severity::kMinor);
  fast.below = 1.2;
  d.faults = {shallow, forward, fast};
  return d;
}

/// Frames with tracking noise, at 30 a second.
class Film {
 public:
  explicit Film(double noise = 1.0) : noise_(noise) {}

  void Add(body::Pose pose) {
    for (body::Landmark& p : pose.view()) {
      if (p.score <= 0) continue;
      p.x += static_cast<float>(noise_ * random_.NextGaussian());
      p.y += static_cast<float>(noise_ * random_.NextGaussian());
    }
    frames_.push_back({Seconds(t_), pose});
    t_ += 1 / kFps;
  }
  void AddNobody(double seconds) {
    for (double end = t_ + seconds; t_ < end; t_ += 1 / kFps) frames_.push_back({Seconds(t_), std::nullopt});
  }
  void Stand(double seconds) {
    for (double end = t_ + seconds; t_ < end;) Add(Squatting(8));
  }
  /// One squat to `knee` degrees.
  void Squat(double knee, double seconds = 3) {
    const double begin = t_;
    while (t_ < begin + seconds) {
      Add(Squatting(8 + (knee - 8) * 0.5 * (1 - math::Cos(2 * kPi * (t_ - begin) / seconds))));
    }
  }
  [[nodiscard]] double t() const { return t_; }
  [[nodiscard]] const std::vector<body::PoseFrame>& frames() const { return frames_; }

 private:
  double noise_;
  double t_ = 0;
  Random random_{11};
  std::vector<body::PoseFrame> frames_;
};

}  // namespace ezpt::motion::test
