#pragma once

// Internal to the analyzer: one recording's state.

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "body/facing_keeper.h"
#include "body/inversion_filter.h"
#include "motion/analyzer.h"
#include "motion/form.h"
#include "motion/observer.h"
#include "motion/person_watch.h"
#include "motion/recording.h"
#include "motion/scale_tracker.h"
#include "motion/segmenter.h"
#include "motion/signal_bank.h"
#include "motion/track.h"
#include "motion/view_estimator.h"

namespace ezpt::motion {

/// All that was learnt of the person who is followed, and the movement under way: for somebody else it is made anew, as
/// a whole, so that nothing of it can be forgotten there.
struct Following {
  explicit Following(const exercise::Definition& definition);

  [[nodiscard]] bool moving() const { return tracks[0].moving() || tracks[1].moving(); }

  body::FacingKeeper facing;
  body::InversionFilter inversions;
  ScaleTracker scale;
  ViewEstimator view;
  SignalBank bank;
  std::array<Track, 2> tracks;
  std::size_t used = 1;                          ///< Tracks in use by the rule.
  const exercise::CountingRule* rule = nullptr;  ///< Of the definition.
  std::deque<body::PoseFrame> rest_poses;        ///< Lately, while nothing moved.
  std::optional<body::Pose> start_pose;
  double most_left = 0, most_right = 0;  ///< Farthest progress of each side in this movement.
  std::optional<body::Side> mover;
};

/// What the analyzer's stages share: analyzer.cc takes a frame through them,
/// analyzer_repetitions.cc makes repetitions of it.
class Analyzer::Impl {
 public:
  Impl(const exercise::Definition& definition, const body::StreamInfo& stream, AnalyzerOptions options);

  MotionUpdate Push(const body::PoseFrame& frame);
  [[nodiscard]] Analysis Finish() const;
  [[nodiscard]] std::optional<double> Latest(body::Signal signal, body::Side side) const;

 private:
  void TellSides(body::Pose& pose, Seconds t);
  void See(const body::Pose& pose, Seconds t, MotionUpdate& update);
  void Skip(Seconds t, MotionUpdate& update);
  void Miss(Seconds t, MotionUpdate& update);
  void Rest(const body::Pose& pose, Seconds t);
  void Use(const exercise::CountingRule* rule);
  void Segment(Seconds t, const body::Pose& pose, MotionUpdate& update);
  void StepBetween(Seconds t, bool in_position, MotionUpdate& update);
  void Step(Track& track, Seconds t, Seconds apart, bool in_position, MotionUpdate& update);
  [[nodiscard]] std::optional<double> Progress(Track& track);
  [[nodiscard]] SideContext SideOf(const Track& track) const;
  [[nodiscard]] static bool Unseen(const Track& track, Seconds t);
  void Begin(Track& track);
  void Conclude(Track& track, MotionUpdate& update);
  [[nodiscard]] bool Superseded(const Track& track) const;
  void Report(const Track& track, const Segmenter::Span& span, const Parts& parts, const SideContext& side,
              MotionUpdate& update);
  void Live(const Track& track, MotionUpdate& update);
  void DropMovements();
  [[nodiscard]] const Track& Lead() const;

  const exercise::Definition definition_;
  const AnalyzerOptions options_;
  const PictureShape shape_;
  Following who_;
  PersonWatch watch_;
  Observer observer_;
  Seconds last_t_{-1e300};
  Analysis done_;
  double score_sum_ = 0;
  int countable_ = 0;
  std::map<body::View, int> views_;
  std::map<Obstacle, int> problems_;
};

}  // namespace ezpt::motion
