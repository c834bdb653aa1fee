#include "eval_sets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/math.h"
#include "base/random.h"

namespace ezpt::app {
namespace {

using body::Joint;
using body::Landmark;
using body::Pose;
using body::PoseFrame;

constexpr Seconds kGap{0.5};

constexpr int kWidth = 640, kHeight = 480;
constexpr double kFocal = 500;    ///< Pixels.
constexpr double kDistance = 3;   ///< Metres.
constexpr double kNearest = 0.1;  ///< Metres before the lens; what is nearer has no place in the picture.
constexpr double kDeviation = 2;  ///< Pixels, in the long run.
constexpr double kKept = 0.8;     ///< Of the noise, from one frame to the next.

float Between(float a, float b, double share) {
  return static_cast<float>(static_cast<double>(a) + share * (static_cast<double>(b) - static_cast<double>(a)));
}

/// A point that one of the two lacks is not there.
Landmark Between(const Landmark& a, const Landmark& b, double share) {
  if (a.score <= 0 || b.score <= 0) return {};
  return {Between(a.x, b.x, share), Between(a.y, b.y, share), Between(a.z, b.z, share),
          Between(a.score, b.score, share)};
}

void FillGap(const PoseFrame& from, const PoseFrame& to, double fps, std::vector<PoseFrame>& frames) {
  const double steps = (to.t - from.t).value * fps;
  for (int i = 1; i < std::lround(steps); ++i) {
    const double share = i / steps;
    PoseFrame frame{from.t + (to.t - from.t) * share, std::nullopt};
    if (from.pose && to.pose) {
      frame.pose = from.pose;
      for (std::size_t k = 0; k < frame.pose->size(); ++k) {
        frame.pose->points[k] = Between(from.pose->points[k], to.pose->points[k], share);
      }
    }
    frames.push_back(std::move(frame));
  }
}

struct Place {
  double x = 0, y = 0, z = 0;
};

/// Of all frames in which both were seen.
Place MeanOfHips(const std::vector<PoseFrame>& frames) {
  Place sum;
  int points = 0;
  for (const PoseFrame& frame : frames) {
    for (const Joint hip : {Joint::kLeftHip, Joint::kRightHip}) {
      const Landmark point = frame.pose ? body::At(*frame.pose, hip) : Landmark{};
      if (point.score <= 0) continue;
      sum = {sum.x + static_cast<double>(point.x), sum.y + static_cast<double>(point.y),
             sum.z + static_cast<double>(point.z)};
      ++points;
    }
  }
  const double count = std::max(points, 1);
  return {sum.x / count, sum.y / count, sum.z / count};
}

/// A noise for each coordinate of each point that goes on from frame to frame.
class Jitter {
 public:
  explicit Jitter(uint64_t seed) : random_(seed) {
    for (auto& offset : offsets_) offset = {kDeviation * random_.NextGaussian(), kDeviation * random_.NextGaussian()};
  }

  void Step() {
    const double fresh = kDeviation * std::sqrt(1 - kKept * kKept);
    for (auto& offset : offsets_) {
      for (double& value : offset) value = kKept * value + fresh * random_.NextGaussian();
    }
  }

  [[nodiscard]] const std::array<double, 2>& at(std::size_t point) const { return offsets_[point]; }

 private:
  Random random_;
  std::array<std::array<double, 2>, body::kMaxLandmarks> offsets_{};
};

}  // namespace

PoseRecording Join(std::span<const PoseRecording> recordings) {
  PoseRecording joined;
  for (const PoseRecording& recording : recordings) {
    if (recording.frames.empty()) continue;
    if (joined.frames.empty()) {
      joined = recording;
      continue;
    }
    const PoseFrame last = joined.frames.back();
    const Seconds later = last.t + kGap - recording.frames.front().t;
    FillGap(last, {last.t + kGap, recording.frames.front().pose}, joined.info.fps, joined.frames);
    for (const PoseFrame& frame : recording.frames) joined.frames.push_back({frame.t + later, frame.pose});
  }
  return joined;
}

PoseRecording BeforeCamera(const PoseRecording& world, Degrees azimuth, uint64_t seed) {
  const double cosine = math::Cos(ToRadians(azimuth).value), sine = math::Sin(ToRadians(azimuth).value);
  const Place centre = MeanOfHips(world.frames);
  PoseRecording seen = world;
  seen.info.space = body::Space::kImage;
  seen.info.width = kWidth;
  seen.info.height = kHeight;
  Jitter jitter(seed);
  for (PoseFrame& frame : seen.frames) {
    jitter.Step();
    if (!frame.pose) continue;
    frame.pose->space = body::Space::kImage;
    for (std::size_t k = 0; k < frame.pose->size(); ++k) {
      Landmark& point = frame.pose->points[k];
      const double x = static_cast<double>(point.x) - centre.x, y = static_cast<double>(point.y) - centre.y;
      const double z = static_cast<double>(point.z) - centre.z;
      const double depth = kDistance + cosine * z - sine * x;
      if (point.score <= 0 || depth < kNearest) {
        point = {};
        continue;
      }
      point.x = static_cast<float>(kWidth / 2.0 + kFocal * (cosine * x + sine * z) / depth + jitter.at(k)[0]);
      point.y = static_cast<float>(kHeight / 2.0 + kFocal * y / depth + jitter.at(k)[1]);
      point.z = 0;
    }
  }
  return seen;
}

}  // namespace ezpt::app
