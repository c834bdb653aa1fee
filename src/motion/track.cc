#include "motion/track.h"

#include <cmath>

namespace ezpt::motion {
namespace {

// Rest kept before a movement: the onset is looked for in it.
constexpr Seconds kRestKept{2.0};
// Samples closer than this add nothing to a movement of the body.
constexpr Seconds kSampleSpacing{0.008};
constexpr double kTurned = 45;  // degrees
constexpr Seconds kTurnedFor{0.5};

}  // namespace

Segmenter::Event Track::Step(Seconds t, Seconds apart, std::optional<double> progress, bool may_start,
                             std::span<const SidePair> values, const BodyPoints& body) {
  if (progress) {
    progress_ = *progress;
    Keep(t, apart, *progress, values, body);
  }
  const Segmenter::Event event = segmenter_.Step(t, progress, may_start);
  if (segmenter_.phase() != Phase::kNotReady) last_alive_ = t;
  if (!progress && segmenter_.phase() == Phase::kNotReady) samples_.clear();
  return event;
}

void Track::Reset() {
  segmenter_.Reset();
  samples_.clear();
  progress_ = 0;
  turned_since_.reset();
}

void Track::Begin(body::View view, double yaw) {
  view_ = view;
  yaw_ = yaw;
  turned_since_.reset();
}

void Track::DropFinished() {
  while (!samples_.empty() && samples_.front().t < segmenter_.finished().end) samples_.pop_front();
}

bool Track::Turned(Seconds t, double yaw) {
  const bool now = moving() && std::fabs(yaw - yaw_) > kTurned;
  if (!now) turned_since_.reset();
  if (now && !turned_since_) turned_since_ = t;
  return turned_since_ && t - *turned_since_ > kTurnedFor;
}

void Track::Keep(Seconds t, Seconds apart, double progress, std::span<const SidePair> values, const BodyPoints& body) {
  if (!samples_.empty() && t - samples_.back().t < kSampleSpacing) return;
  samples_.push_back({t, apart, progress, {values.begin(), values.end()}, body});
  const Seconds oldest = moving() ? segmenter_.current().start - kRestKept : t - kRestKept;
  while (samples_.front().t < oldest) samples_.pop_front();
}

}  // namespace ezpt::motion
