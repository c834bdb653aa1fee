#include "coach/standstill.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/math.h"

namespace ezpt::coach {
namespace {

using body::Joint;

constexpr float kSeen = 0.2F;  ///< Score of a landmark that is seen.
constexpr std::array<std::pair<Joint, Joint>, 3> kPairs = {{
    {Joint::kLeftShoulder, Joint::kRightShoulder},
    {Joint::kLeftHip, Joint::kRightHip},
    {Joint::kLeftAnkle, Joint::kRightAnkle},
}};

/// A box that grows.
struct Box {
  double min_x = 1e9;
  double max_x = -1e9;
  double min_y = 1e9;
  double max_y = -1e9;

  void Add(double x, double y) {
    min_x = std::min(min_x, x);
    max_x = std::max(max_x, x);
    min_y = std::min(min_y, y);
    max_y = std::max(max_y, y);
  }
  [[nodiscard]] double width() const { return std::max(0.0, max_x - min_x); }
  [[nodiscard]] double height() const { return std::max(0.0, max_y - min_y); }
};

}  // namespace

Standstill::Sample Standstill::SampleOf(const body::Pose& pose, Seconds t) {
  Sample sample{t, 0, {}};
  Box whole;
  for (const body::Landmark& point : pose.view()) {
    if (point.score >= kSeen) whole.Add(point.x, point.y);
  }
  sample.size = std::max(whole.width(), whole.height());
  for (const auto& [left, right] : kPairs) {
    const body::Landmark a = body::At(pose, left);
    const body::Landmark b = body::At(pose, right);
    // Both or neither: a middle that one of them enters or leaves would jump.
    const bool seen = a.score >= kSeen && b.score >= kSeen;
    sample.middles.push_back(seen ? std::optional(Point{(double{a.x} + b.x) / 2, (double{a.y} + b.y) / 2})
                                  : std::nullopt);
  }
  return sample;
}

bool Standstill::Stayed() const {
  const Sample& newest = samples_.back();
  if (newest.size <= 0 || newest.t - samples_.front().t < options_.window) return false;
  bool any = false;
  for (std::size_t i = 0; i < kPairs.size(); ++i) {
    Box box;
    for (const Sample& sample : samples_) {
      if (sample.middles[i]) box.Add(sample.middles[i]->x, sample.middles[i]->y);
    }
    if (box.max_x < box.min_x) continue;
    any = true;
    if (math::Hypot(box.width(), box.height()) > options_.share * newest.size) return false;
  }
  return any;
}

void Standstill::Add(const body::PoseFrame& frame) {
  if (!frame.pose) {
    samples_.clear();
    holds_ = false;
    return;
  }
  samples_.push_back(SampleOf(*frame.pose, frame.t));
  while (samples_.size() > 2 && frame.t - samples_[1].t >= options_.window) samples_.pop_front();
  holds_ = Stayed();
}

}  // namespace ezpt::coach
