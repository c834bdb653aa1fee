#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "base/units.h"
#include "exercise/definition.h"
#include "motion/body_points.h"
#include "motion/signal_bank.h"

namespace ezpt::motion {

/// One frame's signals and how far along the movement was.
struct Sample {
  Seconds t;
  Seconds apart;                 ///< Zero for a frame; between two frames, how far they are apart.
  double progress = 0;           ///< Along the movement; zero is anywhere.
  std::vector<SidePair> values;  ///< In the SignalBank's order.
  BodyPoints body;
};

/// The samples of the movement under way and of the rest just before it.
using Samples = std::deque<Sample>;

/// The rest before a movement is looked at over this time before its onset. Shorter, and an
/// onset that is told late takes the beginning of the movement for the rest; longer, and
/// somebody who just stopped walking would seem to begin elsewhere.
inline constexpr Seconds kRestBefore{0.6};

/// With this share of the way back done, a movement is over.
inline constexpr double kBack = 0.88;

/// The parts of one movement, by its samples' progress.
/// Near the farthest point: within a tenth of it.
struct Parts {
  Seconds start;
  Seconds end;           ///< So far, when the movement is under way.
  double rest = 0;       ///< Progress where it left from, …
  double top = 0;        ///< … and at its farthest.
  bool reached = false;  ///< It has gone as far as a repetition.
  Seconds near_from;     ///< First and last moment near the farthest point.
  Seconds near_to;
  /// The longest time without a frame: in the movement, and around its farthest point.
  Seconds blind{}, blind_at_top{};
  /// By how much, for want of frames, the movement may have begun earlier and ended
  /// later, and the time near the farthest point have been shorter.
  Seconds loose_ends{}, loose_near{};

  /// Progress at a share of the way.
  [[nodiscard]] double At(double share) const { return rest + share * (top - rest); }
};

/// @param rest     progress where the movement left from
/// @param reached  whether it has gone as far as a repetition
/// REQUIRES: `samples` is not empty and in order of time.
[[nodiscard]] Parts FindParts(const Samples& samples, Seconds start, Seconds end, double rest, bool reached);

/// When the movement from `start` to its farthest point at `peak` really began: the last moment at which it had hardly
/// gone any of the way, or rested near its start. The segmenter has to decide before it knows how far the movement
/// goes, and where the way is long a tremble at rest, or a step to another one, is enough for it.
[[nodiscard]] Seconds Onset(const Samples& samples, Seconds start, Seconds peak);

/// When the movement with its farthest point at `peak` that is over by `end` really ended: the first moment at which
/// most of the way back was done.
[[nodiscard]] Seconds Return(const Samples& samples, Seconds start, Seconds peak, Seconds end);

/// Whether the moment belongs to that part of the movement. `holds`: the dose asks
/// for a hold, so the time near the farthest point is not moving.
[[nodiscard]] bool Within(exercise::When when, Seconds t, const Parts& parts, bool holds);

/// Seconds that the part lasts.
[[nodiscard]] double DurationOf(exercise::When when, const Parts& parts, bool holds);

/// Which share of the way from its start to its farthest point the movement may have
/// gone unseen, between the frames around that point. [0, 1].
[[nodiscard]] double HiddenShare(const Parts& parts);

/// Whether frames came so close together that what lasts for a small part of the
/// movement has been seen.
[[nodiscard]] bool Followed(const Parts& parts);

/// Whether another movement, or this one's far end, may have gone unseen between two frames.
[[nodiscard]] bool MayHideMovement(const Parts& parts);

/// Median of a signal over the samples with from ≤ t ≤ to and at least
/// `min_progress`; nothing when seen on none.
[[nodiscard]] std::optional<double> MedianOver(const Samples& samples, std::size_t signal, exercise::SideRule rule,
                                               const SideContext& side, Seconds from, Seconds to,
                                               double min_progress = -1e9);

/// The body at rest, before and after a movement, and at its farthest point.
struct Ends {
  BodyPoints rest, far;

  [[nodiscard]] BodyPoints moved() const { return Difference(far, rest); }
};
[[nodiscard]] Ends EndsOf(const Samples& samples, const Parts& parts);

/// How far the hips are from where they were when it began, across the picture or the room, in trunks.
[[nodiscard]] double DriftOf(const Samples& samples, const Parts& parts);

/// The largest step from one frame to the next that came soon after it, of the way: a joint that is found elsewhere
/// goes all of it at once, a body does not.
[[nodiscard]] double LargestStep(const Samples& samples, const Parts& parts);

/// The signal at rest, just before the movement began.
[[nodiscard]] std::optional<double> AtStart(const Samples& samples, std::size_t signal, exercise::SideRule rule,
                                            const SideContext& side, const Parts& parts);

/// The signal at the farthest point.
[[nodiscard]] std::optional<double> AtPeak(const Samples& samples, std::size_t signal, exercise::SideRule rule,
                                           const SideContext& side, const Parts& parts);

}  // namespace ezpt::motion
