#include "motion/scale_tracker.h"

#include <algorithm>

namespace ezpt::motion {
namespace {

// Spacing that lets the ring span about six seconds: longer than one slow
// repetition, short enough to follow a person who walks up to the camera.
constexpr Seconds kSpacing{0.09};
constexpr Seconds kWindow{6.0};
// High enough to undo foreshortening, low enough to leave out a wild frame.
constexpr double kPercentile = 0.92;
// A knee that the network is not sure of is often elsewhere on the leg: what is badly seen teaches nothing, as long
// as the segment has been seen well in the window.
constexpr float kSureScore = 0.45f;

// The least that one segment is of another in adults as the landmarks show them:
// a little under the medians of real recordings.
constexpr double kThighToShank = 0.88, kShankToThigh = 0.85, kThighToTrunk = 0.68;

constexpr std::array kSegments = {&body::BodyScale::trunk,          &body::BodyScale::thigh,
                                  &body::BodyScale::shank,          &body::BodyScale::upper_arm,
                                  &body::BodyScale::forearm,        &body::BodyScale::reach,
                                  &body::BodyScale::press_left,     &body::BodyScale::press_right,
                                  &body::BodyScale::shoulder_width, &body::BodyScale::hip_width};

}  // namespace

void ScaleTracker::Add(const body::Pose& pose, Seconds t, float min_score) {
  const std::size_t last = (next_ + kSamples - 1) % kSamples;
  const bool too_soon = count_ > 0 && t - times_[last] < kSpacing;
  if (too_soon) return;
  const body::BodyScale surely = body::MeasureScale(pose, std::max(kSureScore, min_score));
  const body::BodyScale at_all = body::MeasureScale(pose, min_score);
  for (const auto segment : kSegments) {
    samples_[next_].*segment = scale_.*segment > 0 ? surely.*segment : at_all.*segment;
  }
  times_[next_] = t;
  next_ = (next_ + 1) % kSamples;
  count_ = std::min(count_ + 1, kSamples);
  while (count_ > 1 && t - times_[(next_ + kSamples - count_) % kSamples] > kWindow) --count_;
  Update();
}

void ScaleTracker::Reset() {
  count_ = 0;
  next_ = 0;
  scale_ = {};
}

double ScaleTracker::Percentile(double body::BodyScale::*segment) const {
  std::array<double, kSamples> values;
  std::size_t n = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const double v = samples_[(next_ + kSamples - 1 - i) % kSamples].*segment;
    if (v > 0) values[n++] = v;
  }
  if (n == 0) return 0;
  const auto rank = static_cast<std::size_t>(kPercentile * static_cast<double>(n - 1));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), at, values.begin() + static_cast<std::ptrdiff_t>(n));
  return *at;
}

void ScaleTracker::Update() {
  for (const auto segment : kSegments) scale_.*segment = Percentile(segment);
  // A person who sits facing the camera has not shown their thighs yet.
  scale_.thigh = std::max({scale_.thigh, kThighToShank * scale_.shank, kThighToTrunk * scale_.trunk});
  scale_.shank = std::max(scale_.shank, kShankToThigh * scale_.thigh);
}

}  // namespace ezpt::motion
