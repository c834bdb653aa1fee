#pragma once

#include <string>
#include <string_view>

#include "exercise/definition.h"
#include "motion/analyzer.h"

namespace ezpt::coach {

/// The words for what the analysis gives as codes, in `language` ("en", "de", "de-AT") or in English: phrases.h holds
/// those of every exercise, the definition its own. All return one line, and are empty where there is nothing to say.

/// What to do about what stands in the way of counting.
[[nodiscard]] std::string ObstacleText(motion::Obstacle obstacle, const exercise::Definition& definition,
                                       std::string_view language);

/// Why a movement did not count.
[[nodiscard]] std::string DismissalText(const motion::Dismissed& dismissed, const exercise::Definition& definition,
                                        std::string_view language);

/// Why a measure's value is missing or uncertain, with the measure's name in front where it is one of `definition`'s.
[[nodiscard]] std::string DoubtText(const motion::MeasureValue& measure, const exercise::Definition& definition,
                                    std::string_view language);

}  // namespace ezpt::coach
