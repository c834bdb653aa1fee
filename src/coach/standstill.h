#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "body/landmarks.h"

namespace ezpt::coach {

/// Whether a body stays where it is: for half a second its shoulders, its hips and its ankles have each stayed within a
/// small share of the body's own size. Somebody who walks through the picture does not stay, somebody who stands with
/// the landmarks' usual jitter, or who moves an arm, does. Nothing is known, and so nothing stays, until the body has
/// been seen for that long.
///
/// Needs neither the exercise nor the camera: in any position, at any distance. Cost: O(frames of half a second), no
/// more. Not thread-safe.
class Standstill {
 public:
  struct Options {
    Seconds window{0.5};
    double share = 0.07;  ///< Of the body's size: the longer side of the box around it.
  };

  Standstill() : Standstill(Options{}) {}
  explicit Standstill(const Options& options) : options_(options) {}

  /// @param frame  with a time that grows.
  void Add(const body::PoseFrame& frame);
  [[nodiscard]] bool holds() const { return holds_; }

 private:
  struct Point {
    double x = 0;
    double y = 0;
  };
  /// The middles of the pairs, as far as they are seen.
  struct Sample {
    Seconds t;
    double size = 0;
    std::vector<std::optional<Point>> middles;
  };

  [[nodiscard]] static Sample SampleOf(const body::Pose& pose, Seconds t);
  [[nodiscard]] bool Stayed() const;

  Options options_;
  std::deque<Sample> samples_;  ///< Those of the window, and the newest before it.
  bool holds_ = false;
};

}  // namespace ezpt::coach
