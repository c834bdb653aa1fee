#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "coach/feedback.h"
#include "coach/session_record.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"

namespace ezpt::coach {

/// The words for what analysis and session give as codes, in `language` ("en", "de", "de-AT") or in English: phrases.h
/// holds those of every exercise, the definition its own. All return one line, and are empty where there is nothing to
/// say.

/// What to do about what stands in the way of counting.
[[nodiscard]] std::string ObstacleText(motion::Obstacle obstacle, const exercise::Definition& definition,
                                       std::string_view language);

/// Why a movement did not count.
[[nodiscard]] std::string DismissalText(const motion::Dismissed& dismissed, std::string_view language);

/// Why a measure's value is missing or uncertain, with the measure's name in front where it is one of `definition`'s.
[[nodiscard]] std::string DoubtText(const motion::MeasureValue& measure, const exercise::Definition& definition,
                                    std::string_view language);

/// How a session ended that the person stopped, after other words in one line: "stopped because it hurt". Empty for
/// kDone, which says nothing of why.
[[nodiscard]] std::string StopText(StopReason reason, std::string_view language);

/// Why an analysis has no repetition, by what was observed, and for how long the picture stood still where it has some:
/// the weightiest first. Never empty where there is no repetition.
[[nodiscard]] std::vector<Message> ReasonsOf(const motion::Analysis& analysis, const exercise::Definition& definition,
                                             motion::SideChoice side, std::string_view language);

/// The same where no exercise was to be looked for. @param counted repetitions of whatever repeated.
[[nodiscard]] std::vector<Message> UnnamedReasons(const motion::Observed& observed, std::size_t counted,
                                                  std::string_view language);

/// The same of a recording whose exercise was asked for and not found. @param nearest  the exercise that came nearest,
/// by name, and how often its counter counted; empty where none did.
[[nodiscard]] std::vector<Message> UnrecognisedReasons(const motion::Observed& observed, const std::string& nearest,
                                                       int counted, std::string_view language);

/// One picture in so long a time is too few.
[[nodiscard]] Message SeldomMessage(Seconds step, std::string_view language);

/// What a session's figures do not say: that it ended with pain, that no picture came for a while. The weightiest
/// first.
[[nodiscard]] std::vector<Message> NotesOf(const SessionSummary& summary, std::string_view language);

/// That a part of the recording is missing: the figures are those that were counted live.
/// @param missing that part, as "0:12–0:17" (minutes and seconds of the recording).
[[nodiscard]] Message CountedLiveNote(std::string_view missing, std::string_view language);

/// That a summary is not stored so far.
[[nodiscard]] Message NotSavedNote(std::string_view language);

/// "48 s", "2 min", "2 min 5 s".
[[nodiscard]] std::string DurationText(Seconds duration);

}  // namespace ezpt::coach
