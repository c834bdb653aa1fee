#pragma once

#include <optional>
#include <span>

#include "base/units.h"
#include "body/landmarks.h"
#include "body/view.h"
#include "exercise/definition.h"
#include "motion/recording.h"
#include "motion/segmenter.h"
#include "motion/signal_bank.h"

namespace ezpt::motion {

/// One side's (or the whole body's) repetitions: the segmenter on its progress and
/// the samples that judging them needs. An exercise whose working side nobody
/// named has one track a side.
class Track {
 public:
  /// @param given  the movements' times, where they are known; null: they are found. Must outlive this.
  Track(Seconds min_duration, Seconds max_duration, const std::vector<Cycle>* given)
      : segmenter_(min_duration, max_duration, given) {}

  /// @param side the side it follows; nothing: both, or whichever moves.
  void Follow(std::optional<body::Side> side) { side_ = side; }

  /// Feeds one moment. No progress: the counting signal was not seen.
  /// @param apart  zero for a frame; between two frames, how far they are apart
  Segmenter::Event Step(Seconds t, Seconds apart, std::optional<double> progress, bool may_start,
                        std::span<const SidePair> values, const BodyPoints& body);
  void Reset();
  /// That the movement which completed last was one of the person's repetitions.
  void Accept() { segmenter_.Accept(); }
  void Expect(double way) { segmenter_.Expect(way); }

  /// The view and the turn are fixed while a movement is under way.
  void Begin(body::View view, double yaw);
  /// Forgets the samples before the movement that ended; a next one may be under way.
  void DropFinished();
  /// True once the person has been turned from the movement's direction for long.
  [[nodiscard]] bool Turned(Seconds t, double yaw);

  [[nodiscard]] std::optional<body::Side> side() const { return side_; }
  [[nodiscard]] const Segmenter& segmenter() const { return segmenter_; }
  [[nodiscard]] bool moving() const { return segmenter_.moving(); }
  [[nodiscard]] bool far() const { return segmenter_.far(); }
  [[nodiscard]] const Samples& samples() const { return samples_; }
  [[nodiscard]] double progress() const { return progress_; }
  [[nodiscard]] body::View view() const { return view_; }
  /// When it last was in the start position or moving; long ago if never.
  [[nodiscard]] Seconds last_alive() const { return last_alive_; }

 private:
  void Keep(Seconds t, Seconds apart, double progress, std::span<const SidePair> values, const BodyPoints& body);

  Segmenter segmenter_;
  Samples samples_;
  std::optional<body::Side> side_;
  double progress_ = 0;
  body::View view_ = body::View::kFront;
  double yaw_ = 0;
  std::optional<Seconds> turned_since_;
  Seconds last_alive_{-1e9};
};

}  // namespace ezpt::motion
