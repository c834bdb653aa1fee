#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/units.h"
#include "body/landmarks.h"

namespace ezpt::motion {

/// A function of time in several dimensions, equally spaced: `at(i)[d]`.
class Trace {
 public:
  Trace() = default;
  Trace(std::size_t size, std::size_t dimensions) : size_(size), dimensions_(dimensions), values_(size * dimensions) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t dimensions() const { return dimensions_; }
  [[nodiscard]] std::span<float> at(std::size_t i) { return {values_.data() + i * dimensions_, dimensions_}; }
  [[nodiscard]] std::span<const float> at(std::size_t i) const {
    return {values_.data() + i * dimensions_, dimensions_};
  }
  void Append(std::span<const float> row);

 private:
  std::size_t size_ = 0, dimensions_ = 0;
  std::vector<float> values_;
};

/// Mean over `width` neighbours (rounded up to an odd number), the ends repeated beyond the ends. Cost: O(size).
[[nodiscard]] Trace Smoothed(const Trace& trace, std::size_t width);
/// Without what changes more slowly than `width`, and with mean zero.
[[nodiscard]] Trace WithoutDrift(const Trace& trace, std::size_t width);
/// Σ|x|² over all of it.
[[nodiscard]] double Energy(const Trace& trace);
/// Its course along the direction in which it moves most (the first principal component).
/// REQUIRES: mean zero.
[[nodiscard]] std::vector<float> AlongPrincipalDirection(const Trace& trace);

/// The body over time, wherever it stands and however large it is: nose, shoulders, elbows, wrists, hips, knees and
/// ankles, from the middle of the hips, in lengths of the trunk (its median), at kRate. Two dimensions of a picture,
/// three of a space in metres.
class BodyTrace {
 public:
  static constexpr double kRate = 15.0;       ///< Hz. Nobody repeats an exercise faster than twice a second.
  static constexpr double kLongest = 7200.0;  ///< Seconds; what comes later is not taken.

  explicit BodyTrace(body::Space space) : axes_(space == body::Space::kWorld ? 3 : 2) {}

  /// Frames must come in order of time.
  void Push(const body::PoseFrame& frame);
  /// Those points that were there in half of the frames. Empty without a body of any size.
  [[nodiscard]] Trace Finish() const;

  /// Of the first row.
  [[nodiscard]] Seconds begin() const { return begin_; }

 private:
  std::size_t axes_;
  Seconds begin_{}, last_{};
  std::vector<float> previous_;  ///< The last frame's row.
  std::vector<int> seen_;        ///< By point.
  int frames_ = 0;
  Trace rows_;
};

}  // namespace ezpt::motion
