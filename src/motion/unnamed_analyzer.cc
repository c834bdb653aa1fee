#include "motion/unnamed_analyzer.h"

namespace ezpt::motion {

void UnnamedAnalyzer::Push(const body::PoseFrame& frame) {
  observer_.Add(frame);
  body_.Push(frame);
  if (frame.pose) score_sum_ += body::MeanScore(*frame.pose);
}

UnnamedAnalysis UnnamedAnalyzer::Finish() const {
  UnnamedAnalysis out;
  out.movement = FindRepeatedMovement(body_);
  out.analysis.observed = observer_.Result();
  const Observed& observed = out.analysis.observed;
  Quality& quality = out.analysis.quality;
  quality.frames = observed.frames;
  quality.frames_with_person = observed.frames_with_person;
  if (observed.frames_with_person > 0) quality.mean_score = score_sum_ / observed.frames_with_person;
  if (observed.frames > 0) quality.countable_share = static_cast<double>(observed.frames_with_person) / observed.frames;
  return out;
}

}  // namespace ezpt::motion
