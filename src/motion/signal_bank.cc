#include "motion/signal_bank.h"

#include <algorithm>
#include <utility>

namespace ezpt::motion {
namespace {

using body::Side;
using exercise::SideRule;

constexpr Seconds kMedianWindow{0.115};
// At few frames a second, three of them still, if they are no farther apart: a
// tracker that swaps left and right for one frame must not move anything.
constexpr std::size_t kLeastTaps = 3;
constexpr Seconds kSparseWindow{0.27};
constexpr Seconds kHoldTime{0.3};

std::optional<double> Mean(const SidePair& pair) {
  const auto l = pair.On(Side::kLeft), r = pair.On(Side::kRight);
  if (l && r) return (*l + *r) * 0.5;
  return l ? l : r;
}

std::optional<double> Larger(const SidePair& pair) {
  const auto l = pair.On(Side::kLeft), r = pair.On(Side::kRight);
  if (l && r) return std::max(*l, *r);
  return l ? l : r;
}

}  // namespace

std::optional<double> Resolve(const SidePair& pair, SideRule rule, const SideContext& context) {
  switch (rule) {
    case SideRule::kBoth:
      return Mean(pair);
    case SideRule::kMax:
      return context.working ? pair.On(*context.working) : Larger(pair);
    case SideRule::kWorking:
      return pair.On(context.working.value_or(context.nearer));
    case SideRule::kOther:
      return pair.On(body::Opposite(context.working.value_or(context.nearer)));
    case SideRule::kNearest:
      break;
  }
  if (context.view == body::View::kFront) return context.working ? pair.On(*context.working) : Mean(pair);
  const auto near = pair.On(context.nearer);
  return near || !context.symmetric ? near : pair.On(body::Opposite(context.nearer));
}

SignalBank::SignalBank(std::vector<body::Signal> signals)
    : signals_(std::move(signals)),
      channels_(signals_.size() + 1),
      values_(channels_.size()),
      before_(channels_.size()),
      last_(channels_.size()) {}

void SignalBank::Update(const body::Pose& pose, Seconds t, const body::SignalContext& context, const SidePair& along) {
  Begin(t);
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    const auto left = body::Evaluate(signals_[i], pose, Side::kLeft, context);
    const auto right = body::IsMidline(signals_[i]) ? left : body::Evaluate(signals_[i], pose, Side::kRight, context);
    last_[i] = {Filter(channels_[i][0], left, t), Filter(channels_[i][1], right, t)};
  }
  last_.back() = {Filter(channels_.back()[0], along.On(Side::kLeft), t),
                  Filter(channels_.back()[1], along.On(Side::kRight), t)};
  values_ = last_;
}

void SignalBank::Miss(Seconds t) {
  Begin(t);
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    last_[i] = {Filter(channels_[i][0], std::nullopt, t), Filter(channels_[i][1], std::nullopt, t)};
  }
  values_ = last_;
}

void SignalBank::Begin(Seconds t) {
  before_.swap(last_);
  before_at_ = last_at_;
  last_at_ = t;
}

void SignalBank::LookBetween(double share) {
  const auto between = [share](double a, double b) { return a + share * (b - a); };  // NaN if either is
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    values_[i] = {between(before_[i].left, last_[i].left), between(before_[i].right, last_[i].right)};
  }
}

void SignalBank::Reset() {
  channels_.assign(channels_.size(), {});
  values_.assign(channels_.size(), {});
  before_.assign(channels_.size(), {});
  last_.assign(channels_.size(), {});
  before_at_ = last_at_ = Seconds(-1e9);
}

bool SignalBank::Holds(body::Signal signal) const {
  return std::find(signals_.begin(), signals_.end(), signal) != signals_.end();
}

std::size_t SignalBank::IndexOf(body::Signal signal) const {
  return static_cast<std::size_t>(std::find(signals_.begin(), signals_.end(), signal) - signals_.begin());
}

double SignalBank::Filter(Channel& channel, std::optional<double> value, Seconds t) {
  if (value) {
    channel.values[channel.next] = *value;
    channel.times[channel.next] = t;
    channel.next = (channel.next + 1) % kTaps;
    channel.count = std::min(channel.count + 1, kTaps);
  }
  if (channel.count == 0) return std::numeric_limits<double>::quiet_NaN();
  const std::size_t newest = (channel.next + kTaps - 1) % kTaps;
  if (t - channel.times[newest] > kHoldTime) return std::numeric_limits<double>::quiet_NaN();
  std::array<double, kTaps> recent;
  std::size_t n = 0;
  for (std::size_t i = 0; i < channel.count; ++i) {
    const std::size_t at = (newest + kTaps - i) % kTaps;
    if (channel.times[newest] - channel.times[at] > (i < kLeastTaps ? kSparseWindow : kMedianWindow)) break;
    recent[n++] = channel.values[at];
  }
  // The newest come first: an even one is the oldest.
  if (n % 2 == 0) --n;
  const auto middle = recent.begin() + static_cast<std::ptrdiff_t>(n / 2);
  std::nth_element(recent.begin(), middle, recent.begin() + static_cast<std::ptrdiff_t>(n));
  return *middle;
}

}  // namespace ezpt::motion
