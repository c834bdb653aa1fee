#include "media/landmark_units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

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
// Per cent: a body's points lie within 100 of the origin, fill much of that, and the picture is that much larger.
constexpr float kPerCentBeyond = 20.0F, kPerCentBody = 40.0F;
constexpr int kPerCentPicture = 300;  // Pixels, either side.
// Legs below the picture are guessed, less than half of a body's points; no camera sees a body beside its picture.
constexpr double kMostlyOutside = 0.6;
// In metres, from end to end: a child that crouches, and the tallest with arms raised, with room.
constexpr float kSmallestBody = 0.1F, kLargestBody = 5.0F;
// A point of a body may fly out of the picture, and a body vanish to a point.
constexpr double kMostPoints = 0.8, kMostBodies = 0.9;

float MedianOf(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Where the points of one pose lie.
struct Places {
  Places(std::span<const body::Landmark> pose, const body::StreamInfo& info) {
    const auto in = [](const body::Landmark& p, float low, float high) {
      return p.x >= low && p.x <= high && p.y >= low && p.y <= high ? 1 : 0;
    };
    float left = 0, right = 0, top = 0, bottom = 0;
    for (const body::Landmark& p : pose) {
      if (p.score <= 0) continue;
      near += in(p, kLeast, kMost);
      within_100 += in(p, -kPerCentBeyond, 100 + kPerCentBeyond);
      const bool inside =
          p.x >= 0 && p.x <= static_cast<float>(info.width) && p.y >= 0 && p.y <= static_cast<float>(info.height);
      outside += inside ? 0 : 1;
      left = points == 0 ? p.x : std::min(left, p.x);
      right = points == 0 ? p.x : std::max(right, p.x);
      top = points == 0 ? p.y : std::min(top, p.y);
      bottom = points == 0 ? p.y : std::max(bottom, p.y);
      ++points;
    }
    size = std::max(right - left, bottom - top);
  }

  int points = 0;  ///< That were seen, and of these, where they are:
  int near = 0, within_100 = 0, outside = 0;
  float size = 0;  ///< From end to end.
};

}  // namespace

void LandmarkUnits::Add(const body::PoseFrame& frame) {
  if (last_) {
    const double step = (frame.t - *last_).value;
    steps_.push_back(static_cast<float>(step));
    whole_ = whole_ && step == std::floor(step);
  }
  last_ = frame.t;
  if (!frame.pose) return;
  const Places places(frame.pose->view(), info_);
  if (places.points < kPointsOfABody || places.size <= 0)
    return;  // In one place: how some write that nobody was found.
  ++bodies_;
  sizes_.push_back(places.size);
  tiny_ += places.near >= kMostPoints * places.points ? 1 : 0;
  per_cent_ += places.within_100 >= kMostPoints * places.points && places.size >= kPerCentBody ? 1 : 0;
  outside_ += places.outside >= kMostlyOutside * places.points ? 1 : 0;
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

bool LandmarkUnits::OfMost(int64_t bodies) const {
  return static_cast<double>(bodies) >= kMostBodies * static_cast<double>(bodies_);
}

std::optional<std::string> LandmarkUnits::WrongPlaces() const {
  if (bodies_ == 0) return std::nullopt;
  if (info_.space == body::Space::kWorld) return WrongMetres();
  if (!body::HasShape(info_)) return std::nullopt;
  const auto told = [&](std::string_view as) {
    return fmt::format("x and y look like {} where the header says {}×{} pixels", as, info_.width, info_.height);
  };
  if (OfMost(tiny_)) {
    return told("fractions of the picture") +
           ": multiply them by it, or let the header say 1×1 (then no angle is measured)";
  }
  if (OfMost(per_cent_) && std::min(info_.width, info_.height) >= kPerCentPicture) {
    return told("per cent of the picture") + ": multiply them by a hundredth of it";
  }
  if (OfMost(outside_)) {
    return told("places outside of the picture") + ": give the size of the picture that they are measured in";
  }
  return std::nullopt;
}

std::optional<std::string> LandmarkUnits::WrongMetres() const {
  const float size = MedianOf(sizes_);
  if (size >= kSmallestBody && size <= kLargestBody) return std::nullopt;
  return fmt::format("a body of {:.3g} m from end to end: x, y and z in space world are metres", double{size});
}

}  // namespace ezpt::media
