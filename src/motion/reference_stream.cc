#include "motion/reference_stream.h"

#include <algorithm>
#include <array>

#include "base/random.h"
#include "body/vec.h"
#include "exercise/reference.h"
#include "motion/reference_body.h"
#include "motion/reference_camera.h"

namespace ezpt::motion {
namespace {

using Joints = std::array<body::Vec3, body::kCocoCount>;

constexpr int kWidth = 640;
constexpr int kHeight = 480;
constexpr double kFill = 0.8;  ///< Part of the picture's height (or width) that the body takes.

body::Physique PhysiqueOf(Random& random) {
  return {random.NextUnit() < 0.5 ? body::Sex::kFemale : body::Sex::kMale, Metres(random.NextIn(1.55, 1.88)),
          random.NextIn(-0.6, 0.7)};
}

/// Sets the focal length so that the poses at both ends of the motion fit.
void Fit(ReferenceCamera& camera, std::span<const Joints> extremes) {
  camera.centre = {};
  camera.focal = 1.0;
  double min_x = 1e9;
  double max_x = -1e9;
  double min_y = 1e9;
  double max_y = -1e9;
  for (const Joints& joints : extremes) {
    for (const body::Vec3& joint : joints) {
      const auto p = camera.Project(joint);
      min_x = std::min(min_x, p.x);
      max_x = std::max(max_x, p.x);
      min_y = std::min(min_y, p.y);
      max_y = std::max(max_y, p.y);
    }
  }
  camera.focal = kFill * std::min(kWidth / (max_x - min_x), kHeight / (max_y - min_y));
  camera.centre = {kWidth / 2.0 - camera.focal * (min_x + max_x) / 2,
                   kHeight / 2.0 - camera.focal * (min_y + max_y) / 2};
}

/// Progress and working side at a time of the stream.
class Timeline {
 public:
  Timeline(const exercise::Definition& definition, const ReferenceStreamOptions& options)
      : options_(options),
        alternating_(definition.laterality == exercise::Laterality::kAlternating),
        tempo_(exercise::ResolveReference(definition, options.working, options.fault).tempo) {}

  [[nodiscard]] Seconds Duration() const { return options_.still * 2 + Rep() * options_.reps; }
  [[nodiscard]] double ProgressAt(Seconds t, body::Side& working) const {
    working = options_.working;
    const Seconds into = t - options_.still;
    if (into < Seconds(0) || options_.reps == 0) return 0;
    const int rep = static_cast<int>(into / Rep());
    if (rep >= options_.reps) return 0;
    if (alternating_ && rep % 2 == 1) working = body::Opposite(working);
    Seconds s = into - Rep() * rep;
    if (s < tempo_.out) return body::MinimumJerk(s / tempo_.out);
    s = s - tempo_.out;
    if (s < Pause()) return 1;
    s = s - Pause();
    return s < tempo_.back ? 1 - body::MinimumJerk(s / tempo_.back) : 0;
  }

 private:
  [[nodiscard]] Seconds Pause() const { return tempo_.pause + Seconds(0.3); }
  [[nodiscard]] Seconds Rep() const { return tempo_.out + Pause() + tempo_.back + options_.between; }

  ReferenceStreamOptions options_;
  bool alternating_;
  exercise::Tempo tempo_;
};

}  // namespace

body::StreamInfo ReferenceStreamInfo(double fps) {
  return {body::Topology::kCoco17, body::Space::kImage, kWidth, kHeight, fps, false};
}

std::vector<body::PoseFrame> MakeReferenceStream(const exercise::Definition& definition,
                                                 const ReferenceStreamOptions& options) {
  Random random(options.seed);
  const body::Physique physique = PhysiqueOf(random);
  const double height = physique.height.value;
  const ReferenceBody left(definition, body::Side::kLeft, physique, options.fault);
  const ReferenceBody right(definition, body::Side::kRight, physique, options.fault);
  const auto body_of = [&](body::Side side) -> const ReferenceBody& {
    return side == body::Side::kLeft ? left : right;
  };
  const ReferenceBody& first = body_of(options.working);
  const std::array extremes = {first.JointsAt(0), first.JointsAt(0.5), first.JointsAt(1)};
  ReferenceCamera camera = PlaceReferenceCamera(options.view, extremes[0], height, random);
  Fit(camera, extremes);

  const Timeline timeline(definition, options);
  std::vector<body::PoseFrame> frames;
  const int count = static_cast<int>(timeline.Duration().value * options.fps);
  for (int i = 0; i < count; ++i) {
    const Seconds t(i / options.fps);
    body::Side working = options.working;
    const double progress = timeline.ProgressAt(t, working);
    const Joints joints = body_of(working).JointsAt(progress);
    body::Pose pose;
    for (std::size_t j = 0; j < body::kCocoCount; ++j) {
      // One draw a statement: within an expression compilers differ in the order.
      const double across = options.noise * height * random.NextGaussian();
      const double upwards = options.noise * height * random.NextGaussian();
      const body::Vec3 moved = joints[j] + camera.right * across + camera.up * upwards;
      const auto point = camera.Project(moved);
      pose.points[j] = {static_cast<float>(point.x), static_cast<float>(point.y), 0,
                        static_cast<float>(random.NextIn(0.5, 0.9))};
    }
    frames.push_back({options.start + t, pose});
  }
  return frames;
}

}  // namespace ezpt::motion
