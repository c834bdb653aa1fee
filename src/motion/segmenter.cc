#include "motion/segmenter.h"

#include <algorithm>

#include "motion/recording.h"

namespace ezpt::motion {
namespace {

// Of the person's own way (of half the prescribed one while that is not known): leaving the rest, and what is a
// tremble.
constexpr double kLeave = 0.2, kTremble = 0.08, kUnknownWay = 0.5;
// Of the prescribed way: no camera tells less from standing still.
constexpr double kLeastLeave = 0.06, kLeastWay = 0.1;
// A repetition goes at least this share of the person's own way, or of the other side's; at the third it is near the
// far end.
constexpr double kOwnShare = 0.4, kOthersShare = 0.3, kFarShare = 0.6;
// Of the way out, on the way back: over at kBack (recording.h); at the first where the person stays there, or has
// turned around and gone out again by the second.
constexpr double kMostlyBack = 0.5, kTurned = 0.25;
constexpr double kSureWay = 0.3, kOwnRange = 0.7, kRisesAgain = 0.6;
constexpr Seconds kStays{0.4}, kRests{0.5};
// Fewer moments than this say nothing of stillness.
constexpr int kFewest = 3;
// Falling by this share of the way is the way back.
constexpr double kFalls = 0.15;
constexpr Seconds kHistory{1.5};
// A person bends forward before rising: the start position may be over this long before the movement is seen.
constexpr Seconds kReadyMemory{1.5};
constexpr Seconds kMaxGap{0.4};  // On top of what the filter bridges.
// The onset: where this share of the way so far had been covered.
constexpr double kOnsetShare = 0.2;

}  // namespace

void Segmenter::Reset() {
  phase_ = Phase::kNotReady;
  history_.clear();
}

Segmenter::Event Segmenter::Step(Seconds t, std::optional<double> along, bool may_start) {
  if (!along) {
    if (t - last_seen_ <= kMaxGap) return Event::kNone;
    const bool was_moving = moving();
    Reset();
    return was_moving ? Event::kLost : Event::kNone;
  }
  last_seen_ = t;
  if (history_.empty()) rest_ = *along;
  history_.push_back({t, *along});
  while (t - history_.front().t > kHistory) history_.pop_front();
  if (given_ != nullptr) return Given(t, *along);
  return moving() ? Moving(t, *along) : AtRest(t, *along, may_start);
}

void Segmenter::Accept() { ways_[count_++ % kRemembered] = finished_.way(); }

double Segmenter::OwnWay() const {
  const std::size_t n = std::min(count_, kRemembered);
  if (n == 0) return others_ > 0 ? others_ : kUnknownWay;
  std::array<double, kRemembered> ways = ways_;
  const auto middle = ways.begin() + static_cast<std::ptrdiff_t>(n / 2);
  std::nth_element(ways.begin(), middle, ways.begin() + static_cast<std::ptrdiff_t>(n));
  return *middle;
}

double Segmenter::NeededWay() const {
  return std::max(kLeastWay, count_ == 0 ? kOthersShare * others_ : kOwnShare * OwnWay());
}

bool Segmenter::far() const { return far_enough() && current_.way() >= kFarShare * OwnWay(); }

std::optional<Segmenter::Range> Segmenter::RangeOver(Seconds time) const {
  const Seconds now = history_.back().t;
  if (history_.front().t > now - time) return std::nullopt;
  Range range{history_.back().p, history_.back().p};
  int points = 0;
  for (const Point& point : history_) {
    if (point.t < now - time) continue;
    ++points;
    range = {std::min(range.low, point.p), std::max(range.high, point.p)};
  }
  return points >= kFewest ? std::optional(range) : std::nullopt;
}

Segmenter::Event Segmenter::Given(Seconds t, double p) {
  while (!moving() && next_ < given_->size() && (*given_)[next_].end <= t) ++next_;
  if (!moving()) {
    phase_ = Phase::kReady;
    rest_ = p;
    if (next_ == given_->size() || t < (*given_)[next_].start) return Event::kNone;
    Begin(t, p, t, p);
    return Event::kLeft;
  }
  if (p > current_.top) {
    current_.top = p;
    current_.peak = t;
  }
  current_.rest = std::min(current_.rest, p);
  if (t < (*given_)[next_].end) return Event::kNone;
  phase_ = Phase::kReady;
  rest_ = p;
  current_.end = t;
  finished_ = current_;
  ++next_;
  return Event::kCompleted;
}

Segmenter::Event Segmenter::AtRest(Seconds t, double p, bool may_start) {
  const auto lately = RangeOver(kRests);
  if (p < rest_) {
    rest_ = p;
  } else if (lately && lately->size() < kTremble * OwnWay()) {
    rest_ = (lately->low + lately->high) / 2;
  }
  const bool at_rest = p <= rest_ + std::max(kLeastLeave, kLeave * OwnWay());
  if (may_start && at_rest) last_ready_ = t;
  const bool ready = t - last_ready_ <= kReadyMemory;
  phase_ = ready ? Phase::kReady : Phase::kNotReady;
  if (!ready || at_rest) return Event::kNone;
  Begin(Onset(p), rest_, t, p);
  return Event::kLeft;
}

Seconds Segmenter::Onset(double p) const {
  const double level = rest_ + kOnsetShare * (p - rest_);
  Seconds onset = history_.back().t;
  for (const Point& point : history_) {
    if (point.t >= earliest_ && point.p <= level) onset = point.t;
  }
  return onset;
}

void Segmenter::Begin(Seconds start, double from, Seconds t, double p) {
  current_ = {start, t, t, from, p};
  phase_ = Phase::kOut;
  lowest_ = p;
  lowest_at_ = t;
}

/// Back, whether or not the way there and back is a repetition.
Segmenter::Event Segmenter::ComeBack(Seconds end, double rest) {
  const bool enough = far_enough();
  phase_ = Phase::kReady;
  rest_ = rest;
  earliest_ = end;
  if (!enough) return current_.way() >= kLeastWay ? Event::kTooShort : Event::kNone;
  current_.end = end;
  finished_ = current_;
  return end - current_.start < min_ ? Event::kTooFast : Event::kCompleted;
}

Segmenter::Event Segmenter::Moving(Seconds t, double p) {
  if (t - current_.start > max_) {
    Reset();
    return Event::kTooLong;
  }
  if (p >= current_.top) {
    current_.top = p;
    current_.peak = t;
    lowest_ = p;
    lowest_at_ = t;
  }
  if (p <= lowest_) {
    lowest_ = p;
    lowest_at_ = t;
  }
  const double top = current_.top, way = current_.way();
  if (top - p >= kBack * way) return ComeBack(t, p);
  const auto lately = RangeOver(kStays);
  const bool stays = lately && lately->size() < kTremble * way;
  if (stays && (top - p >= kMostlyBack * way || !far_enough())) return ComeBack(t, p);
  const double fall = top - lowest_, rise = p - lowest_;
  const bool mostly_back = fall >= kMostlyBack * way && rise >= kTurned * way;
  // Who goes again and again comes back to their rest: where that is elsewhere, what went before was the way there.
  const bool rests_elsewhere = fall >= std::max(kSureWay, kOwnRange * OwnWay()) && rise >= kRisesAgain * fall;
  if (mostly_back || rests_elsewhere) {
    const double from = lowest_;
    const Seconds turned = lowest_at_;
    const Event event = mostly_back ? ComeBack(turned, from) : Event::kNone;
    earliest_ = turned;
    Begin(turned, from, t, p);
    return event;
  }
  phase_ = top - p > kFalls * way ? Phase::kBack : far() ? Phase::kPeak : Phase::kOut;
  return Event::kNone;
}

}  // namespace ezpt::motion
