#include "media/landmark_units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "body/stream_limits.h"

namespace ezpt::media {
namespace {

// Of the times, in steps of the header's rate. Recordings are played slower or faster than they were made and frames
// are left out, by tens; a thousand is another unit.
constexpr double kSlowest = 250, kFastest = 1.0 / 250;
constexpr double kMicroseconds = 3e4, kNanoseconds = 3e7;
// Whole numbers may be seconds where the rate is low. These many of them, that much slower than the header says, count
// the frames.
constexpr double kCounted = 5;
constexpr std::size_t kCountedSteps = 30;
// Fractions of a picture lie here; a body in pixels does not fit in.
constexpr float kLeast = -1.0F, kMost = 2.0F;
constexpr int kPointsOfABody = 3;
// A point of a body may fly out of the picture, and a body vanish to a point.
constexpr double kMostPoints = 0.8, kMostBodies = 0.9;

float MedianOf(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

void LandmarkUnits::Add(const body::PoseFrame& frame) {
  if (last_) {
    const double step = (frame.t - *last_).value;
    steps_.push_back(static_cast<float>(step));
    whole_ = whole_ && step == std::floor(step);
  }
  last_ = frame.t;
  if (!frame.pose) return;
  int points = 0, near = 0;
  bool spread = false;
  const body::Landmark* first = nullptr;
  for (const body::Landmark& p : frame.pose->view()) {
    if (p.score <= 0) continue;
    ++points;
    near += p.x >= kLeast && p.x <= kMost && p.y >= kLeast && p.y <= kMost ? 1 : 0;
    if (first == nullptr) first = &p;
    spread = spread || p.x != first->x || p.y != first->y;
  }
  if (points < kPointsOfABody || !spread) return;  // All in one place is how some write that nobody was found.
  ++bodies_;
  tiny_ += near >= kMostPoints * points ? 1 : 0;
}

std::optional<std::string> LandmarkUnits::Objection() const {
  if (auto wrong = WrongTimes()) return wrong;
  return WrongPlaces();
}

std::optional<std::string> LandmarkUnits::WrongTimes() const {
  if (steps_.empty()) return std::nullopt;
  const double step = double{MedianOf(steps_)};
  const double slower = step * info_.fps;
  const auto told = [&](std::string_view as) {
    return fmt::format(
        "t grows by {:.3g} from line to line where the header says {:g} frames a second: {}; t is in seconds", step,
        info_.fps, as);
  };
  if (whole_ && slower >= kCounted && slower < kSlowest && steps_.size() >= kCountedSteps) {
    return told("it looks like the frame's number") + " (of one picture a second, the header says fps 1)";
  }
  if (slower >= kNanoseconds) return told("it looks like nanoseconds");
  if (slower >= kMicroseconds) return told("it looks like microseconds");
  if (slower >= kSlowest) return told("it looks like milliseconds");
  if (slower < kFastest) return told("these are no seconds");
  return std::nullopt;
}

std::optional<std::string> LandmarkUnits::WrongPlaces() const {
  if (info_.space == body::Space::kWorld || !body::HasShape(info_) || bodies_ == 0) return std::nullopt;
  if (static_cast<double>(tiny_) < kMostBodies * static_cast<double>(bodies_)) return std::nullopt;
  return fmt::format(
      "x and y look like fractions of the picture where the header says {}×{} pixels: multiply them by it, or let the "
      "header say 1×1 (then no angle is measured)",
      info_.width, info_.height);
}

}  // namespace ezpt::media
