#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "coach/feedback.h"

/// Feedback and summary as the messages of docs/formats/live-protocol.md, made in
/// one place so that a page gets the same bytes from the server and from its own
/// module. What only a transport knows (`server` of a feedback, `session` and
/// `url` of a summary) the caller adds. Keys come out sorted.
namespace ezpt::coach {

/// Of the picture in whose pixels the landmarks are.
struct PictureSize {
  double width = 1;
  double height = 1;
};

/// @param recognised_name of the exercise in `feedback.recognised`.
[[nodiscard]] nlohmann::json ToJson(const Feedback& feedback, const PictureSize& picture,
                                    std::string_view recognised_name);

/// @param definition the one that was trained: its fault names are shown.
/// @param asked the language that was asked for; LanguageOf (coach/language.h) says which it is in.
[[nodiscard]] nlohmann::json ToJson(const SessionSummary& summary, const exercise::Definition& definition,
                                    std::string_view asked);

/// Compact text; bytes that are not UTF-8 come out as U+FFFD.
[[nodiscard]] std::string Dump(const nlohmann::json& value);

}  // namespace ezpt::coach
