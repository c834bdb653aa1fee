#include "motion/repeated_movement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include "motion/excursions.h"

namespace ezpt::motion {
namespace {

constexpr Seconds kSmooth{0.2};
/// What changes more slowly is no movement of a repetition. Each is tried, and not to take anything away.
constexpr std::array kWindows = {1.5, 2.5, 4.0, 6.0, 10.0, 16.0, BodyTrace::kLongest};
/// An excursion's course is compared at so many moments.
constexpr std::size_t kMoments = 16;
/// The least correlation of one cycle with the mean of the others; and, over all of them, of a movement that repeats:
/// jitter of 4 % of the trunk comes to 0.62 at most, 95 of 100 sets of the rehabilitation recordings to 0.77 and more.
/// Badly tracked clips from the web lie between; some are given up for it.
constexpr double kLikeOthers = 0.3, kRepeats = 0.65;
/// Of the trunk: how far some joint has to go.
constexpr double kLeastWay = 0.12;
/// Of the median cycle's: a smaller one is a tremble.
constexpr double kLeastSize = 0.3;
/// Of the trunk's length, squared and summed over all rows: less is no movement at all.
constexpr double kNoEnergy = 1e-9;
constexpr std::size_t kFewest = 2;
constexpr int kRounds = 5;

/// The course of one excursion in all dimensions, without the straight line from its start to its end.
struct Course {
  std::vector<float> values;  ///< kMoments rows.
  double size = 0;            ///< The norm.
  double way = 0;             ///< How far the farthest-going coordinate goes.
};

Course CourseOf(const Trace& trace, const Excursion& excursion) {
  const std::size_t dimensions = trace.dimensions();
  Course course{std::vector<float>(kMoments * dimensions)};
  for (std::size_t m = 0; m < kMoments; ++m) {
    const double along = static_cast<double>(m) / (kMoments - 1);
    const double at =
        static_cast<double>(excursion.start) + along * static_cast<double>(excursion.end - excursion.start);
    const auto row = std::min(static_cast<std::size_t>(at), trace.size() - 2);
    const double part = at - static_cast<double>(row);
    for (std::size_t d = 0; d < dimensions; ++d) {
      const double a = static_cast<double>(trace.at(row)[d]), b = static_cast<double>(trace.at(row + 1)[d]);
      course.values[m * dimensions + d] = static_cast<float>(a + part * (b - a));
    }
  }
  for (std::size_t d = 0; d < dimensions; ++d) {
    const float first = course.values[d], last = course.values[(kMoments - 1) * dimensions + d];
    float least = 0, most = 0;
    for (std::size_t m = 0; m < kMoments; ++m) {
      float& value = course.values[m * dimensions + d];
      value -= first + static_cast<float>(m) / (kMoments - 1) * (last - first);
      least = std::min(least, value);
      most = std::max(most, value);
      course.size += static_cast<double>(value) * static_cast<double>(value);
    }
    course.way = std::max(course.way, static_cast<double>(most - least));
  }
  course.size = std::sqrt(course.size);
  return course;
}

/// Whether the body comes back to where it started, and not to the other end of a longer way: taking away what is slow
/// makes two swings of one.
bool Returns(const Trace& whole, const Excursion& excursion) {
  const auto distance = [&](std::size_t a, std::size_t b) {
    double square = 0;
    for (std::size_t d = 0; d < whole.dimensions(); ++d) {
      const double step = static_cast<double>(whole.at(a)[d]) - static_cast<double>(whole.at(b)[d]);
      square += step * step;
    }
    return std::sqrt(square);
  };
  double farthest = 0;
  for (std::size_t i = excursion.start; i <= excursion.end; ++i) {
    farthest = std::max(farthest, std::min(distance(i, excursion.start), distance(i, excursion.end)));
  }
  return distance(excursion.start, excursion.end) <= farthest;
}

/// Excursions that are one movement done again and again.
struct Likeness {
  std::vector<bool> kept;
  std::vector<double> correlation;  ///< Of each with the mean of the kept others.
  std::size_t count = 0;
};

double MedianSize(const std::vector<Course>& courses, const std::vector<bool>& kept) {
  std::vector<double> sizes;
  for (std::size_t i = 0; i < courses.size(); ++i) {
    if (kept[i]) sizes.push_back(courses[i].size);
  }
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
  return sizes[sizes.size() / 2];
}

std::vector<double> SumOf(const std::vector<Course>& courses, const std::vector<bool>& kept) {
  std::vector<double> sum(courses.front().values.size(), 0.0);
  for (std::size_t i = 0; i < courses.size(); ++i) {
    for (std::size_t v = 0; kept[i] && v < sum.size(); ++v) sum[v] += static_cast<double>(courses[i].values[v]);
  }
  return sum;
}

/// Of the course with the sum of the others, which the course itself is part of or not.
double CorrelationWith(const std::vector<double>& sum, const Course& course, bool part_of_it) {
  double product = 0, square = 0;
  for (std::size_t v = 0; v < sum.size(); ++v) {
    const double value = static_cast<double>(course.values[v]);
    const double others = part_of_it ? sum[v] - value : sum[v];
    product += value * others;
    square += others * others;
  }
  const double norms = course.size * std::sqrt(square);
  return norms > 0 ? product / norms : 0.0;
}

/// Leaves out what is unlike the others until nothing changes any more.
Likeness Compare(const std::vector<Course>& courses) {
  Likeness like{std::vector<bool>(courses.size(), true), std::vector<double>(courses.size(), 0.0), courses.size()};
  for (int round = 0; round < kRounds && like.count >= kFewest; ++round) {
    const std::vector<double> sum = SumOf(courses, like.kept);
    const double median = MedianSize(courses, like.kept);
    std::vector<bool> kept(courses.size());
    for (std::size_t i = 0; i < courses.size(); ++i) {
      like.correlation[i] = CorrelationWith(sum, courses[i], like.kept[i]);
      kept[i] =
          like.correlation[i] > kLikeOthers && courses[i].size > kLeastSize * median && courses[i].way > kLeastWay;
    }
    const bool settled = kept == like.kept;
    like.kept = std::move(kept);
    like.count = static_cast<std::size_t>(std::count(like.kept.begin(), like.kept.end(), true));
    if (settled) break;
  }
  if (like.count < kFewest) like.count = 0;
  return like;
}

/// Energies of the rows before each.
std::vector<double> EnergySums(const Trace& trace) {
  std::vector<double> sums(trace.size() + 1, 0.0);
  for (std::size_t i = 0; i < trace.size(); ++i) {
    double energy = 0;
    for (const float value : trace.at(i)) energy += static_cast<double>(value) * static_cast<double>(value);
    sums[i + 1] = sums[i] + energy;
  }
  return sums;
}

/// x^(3/4) and x^(3/2), of square roots alone: the same to the bit everywhere.
double ThreeQuarters(double x) { return std::sqrt(x) * std::sqrt(std::sqrt(x)); }
double ThreeHalves(double x) { return x * std::sqrt(x); }

struct Proposal {
  double worth = 0;
  double likeness = 0;
  std::vector<Excursion> cycles;
};

/// Those of one kind, and what they are worth: the share of the movement that they have in common.
Proposal Propose(const Trace& trace, const Trace& whole, const std::vector<double>& energy,
                 std::vector<Excursion> excursions) {
  Proposal proposal;
  std::erase_if(excursions, [&](const Excursion& excursion) { return !Returns(whole, excursion); });
  if (excursions.size() < kFewest) return proposal;
  std::vector<Course> courses;
  courses.reserve(excursions.size());
  for (const Excursion& excursion : excursions) courses.push_back(CourseOf(trace, excursion));
  const Likeness like = Compare(courses);
  if (like.count == 0) return proposal;
  double common = 0;
  for (std::size_t i = 0; i < excursions.size(); ++i) {
    if (!like.kept[i]) continue;
    const double r = like.correlation[i];
    proposal.cycles.push_back(excursions[i]);
    proposal.likeness += r / static_cast<double>(like.count);
    common += r * r * (energy[excursions[i].end + 1] - energy[excursions[i].start]);
  }
  proposal.worth = common / energy.back() * ThreeHalves(1 - 1 / static_cast<double>(like.count));
  return proposal;
}

/// Of the two kinds, the better one's worth; the cycles of the one that has more. People begin at rest.
Proposal ProposeOne(const Trace& trace, const Trace& whole, std::size_t reach) {
  const std::vector<double> energy = EnergySums(trace);
  if (energy.back() <= kNoEnergy) return {};
  const Excursions found = FindExcursions(AlongPrincipalDirection(trace), reach);
  const Toward away = found.begins == Toward::kLow ? Toward::kHigh : Toward::kLow;
  Proposal out = Propose(trace, whole, energy, found.of(away));
  Proposal back = Propose(trace, whole, energy, found.of(found.begins));
  if (back.worth > out.worth) {
    std::swap(out.worth, back.worth);
    std::swap(out.likeness, back.likeness);
  }
  if (back.cycles.size() > out.cycles.size()) out.cycles = std::move(back.cycles);
  return out;
}

}  // namespace

RepeatedMovement FindRepeatedMovement(const BodyTrace& body) {
  const auto rows = [](double seconds) { return static_cast<std::size_t>(seconds * BodyTrace::kRate); };
  const Trace trace = Smoothed(body.Finish(), rows(kSmooth.value));
  RepeatedMovement out;
  if (trace.size() < 3) return out;
  const double all = Energy(WithoutDrift(trace, trace.size()));
  if (all <= kNoEnergy) return out;
  Proposal best;
  for (const double window : kWindows) {
    const Trace moving = WithoutDrift(trace, rows(window));
    Proposal proposal = ProposeOne(moving, trace, rows(window));
    if (proposal.likeness <= kRepeats) continue;
    proposal.worth *= ThreeQuarters(Energy(moving) / all);
    if (proposal.worth > best.worth) best = std::move(proposal);
    if (rows(window) >= trace.size()) break;  // A longer one would be the same.
  }
  const auto time = [&](std::size_t row) {
    return body.begin() + Seconds(static_cast<double>(row) / BodyTrace::kRate);
  };
  for (const Excursion& cycle : best.cycles)
    out.cycles.push_back({time(cycle.start), time(cycle.peak), time(cycle.end)});
  out.likeness = best.likeness;
  return out;
}

}  // namespace ezpt::motion
