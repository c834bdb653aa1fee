#include "server/demo_weeks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "body/virtual_patient/look.h"
#include "clinic/codes.h"
#include "server/demo_people.h"

namespace ezpt::server {
namespace {

constexpr int kFirstDaysAgo = 7 * kDemoWeeks - 1;
constexpr int64_t kHourMs = int64_t{3600} * 1000;
constexpr int64_t kBetweenSetsMs = 6 * 60'000;

/// One patient's way through the weeks. `t` is 0 on the first day and 1 on the last.
struct Course {
  std::string_view sign_in_name;
  std::array<std::string_view, 2> exercises;
  int every_days;
  int last_days_ago;
  int64_t at_ms;       ///< Of the day.
  uint64_t body_seed;  ///< Of kDemo (body/virtual_patient/look.h), as are the days'.
  void (*shape)(double t, int day, int slot, DemoDay& done);
};

/// The change of a figure over the weeks, rounded.
int Between(double first, double last, double t) { return static_cast<int>(std::lround(first + (last - first) * t)); }

/// Faults go, range comes.
void Improves(double t, int /*day*/, int slot, DemoDay& done) {
  // Severe ones: a minor fault leaves a repetition correct.
  done.set.fault = slot == 0 ? "trunk_forward" : "leans_back";
  done.set.prescribed = done.set.repetitions = t < 0.5 ? 6 : 8;
  done.set.faulty = Between(4, 0, std::min(1.0, t * 1.15));
  done.set.range = 0.86 + 0.14 * t;
}

/// Less each week; every third day, and towards the end every second, it hurts so much that the set ends.
void Hurts(double t, int day, int slot, DemoDay& done) {
  done.set.prescribed = 8;
  done.set.repetitions = Between(8, 5, t);
  done.set.range = 0.97 - 0.11 * t;
  const bool hurts = slot == 0 && day % (t < 0.6 ? 3 : 2) == 1;
  if (!hurts) return;
  done.set.repetitions = std::max(2, done.set.repetitions - 2);
  done.set.stopped = coach::StopReason::kPain;
  done.pain = Between(5, 7, t);
}

/// Well done as long as it lasted.
void GoesWell(double /*t*/, int day, int /*slot*/, DemoDay& done) {
  done.set.prescribed = done.set.repetitions = 8;
  done.set.faulty = day % 4 == 0 ? 1 : 0;
}

constexpr std::array<Course, 3> kCourses = {
    {{kIrma.sign_in_name, {"sit_to_stand", "long_arc_quad"}, 2, 1, 9 * kHourMs, 1310, Improves},
     {kJorge.sign_in_name, {"shoulder_flexion", "shoulder_abduction"}, 3, 2, 18 * kHourMs, 1507, Hurts},
     {kLena.sign_in_name, {"bridge", "squat"}, 2, kLenaStoppedDaysAgo, 7 * kHourMs, 1704, GoesWell}}};

std::string IdOf(const std::string& owner, int number) {
  constexpr std::size_t kDigits = 32;
  return clinic::HashToken(fmt::format("{} {}", owner, number)).substr(0, kDigits);
}

}  // namespace

std::vector<DemoDay> DemoWeeksOf(std::string_view sign_in_name, const Library& library, const std::string& owner,
                                 int64_t base_ms) {
  std::vector<DemoDay> days;
  const auto* const course =
      std::find_if(kCourses.begin(), kCourses.end(), [&](const Course& c) { return c.sign_in_name == sign_in_name; });
  if (course == kCourses.end()) return days;
  const int64_t today = base_ms - base_ms % kDemoDayMs;
  const double span = kFirstDaysAgo - course->last_days_ago;
  int day = 0;
  for (int ago = kFirstDaysAgo; ago >= course->last_days_ago; ago -= course->every_days, ++day) {
    for (int slot = 0; slot < 2; ++slot) {
      const int number = 2 * day + slot;
      DemoDay done;
      done.set.definition = library.Find(course->exercises[static_cast<std::size_t>(slot)]);
      if (done.set.definition == nullptr) continue;
      done.set.id = IdOf(owner, number);
      done.set.owner = owner;
      done.set.started_ms = today - ago * kDemoDayMs + course->at_ms + slot * kBetweenSetsMs;
      done.set.body_seed = course->body_seed;
      done.set.seed = course->body_seed + static_cast<uint64_t>(number);
      course->shape((kFirstDaysAgo - ago) / span, day, slot, done);
      days.push_back(std::move(done));
    }
  }
  return days;
}

}  // namespace ezpt::server
