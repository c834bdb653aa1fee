#include "pose/one_euro.h"

#include <cmath>

namespace ezpt::pose {
namespace {

/// Share of the new value in a first-order low-pass.
double Alpha(double cutoff, double dt) {
  const double tau = 1.0 / (2.0 * kPi * cutoff);
  return 1.0 / (1.0 + tau / dt);
}

OneEuroPoint::Point Blend(OneEuroPoint::Point old, OneEuroPoint::Point fresh, double alpha) {
  return {old.x + alpha * (fresh.x - old.x), old.y + alpha * (fresh.y - old.y)};
}

}  // namespace

OneEuroPoint::Point OneEuroPoint::Filter(Point raw, Seconds t, double body_length, const OneEuroOptions& options) {
  const double dt = (t - t_).value;
  if (!started_ || dt <= 0) {
    started_ = true;
    t_ = t;
    speed_ = {};
    last_raw_ = raw;
    return value_ = raw;
  }
  const Point speed = {(raw.x - last_raw_.x) / dt, (raw.y - last_raw_.y) / dt};
  speed_ = Blend(speed_, speed, Alpha(options.speed_cutoff, dt));
  const double lengths_per_second = std::hypot(speed_.x, speed_.y) / body_length;
  value_ = Blend(value_, raw, Alpha(options.min_cutoff + options.beta * lengths_per_second, dt));
  last_raw_ = raw;
  t_ = t;
  return value_;
}

}  // namespace ezpt::pose
