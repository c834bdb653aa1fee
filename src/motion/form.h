#pragma once

#include <vector>

#include "exercise/definition.h"
#include "motion/analyzer.h"
#include "motion/recording.h"
#include "motion/signal_bank.h"

namespace ezpt::motion {

/// Whether lengths along x and along y can be compared: without that no angle and no ratio is one of the body's.
enum class PictureShape { kKnown, kUnknown };

/// What form is judged on.
struct FormInput {
  const exercise::Definition& definition;
  const SignalBank& bank;
  const Samples& samples;
  const Parts& parts;
  const SideContext& side;
  PictureShape shape = PictureShape::kKnown;
  bool metres = false;  ///< Three dimensions: shown from every view.
};

/// Faults of the movement so far, by time of onset: the definition's conditions
/// that held for their time within their part, on views that show them. Those at
/// the peak, at the start and on durations are judged when it is `complete`.
/// Cost: O(faults × samples).
[[nodiscard]] std::vector<FaultSpan> FindFaults(const FormInput& in, bool complete);

/// The definition's measures, each with whether the view supports it.
[[nodiscard]] std::vector<MeasureValue> TakeMeasures(const FormInput& in);

/// 1 less what each fault costs, at least 0.
[[nodiscard]] double Score(const std::vector<FaultSpan>& faults);

/// Whether the form can be judged from where it is seen: from a view that the exercise is claimed for. From another one
/// a repetition counts, and nobody knows whether it was well done.
[[nodiscard]] bool Judges(const FormInput& in);

/// No major and no harmful fault, and a score of at least 0.8.
[[nodiscard]] bool IsCorrect(const std::vector<FaultSpan>& faults);

}  // namespace ezpt::motion
