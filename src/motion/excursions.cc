#include "motion/excursions.h"

#include <algorithm>
#include <deque>
#include <functional>

namespace ezpt::motion {
namespace {

constexpr double kLow = 0.35, kHigh = 0.65;
/// Of the whole signal's range: the least that is taken for a range.
constexpr double kLeastRange = 0.35;
/// The whole signal's range leaves out a twentieth at either end: a jump of the tracker is no range.
constexpr std::size_t kLeaveOut = 20;

/// The extreme, by `before`, of the rows within `reach`.
template <typename Before>
std::vector<float> RunningExtreme(std::span<const float> signal, std::size_t reach, Before before) {
  std::vector<float> out(signal.size());
  std::deque<std::size_t> candidates;
  std::size_t next = 0;
  for (std::size_t i = 0; i < signal.size(); ++i) {
    for (; next < signal.size() && next <= i + reach; ++next) {
      while (!candidates.empty() && !before(signal[candidates.back()], signal[next])) candidates.pop_back();
      candidates.push_back(next);
    }
    while (candidates.front() + reach < i) candidates.pop_front();
    out[i] = signal[candidates.front()];
  }
  return out;
}

double RangeOf(std::span<const float> signal) {
  std::vector<float> sorted(signal.begin(), signal.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t out = sorted.size() / kLeaveOut;
  return static_cast<double>(sorted[sorted.size() - 1 - out]) - static_cast<double>(sorted[out]);
}

/// Where in its range the signal is: 0 the lowest around it, 1 the highest.
std::vector<double> PlaceInRange(std::span<const float> signal, std::size_t reach) {
  const double least = kLeastRange * RangeOf(signal);
  const auto low = RunningExtreme(signal, reach, std::less<>());
  const auto high = RunningExtreme(signal, reach, std::greater<>());
  std::vector<double> places(signal.size());
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double l = static_cast<double>(low[i]), h = static_cast<double>(high[i]);
    const double range = std::max(h - l, least);
    places[i] = range > 0 ? (static_cast<double>(signal[i]) - (l + h) / 2) / range + 0.5 : 0.5;
  }
  return places;
}

/// A time at one end of the range: first and last row there.
struct Stay {
  Toward at;
  std::size_t first, last;
};

std::vector<Stay> StaysOf(const std::vector<double>& places) {
  std::vector<Stay> stays = {{places.front() > 0.5 ? Toward::kHigh : Toward::kLow, 0, 0}};
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i] >= kLow && places[i] <= kHigh) continue;
    const Toward at = places[i] > kHigh ? Toward::kHigh : Toward::kLow;
    if (at != stays.back().at) stays.push_back({at, i, i});
    stays.back().last = i;
  }
  const std::size_t end = places.size() - 1;
  const bool going_back = stays.back().at == Toward::kHigh ? places[end] < 0.5 : places[end] > 0.5;
  if (stays.back().last < end && going_back) {
    stays.push_back({stays.back().at == Toward::kHigh ? Toward::kLow : Toward::kHigh, end, end});
  }
  return stays;
}

}  // namespace

Excursions FindExcursions(std::span<const float> signal, std::size_t reach) {
  const std::vector<Stay> stays = StaysOf(PlaceInRange(signal, reach));
  Excursions out;
  out.begins = stays.front().at;
  for (std::size_t k = 1; k + 1 < stays.size(); ++k) {
    const auto from = signal.begin() + static_cast<std::ptrdiff_t>(stays[k].first);
    const auto to = signal.begin() + static_cast<std::ptrdiff_t>(stays[k].last) + 1;
    const bool high = stays[k].at == Toward::kHigh;
    const auto peak = high ? std::max_element(from, to) : std::min_element(from, to);
    (high ? out.high : out.low)
        .push_back({stays[k - 1].last, static_cast<std::size_t>(peak - signal.begin()), stays[k + 1].first});
  }
  return out;
}

}  // namespace ezpt::motion
