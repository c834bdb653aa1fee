#include "motion/segmenter.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ezpt::motion {
namespace {

// Progress. Leaving needs more than coming back: the gap is the hysteresis.
constexpr double kLeave = 0.12;
// Falling by this share of the farthest point (and at least kMinFall) is the way back.
constexpr double kFallShare = 0.15, kMinFall = 0.15;
// A turn-around ends a repetition when it lies this near the start (share of the
// farthest point) and the signal has risen again by the second share.
constexpr double kTurnLevel = 0.35, kTurnRise = 0.3;
// Or when the person rests there: the signal stays within this share of the farthest
// point for so long. Lowering a limb that slowly would take eight seconds.
constexpr double kStill = 0.1;
constexpr Seconds kSettled{0.8};
// A movement this far out and back is worth telling that it was too small.
constexpr double kAttempt = 0.6;
constexpr Seconds kHistory{1.5};
// A person bends forward before rising: the start position may be over this long
// before the counting signal leaves its rest.
constexpr Seconds kReadyMemory{1.5};
constexpr Seconds kMaxGap{0.4};  // On top of what the signals' filter bridges.
// The onset: where the signal had covered this share of the way from its rest to
// kLeave. The rest is a low quantile of the signal lately, which one wild frame does not move.
constexpr double kOnsetShare = 0.2, kRestQuantile = 0.25;
// From its rest to the farthest point a repetition goes at least this far. A signal
// that trembles around the two levels, as in a hold half way, does not.
constexpr double kLeastRise = 1.5;

}  // namespace

void Segmenter::Reset() {
  phase_ = Phase::kNotReady;
  history_.clear();
  home_ = farthest_ = 0;
}

Segmenter::Event Segmenter::Step(Seconds t, std::optional<double> progress, bool may_start) {
  if (!progress) {
    if (t - last_seen_ <= kMaxGap) return Event::kNone;
    const bool was_moving = moving();
    Reset();
    return was_moving ? Event::kLost : Event::kNone;
  }
  last_seen_ = t;
  history_.push_back({t, *progress});
  while (t - history_.front().t > kHistory) history_.pop_front();
  return moving() ? Moving(t, *progress) : AtRest(t, *progress, may_start);
}

Segmenter::Event Segmenter::AtRest(Seconds t, double p, bool may_start) {
  if (p <= home_ && may_start) {
    phase_ = Phase::kReady;
    last_ready_ = t;
    if (home_ > 0) home_ = std::clamp(Settled(t, farthest_).value_or(home_), 0.0, home_);
    return Event::kNone;
  }
  if (t - last_ready_ > kReadyMemory && (p <= home_ || p > home_ + kLeave)) phase_ = Phase::kNotReady;
  if (phase_ == Phase::kReady && p > home_ + kLeave) {
    Begin(Onset(p), t, p);
    rest_level_ = RestLevel(p);
    return Event::kLeft;
  }
  return Event::kNone;
}

double Segmenter::RestLevel(double p) const {
  std::vector<double> lately;
  for (const Point& point : history_) {
    if (point.t >= earliest_) lately.push_back(point.p);
  }
  if (lately.empty()) return p;
  const auto low = lately.begin() + static_cast<std::ptrdiff_t>(kRestQuantile * static_cast<double>(lately.size()));
  std::nth_element(lately.begin(), low, lately.end());
  return std::min(p, *low);
}

Seconds Segmenter::Onset(double p) const {
  const double base = RestLevel(p);
  const double level = base + kOnsetShare * (p - base);
  Seconds onset = history_.back().t;
  for (const Point& point : history_) {
    if (point.t >= earliest_ && point.p <= level) onset = point.t;
  }
  return onset;
}

void Segmenter::Begin(Seconds start, Seconds t, double p) {
  current_ = {start, t, t, p};
  phase_ = Phase::kOut;
  lowest_ = p;
  lowest_at_ = t;
}

/// What is rest from now on, if the signal has come to rest after having been at `farthest`.
std::optional<double> Segmenter::Settled(Seconds t, double farthest) const {
  if (history_.front().t > t - kSettled) return std::nullopt;
  double low = history_.back().p, high = low;
  for (const Point& point : history_) {
    if (point.t < t - kSettled) continue;
    low = std::min(low, point.p);
    high = std::max(high, point.p);
  }
  const bool still = high - low <= kStill * farthest && high <= kTurnLevel * farthest;
  return still ? std::optional(high + kStill * farthest) : std::nullopt;
}

Segmenter::Event Segmenter::Finish(Seconds end) {
  current_.end = end;
  finished_ = current_;
  farthest_ = current_.peak_progress;
  earliest_ = end;
  return end - current_.start < min_ ? Event::kTooFast : Event::kCompleted;
}

/// Back at rest, whether or not the way there and back is a repetition.
Segmenter::Event Segmenter::Return(Seconds t, Seconds since) {
  phase_ = Phase::kReady;
  last_ready_ = t;
  const double top = current_.peak_progress;
  if (top >= 1.0 + home_ && top - std::min(rest_level_, home_) >= kLeastRise) return Finish(since);
  earliest_ = since;
  return top >= kAttempt + home_ ? Event::kTooShort : Event::kNone;
}

Segmenter::Event Segmenter::Moving(Seconds t, double p) {
  if (t - current_.start > max_) {
    Reset();
    return Event::kTooLong;
  }
  if (p >= current_.peak_progress) {
    current_.peak_progress = p;
    current_.peak = t;
    lowest_ = p;
    lowest_at_ = t;
  }
  const double top = current_.peak_progress;
  if (p <= lowest_) {
    lowest_ = p;
    lowest_at_ = t;
  }
  if (p <= home_) return Return(t, t);
  if (top < 1.0 + home_) return Event::kNone;
  if (const auto home = Settled(t, top)) {
    const Event event = Return(t, t - kSettled);
    if (event == Event::kCompleted) {
      home_ = std::max(*home, 0.0);
    } else {
      Reset();  // After a glitch nobody is at rest: only a repetition says where its end is.
    }
    return event;
  }
  if (lowest_ <= kTurnLevel * top && p - lowest_ >= kTurnRise * top) {
    const Event event = Finish(lowest_at_);
    rest_level_ = lowest_;
    Begin(lowest_at_, t, p);
    return event;
  }
  const bool near = p >= 1.0 && p > top - std::max(kMinFall, kFallShare * top);
  phase_ = near ? Phase::kPeak : Phase::kBack;
  return Event::kNone;
}

}  // namespace ezpt::motion
