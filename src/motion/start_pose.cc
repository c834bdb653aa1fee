#include "motion/start_pose.h"

#include <algorithm>
#include <vector>

#include "motion/recording.h"

namespace ezpt::motion {
namespace {

// A landmark that fewer of the frames saw was nowhere in particular.
constexpr double kSeenShare = 0.6;

float Median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::optional<body::Pose> StartPose(const std::deque<body::PoseFrame>& rest, Seconds onset, float min_score) {
  std::vector<const body::Pose*> poses;
  std::optional<body::Pose> start;
  for (const body::PoseFrame& frame : rest) {
    if (!frame.pose || frame.t > onset) continue;
    start = frame.pose;
    if (onset - frame.t <= kRestBefore) poses.push_back(&*frame.pose);
  }
  if (!start) return start;
  std::vector<float> x, y, z;
  for (std::size_t i = 0; i < start->size(); ++i) {
    x.clear();
    y.clear();
    z.clear();
    float score = 0;
    for (const body::Pose* pose : poses) {
      const body::Landmark& p = pose->points[i];
      if (p.score < min_score) continue;
      x.push_back(p.x);
      y.push_back(p.y);
      z.push_back(p.z);
      score = std::max(score, p.score);
    }
    const bool seen = !x.empty() && static_cast<double>(x.size()) >= kSeenShare * static_cast<double>(poses.size());
    start->points[i] = seen ? body::Landmark{Median(x), Median(y), Median(z), score} : body::Landmark{};
  }
  return start;
}

}  // namespace ezpt::motion
