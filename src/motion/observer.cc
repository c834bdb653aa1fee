#include "motion/observer.h"

#include <algorithm>
#include <cmath>

namespace ezpt::motion {
namespace {

using body::Joint;

// Of the body's size: no camera that films finds the same landmarks twice to this.
constexpr double kLeastTremble = 1e-5;
// A joint that is seen on fewer of the frames is missing.
constexpr double kHardlyEver = 0.3;
// The person's rest, and the farthest that they went, of all progress that was read.
constexpr double kRestQuantile = 0.2, kFarQuantile = 0.97;
constexpr double kBinsASecond = 200;

constexpr std::array kLimbs = {Joint::kLeftShoulder, Joint::kRightShoulder, Joint::kLeftElbow, Joint::kRightElbow,
                               Joint::kLeftWrist,    Joint::kRightWrist,    Joint::kLeftHip,   Joint::kRightHip,
                               Joint::kLeftKnee,     Joint::kRightKnee,     Joint::kLeftAnkle, Joint::kRightAnkle};

bool Same(const body::Pose& a, const body::Pose& b) {
  double size = 0;
  double moved = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const body::Landmark &p = a.points[i], &q = b.points[i];
    if ((p.score > 0) != (q.score > 0)) return false;
    if (p.score <= 0) continue;
    moved = std::max({moved, std::fabs(double{p.x} - q.x), std::fabs(double{p.y} - q.y)});
    size = std::max({size, std::fabs(double{p.x} - a.points[0].x), std::fabs(double{p.y} - a.points[0].y)});
  }
  return size > 0 && moved <= kLeastTremble * size;
}

template <std::size_t N>
std::size_t BinAt(const std::array<int, N>& bins, int count, double quantile) {
  int left = static_cast<int>(quantile * (count - 1));
  for (std::size_t i = 0; i < N; ++i) {
    left -= bins[i];
    if (left < 0) return i;
  }
  return N - 1;
}

}  // namespace

void StillnessWatch::Add(const body::PoseFrame& frame) {
  if (frame.pose && last_ && Same(*last_, *frame.pose)) {
    const Seconds still = frame.t - since_;
    now_ = still >= kFrozenAfter ? still : Seconds(0);
    return;
  }
  total_ += now_;
  now_ = Seconds(0);
  since_ = frame.t;
  last_ = frame.pose;
}

void PaceWatch::Add(Seconds t) {
  if (last_) {
    const double bin = std::min((t - *last_).value * kBinsASecond, static_cast<double>(kBins - 1));
    ++bins_[static_cast<std::size_t>(std::max(bin, 0.0))];
    lately_[steps_ % kLately] = t - *last_;
    ++steps_;
  }
  last_ = t;
}

Seconds PaceWatch::median() const {
  if (steps_ == 0) return {};
  return Seconds((static_cast<double>(BinAt(bins_, static_cast<int>(steps_), 0.5)) + 0.5) / kBinsASecond);
}

std::optional<Seconds> PaceWatch::seldom() const {
  if (steps_ < kLately) return std::nullopt;
  Seconds sum{};
  for (const Seconds step : lately_) {
    if (step <= kSeldom) return std::nullopt;
    sum += step;
  }
  return sum * (1.0 / kLately);
}

void Observer::Add(const body::PoseFrame& frame) {
  ++frames_;
  pace_.Add(frame.t);
  stillness_.Add(frame);
  if (!frame.pose) return;
  ++with_person_;
  topology_ = frame.pose->topology;
  for (std::size_t i = 0; i < frame.pose->size(); ++i) seen_[i] += frame.pose->points[i].score >= min_score_ ? 1 : 0;
}

void Observer::AddProgress(double progress) {
  const auto bin = static_cast<int>(std::lround(std::clamp(progress, -10.0, 10.0) * kSteps)) + 10 * kSteps;
  ++progress_[static_cast<std::size_t>(bin)];
  ++progresses_;
}

Observed Observer::Result() const {
  Observed out;
  out.frames = frames_;
  out.frames_with_person = with_person_;
  out.step = pace_.median();
  out.still = stillness_.total();
  for (const Joint joint : kLimbs) {
    if (!topology_ || with_person_ == 0) break;
    const auto index = body::IndexOf(joint, *topology_);
    if (index && seen_[*index] < kHardlyEver * with_person_) out.missing.push_back(joint);
  }
  if (progresses_ == 0) return out;
  const auto at = [&](double quantile) {
    return (static_cast<double>(BinAt(progress_, progresses_, quantile)) - 10 * kSteps) / kSteps;
  };
  out.way = at(kFarQuantile) - at(kRestQuantile);
  return out;
}

}  // namespace ezpt::motion
