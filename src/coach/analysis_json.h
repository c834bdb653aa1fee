#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "coach/feedback.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"
#include "motion/recogniser.h"
#include "motion/repeated_movement.h"

namespace ezpt::coach {

/// What the analysis of a whole recording came to.
struct Verdict {
  /// The exercise that was named, or recognised; null: none of those that are known.
  std::shared_ptr<const exercise::Definition> definition;
  double confidence = 1.0;                                 ///< [0, 1]; 1 where the exercise was named.
  motion::Analysis analysis;                               ///< Without repetitions where there is no definition.
  std::vector<motion::Recognition::Candidate> candidates;  ///< Of a recognition.
  motion::SideChoice side = motion::SideChoice::kAuto;     ///< The one that was asked for.
  /// What repeated, where no exercise was to be looked for: then there is neither definition nor candidate.
  std::optional<motion::RepeatedMovement> unnamed = std::nullopt;
  /// Where none was recognised: the likeliest of the candidates; null without one.
  std::shared_ptr<const exercise::Definition> nearest = nullptr;
};

/// The recogniser's verdict on all that it was given; of no exercise, only how far
/// the recording could be seen. @param library the definitions it was made with.
/// Errors: kInternal when it recognised what is not in the library.
[[nodiscard]] Result<Verdict> VerdictOf(const motion::Recogniser& recogniser,
                                        std::span<const std::shared_ptr<const exercise::Definition>> library);

/// What the figures do not say: why nothing counted, for how long the picture stood still. Never empty where there is
/// no repetition.
[[nodiscard]] std::vector<Message> NotesOf(const Verdict& verdict, std::string_view language);

/// The verdict as one line of JSON, fields in a fixed order, times in seconds of
/// the recording; numbers are finite, what is unknown is null:
/// {"exercise": {"id", "confidence", "candidates"}, "rep_count",
///  "reps": [{"start", "end", "peak", "side", "view", "hold", "score", "correct",
///            "measures": [{"id", "value", "plusminus", "unit", "status", "why"}],
///            "faults": [{"id", "from", "to", "severity"}]}],
///  "holds": [{"start", "end", "complete"}], "notes": [{"id", "text"}], "quality": {…}}
/// The same verdict gives the same bytes on every platform.
[[nodiscard]] std::string AnalysisJson(const Verdict& verdict);

}  // namespace ezpt::coach
