#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/units.h"
#include "body/landmarks.h"
#include "body/signal.h"

namespace ezpt::motion {

/// What was seen of the pictures, the person and the movement, whether or not anything counted: why nothing did follows
/// from it.
struct Observed {
  int frames = 0;
  int frames_with_person = 0;
  Seconds step;   ///< From frame to frame, the median; zero with fewer than two frames.
  Seconds still;  ///< For how long in all the body did not move by the least, as nobody living does: the picture froze.
  std::vector<body::Joint> missing;  ///< Joints of the limbs that were hardly ever seen, in the topology's order.
  /// How far the person went from their rest, of the prescribed way; robust against single frames. Nothing where it
  /// could never be read.
  std::optional<double> way;
  int other_side_reps = 0;  ///< Repetitions of the side that was not asked for.

  friend bool operator==(const Observed&, const Observed&) = default;
};

/// Frames farther apart than this cannot be followed: a movement's far end lies between them.
inline constexpr Seconds kSeldom{0.5};
/// A picture that stands still for so long is frozen.
inline constexpr Seconds kFrozenAfter{3.0};

/// Whether the picture stands still: a camera or a connection that froze goes on sending the same one.
class StillnessWatch {
 public:
  void Add(const body::PoseFrame& frame);
  /// For how long it has stood still now; zero until kFrozenAfter.
  [[nodiscard]] Seconds now() const { return now_; }
  /// In all.
  [[nodiscard]] Seconds total() const { return total_ + now_; }

 private:
  std::optional<body::Pose> last_;
  Seconds since_{}, now_{}, total_{};
};

/// The time from frame to frame.
class PaceWatch {
 public:
  void Add(Seconds t);
  /// The median over all frames; zero with fewer than two.
  [[nodiscard]] Seconds median() const;
  /// Over the last few frames, when they all are farther apart than kSeldom; else nothing.
  [[nodiscard]] std::optional<Seconds> seldom() const;

 private:
  static constexpr std::size_t kLately = 4;
  static constexpr std::size_t kBins = 1000;  // Steps are counted by their length, as far as five seconds.
  std::array<int, kBins> bins_{};
  std::array<Seconds, kLately> lately_{};
  std::size_t steps_ = 0;
  std::optional<Seconds> last_;
};

/// Collects what `Observed` says of one recording or session. Cost: O(1) a frame, fixed memory. One thread at a time.
class Observer {
 public:
  explicit Observer(float min_score) : min_score_(min_score) {}

  void Add(const body::PoseFrame& frame);
  /// How far along the movement the person is on one frame.
  void AddProgress(double progress);

  [[nodiscard]] Observed Result() const;

 private:
  // Progress is counted in steps of a fiftieth, from −10 to 10.
  static constexpr int kSteps = 50, kBins = 20 * kSteps + 1;

  float min_score_;
  int frames_ = 0, with_person_ = 0;
  StillnessWatch stillness_;
  PaceWatch pace_;
  std::array<int, body::kMaxLandmarks> seen_{};
  std::array<int, kBins> progress_{};
  int progresses_ = 0;
  std::optional<body::Topology> topology_;
};

}  // namespace ezpt::motion
