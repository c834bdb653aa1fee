#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "coach/feedback.h"
#include "exercise/definition.h"

/// What a session's page says of measures: each value beside its goal, and what they come to. The fields are those of
/// templates/README.md.
namespace ezpt::server {

/// One measure of one repetition.
[[nodiscard]] nlohmann::json MeasureView(const coach::MeasureValue& measure, const exercise::Definition& definition,
                                         const std::string& language);

/// One entry a measure that was measured at all: the mean of the repetitions without a fault (of all, where none is),
/// the best, and how many reached the goal.
[[nodiscard]] nlohmann::json MeasureTotals(const coach::SessionSummary& summary, const exercise::Definition& definition,
                                           const std::string& language);

/// What the session came to, in one to three sentences: how many of how many, how many without a fault, and how many
/// reached the goal. Says what was seen and praises nothing. Empty without a repetition.
[[nodiscard]] std::string VerdictText(const coach::SessionSummary& summary, const exercise::Definition& definition,
                                      const std::string& language);

}  // namespace ezpt::server
