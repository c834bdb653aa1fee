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
#include "motion/body_points.h"
#include "motion/form.h"
#include "motion/heading.h"
#include "motion/observer.h"
#include "motion/person_watch.h"
#include "motion/recording.h"
#include "motion/reference_movement.h"
#include "motion/scale_tracker.h"
#include "motion/segmenter.h"
#include "motion/signal_bank.h"
#include "motion/track.h"
#include "motion/view_estimator.h"

namespace ezpt::motion {

/// A repetition, and the time near its farthest point.
struct Counted {
  Repetition rep;
  Hold hold;
  Ends ends;
  double likeness_to_everyday = 0;  ///< To what people do all day.
  double evidence = 0;              ///< For this exercise, against the others that are known: a log-likelihood ratio.
};

/// All that was learnt of the person who is followed, and the movement under way: for somebody else it is made anew, as
/// a whole, so that nothing of it can be forgotten there.
struct Following {
  Following(const exercise::Definition& definition, const AnalyzerOptions& options);

  [[nodiscard]] bool moving() const { return tracks[0].moving() || tracks[1].moving(); }

  body::FacingKeeper facing;
  body::InversionFilter inversions;
  ScaleTracker scale;
  ViewEstimator view;
  SignalBank bank;
  std::array<Track, 2> tracks;
  std::size_t used = 1;  ///< Tracks in use.
  Heading heading;
  double trunk = 0;                    ///< Its length where the movement was last looked at, in the pose's unit.
  std::optional<AimedMovement> aimed;  ///< Nothing until the view is known.
  BodyPoints body;                     ///< Now; what is lost for a moment stays where it was.
  std::array<Seconds, BodyPoints::kCount> body_seen{};
  std::deque<body::PoseFrame> rest_poses;  ///< Lately, while nothing moved.
  std::optional<body::Pose> start_pose;
  std::array<std::optional<Counted>, 2> doubtful;  ///< By side; one that counts when another like it follows.
  std::array<std::optional<Counted>, 2> known;     ///< The last of those that counted.
  double evidence = 0;                             ///< Of all movements that were like the exercise: their sum, …
  int judged = 0;                                  ///< … and how many they were.
};

/// What the analyzer's stages share: analyzer.cc takes a frame through them,
/// analyzer_repetitions.cc makes repetitions of it.
class Analyzer::Impl {
 public:
  Impl(const exercise::Definition& definition, const body::StreamInfo& stream, const AnalyzerOptions& options);

  MotionUpdate Push(const body::PoseFrame& frame);
  void DropMovements();
  [[nodiscard]] Analysis Finish() const;
  [[nodiscard]] std::optional<Repetition> CutOff() const;
  [[nodiscard]] std::optional<Repetition> OnlyOne() const;
  [[nodiscard]] std::optional<double> Latest(body::Signal signal, body::Side side) const;

 private:
  void TellSides(body::Pose& pose, Seconds t);
  void See(const body::Pose& pose, Seconds t, MotionUpdate& update);
  void Skip(Seconds t, MotionUpdate& update);
  void Miss(Seconds t, MotionUpdate& update);
  void Rest(const body::Pose& pose, Seconds t);
  void Aim();
  /// A movement has gone as far as one of this person's.
  [[nodiscard]] bool FarUnderWay() const { return who_.tracks[0].far() || who_.tracks[1].far(); }
  [[nodiscard]] SidePair Along(const body::Pose& pose, Seconds t);
  [[nodiscard]] bool InPosition(const body::Pose& pose, const ViewEstimate& view) const;
  void Segment(Seconds t, const body::Pose& pose, MotionUpdate& update);
  void StepBetween(Seconds t, bool in_position, MotionUpdate& update);
  void Step(Track& track, Seconds t, Seconds apart, bool in_position, MotionUpdate& update);
  [[nodiscard]] std::optional<double> Progress(const Track& track) const;
  [[nodiscard]] SideContext SideOf(const Track& track) const;
  [[nodiscard]] bool MayHaveLasted(const Track& track) const;
  [[nodiscard]] static bool Unseen(const Track& track, Seconds t);
  void Begin(Track& track);
  void Conclude(Track& track, MotionUpdate& update);
  [[nodiscard]] bool SettleDoubt(const Repetition& rep);
  [[nodiscard]] bool Superseded(Seconds start, Seconds end) const;
  [[nodiscard]] const Track& BestShown(const Track& track, const Segmenter::Span& span, double way) const;
  [[nodiscard]] bool IsFar(const Track& track) const;
  [[nodiscard]] double LikenessOf(const Track& track, const Parts& parts) const;
  [[nodiscard]] std::optional<Dismissed> Refuse(const Track& track, const Parts& parts, const Counted& counted) const;
  [[nodiscard]] Counted Describe(const Track& track, const Segmenter::Span& span, const Parts& parts,
                                 const SideContext& side) const;
  [[nodiscard]] double LikenessToEveryday(const BodyPoints& moved, body::Side working) const;
  [[nodiscard]] double EvidenceFor(const Counted& counted, body::Side working) const;
  [[nodiscard]] static bool IsSure(const Counted& counted);
  [[nodiscard]] bool Alike(const std::optional<Counted>& before, const Counted& now) const;
  void Report(Counted counted, MotionUpdate& update);
  void Tell(MotionUpdate& update);
  void Live(const Track& track, MotionUpdate& update);
  [[nodiscard]] const Track& Lead() const;

  const exercise::Definition definition_;
  const AnalyzerOptions options_;
  const PictureShape shape_;
  const ReferenceMovement movement_;
  Following who_;
  PersonWatch watch_;
  Observer observer_;
  Seconds last_t_{-1e300};
  Analysis done_;
  std::deque<Counted> due_;                        ///< Counted, and not told yet: one a frame is.
  std::array<std::optional<double>, 2> began_at_;  ///< How far along each track was when it was first seen.
  double score_sum_ = 0;
  int countable_ = 0;
  std::map<body::View, int> views_;
  std::map<Obstacle, int> problems_;
};

}  // namespace ezpt::motion
