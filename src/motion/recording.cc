#include "motion/recording.h"

#include <algorithm>
#include <cmath>

#include "base/math.h"

namespace ezpt::motion {
namespace {

using exercise::When;

constexpr double kNearShare = 0.9;
// The body just before and just after a movement is at rest.
constexpr Seconds kRestKept{0.25};
// The next frame at some twenty-five a second.
constexpr Seconds kSoon{0.045};
// Of a movement, its end: not every frame is kept of those that come very fast.
constexpr Seconds kLastMoment{0.1};
// Narrower than the above, so that a figure at the peak is hardly pulled down.
constexpr double kPeakShare = 0.95;
// Of the way to the farthest point: what a tremble at rest may be.
constexpr double kHardly = 0.04;
// Still again within the first share of the way, for that long and by the second share of it, is rest: who settles, or
// is found elsewhere by the network, steps to it.
constexpr double kNearRest = 0.3, kStill = 0.03;
constexpr Seconds kStillFor{0.3};
// Between two frames so far apart, as a share of the quicker half of the movement, its
// far end may lie 5 % beyond what was seen: as much as kPeakShare leaves open.
constexpr double kBlindShare = 0.3;
// Longer than this, a step or another movement may be hidden.
constexpr Seconds kLongestBlind{0.5};
// The thresholds were set on fifteen frames a second: what that hides is in them.
constexpr Seconds kUsual{0.07};
// The signals' filter takes the middle one of three frames while they span no more than
// twice this, so that the farthest one is hidden too.
constexpr Seconds kFiltered{0.135};

/// What may have happened between the frames.
void FindBlindness(const Samples& samples, Parts& parts) {
  Seconds frame = samples.front().t;  // The last one before the sample at hand.
  for (const Sample& s : samples) {
    const bool between = s.apart > Seconds(0);
    const Seconds blind = between ? s.apart : s.t - frame;
    const Seconds since = between ? frame : s.t, until = between ? frame + s.apart : s.t;
    // The filter shows a beginning one frame late.
    if (s.t == parts.start) parts.loose_ends += s.t - since + std::max(blind - kUsual, Seconds(0));
    if (s.t == parts.end) parts.loose_ends += until - s.t;
    if (s.t == parts.near_from) parts.loose_near += until - s.t;
    if (s.t == parts.near_to) parts.loose_near += s.t - since;
    const Seconds from = frame;
    if (!between) frame = s.t;
    if (s.t <= parts.start || from >= parts.end) continue;
    parts.blind = std::max(parts.blind, blind);
    if (from <= parts.near_to && s.t >= parts.near_from) parts.blind_at_top = std::max(parts.blind_at_top, blind);
  }
}

/// Whether progress varied by no more than `most` in the time before `at` that makes a rest.
bool StillUntil(const Samples& samples, Seconds at, double most) {
  double low = 1e9, high = -1e9;
  for (const Sample& s : samples) {
    if (s.t < at - kStillFor || s.t > at) continue;
    low = std::min(low, s.progress);
    high = std::max(high, s.progress);
  }
  return high - low <= most;
}

}  // namespace

Parts FindParts(const Samples& samples, Seconds start, Seconds end, double rest, bool reached) {
  Parts parts{
      .start = start, .end = end, .rest = rest, .top = rest, .reached = reached, .near_from = end, .near_to = start};
  for (const Sample& s : samples) {
    if (s.t >= start && s.t <= end) parts.top = std::max(parts.top, s.progress);
  }
  for (const Sample& s : samples) {
    if (s.t < start || s.t > end || s.progress < parts.At(kNearShare)) continue;
    parts.near_from = std::min(parts.near_from, s.t);
    parts.near_to = std::max(parts.near_to, s.t);
  }
  FindBlindness(samples, parts);
  return parts;
}

Seconds Onset(const Samples& samples, Seconds start, Seconds peak) {
  std::vector<double> rest;
  double top = -1e9;
  for (const Sample& s : samples) {
    if (s.t >= start - kRestBefore && s.t <= start) rest.push_back(s.progress);
    if (s.t >= start && s.t <= peak) top = std::max(top, s.progress);
  }
  if (rest.empty()) return start;
  const auto middle = rest.begin() + static_cast<std::ptrdiff_t>(rest.size() / 2);
  std::nth_element(rest.begin(), middle, rest.end());
  const double way = top - *middle, hardly = *middle + kHardly * way, near = *middle + kNearRest * way;
  Seconds onset = start;
  for (const Sample& s : samples) {
    if (s.t <= onset || s.t >= peak || s.progress > near) continue;
    const bool rests = s.t >= start + kStillFor && StillUntil(samples, s.t, kStill * way);
    if (rests || s.progress <= hardly) onset = s.t;
  }
  return onset;
}

Seconds Return(const Samples& samples, Seconds start, Seconds peak, Seconds end) {
  double rest = 1e9, top = -1e9;
  for (const Sample& s : samples) {
    if (s.t < start || s.t > end) continue;
    rest = std::min(rest, s.progress);
    top = std::max(top, s.progress);
  }
  for (const Sample& s : samples) {
    if (s.t > peak && s.t < end && top - s.progress >= kBack * (top - rest)) return s.t;
  }
  return end;
}

double HiddenShare(const Parts& parts) {
  // There and back is about a period of a cosine, whose far end is hidden the most when in the middle.
  const double whole = (parts.end - parts.start).value;
  const Seconds unusual = std::max(parts.blind_at_top - kUsual, Seconds(0));
  const double hidden = (unusual + std::min(unusual, kFiltered)).value;
  return hidden < whole ? 0.5 * (1 - math::Cos(kPi * hidden / whole)) : 1;
}

bool Followed(const Parts& parts) {
  const Seconds quicker = std::min(parts.near_from - parts.start, parts.end - parts.near_to);
  return parts.blind <= std::min(kLongestBlind, quicker * kBlindShare);
}

bool MayHideMovement(const Parts& parts) { return parts.blind > kLongestBlind; }

bool Within(When when, Seconds t, const Parts& parts, bool holds) {
  if (t < parts.start || t > parts.end) return false;
  const bool near = parts.reached && t >= parts.near_from && t <= parts.near_to;
  switch (when) {
    case When::kWhole:
      return true;
    case When::kMoving:
      return !holds || !near;
    case When::kPeak:
    case When::kHold:
      return near;
    case When::kStart:
      return t <= parts.start;
    case When::kOut:
      return !parts.reached || t < parts.near_from;
    case When::kBack:
      return parts.reached && t > parts.near_to;
  }
  return false;
}

double DurationOf(When when, const Parts& parts, bool holds) {
  const Seconds whole = parts.end - parts.start, near = parts.near_to - parts.near_from;
  switch (when) {
    case When::kWhole:
      return whole.value;
    case When::kMoving:
      return holds ? (whole - near).value : whole.value;
    case When::kPeak:
    case When::kHold:
      return near.value;
    case When::kStart:
      return 0;
    case When::kOut:
      return (parts.near_from - parts.start).value;
    case When::kBack:
      return (parts.end - parts.near_to).value;
  }
  return 0;
}

std::optional<double> MedianOver(const Samples& samples, std::size_t signal, exercise::SideRule rule,
                                 const SideContext& side, Seconds from, Seconds to, double min_progress) {
  std::vector<double> values;
  for (const Sample& s : samples) {
    if (s.t < from || s.t > to || s.progress < min_progress) continue;
    if (const auto v = Resolve(s.values[signal], rule, side)) values.push_back(*v);
  }
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) * 0.5;
}

std::optional<double> AtStart(const Samples& samples, std::size_t signal, exercise::SideRule rule,
                              const SideContext& side, const Parts& parts) {
  return MedianOver(samples, signal, rule, side, parts.start - kRestBefore, parts.start);
}

std::optional<double> AtPeak(const Samples& samples, std::size_t signal, exercise::SideRule rule,
                             const SideContext& side, const Parts& parts) {
  return MedianOver(samples, signal, rule, side, parts.start, parts.end, parts.At(kPeakShare));
}

Ends EndsOf(const Samples& samples, const Parts& parts) {
  MeanPoints before, far, after;
  for (const Sample& s : samples) {
    if (s.t >= parts.start - kRestKept && s.t <= parts.start) before.Add(s.body);
    if (s.t >= parts.end - kLastMoment) after.Add(s.body);
    if (s.t >= parts.start && s.t <= parts.end && s.progress >= parts.At(kNearShare)) far.Add(s.body);
  }
  MeanPoints rest;
  rest.Add(before.Result());
  rest.Add(after.Result());
  return {rest.Result(), far.Result()};
}

double LargestStep(const Samples& samples, const Parts& parts) {
  double largest = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const Sample &before = samples[i - 1], &now = samples[i];
    if (now.t < parts.start || now.t > parts.end || now.t - before.t > kSoon) continue;
    largest = std::max(largest, std::fabs(now.progress - before.progress));
  }
  return largest / (parts.top - parts.rest);
}

double DriftOf(const Samples& samples, const Parts& parts) {
  MeanPoints before, after;
  for (const Sample& s : samples) {
    if (s.t >= parts.start - kRestKept && s.t <= parts.start) before.Add(s.body);
    if (s.t >= parts.end - kLastMoment) after.Add(s.body);
  }
  if (before.empty() || after.empty()) return 0;
  const body::Vec3 drift = after.Result().origin - before.Result().origin;
  return math::Hypot(drift.x, drift.z);
}

}  // namespace ezpt::motion
