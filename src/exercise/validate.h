#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exercise/definition.h"
#include "exercise/document.h"

namespace ezpt::exercise {

/// The format that `format:` must name.
inline constexpr std::string_view kFormat = "ezpt.exercise/2";
/// Still read, for what is stored: it had rules of counting by view, which nothing needs any more.
inline constexpr std::string_view kFormat1 = "ezpt.exercise/1";

/// Limits on one definition.
inline constexpr std::size_t kMaxIdLength = 64;
inline constexpr std::size_t kMaxTextLength = 400;
inline constexpr std::size_t kMaxLanguages = 16;
inline constexpr std::size_t kMaxListItems = 20;
inline constexpr std::size_t kMaxRules = 16;  ///< Measures, faults, contacts: of each.
inline constexpr std::size_t kMaxProblems = 50;

/// One thing wrong: where it stands, which field, what is expected.
struct Problem {
  Mark mark;
  std::string field;  ///< "faults[1].cue.en"
  std::string message;
};

/// "squat.yaml:12:5: faults[1].cue: missing; expected …". Without a line where
/// the source has none.
[[nodiscard]] std::string FormatProblem(std::string_view file, const Problem& problem);

/// A definition, or every problem that keeps the document from being one.
struct Validation {
  Definition definition;  ///< Meaningful only when `problems` is empty.
  std::vector<Problem> problems;
};

/// Checks a document against the format: types, ranges, limits, unknown fields,
/// and what must agree across fields (views, thresholds, doses). Reports every
/// problem, up to kMaxProblems. Thread-safe.
[[nodiscard]] Validation Validate(const Node& document);

/// As Validate; several problems make one line: the first, and how many more.
/// Errors: kDamaged.
[[nodiscard]] Result<Definition> ToDefinition(const Node& document, std::string_view file);

/// True for a word that can be an id: a-z, 0-9 and _, beginning with a letter.
[[nodiscard]] bool IsSnakeCase(std::string_view id);

}  // namespace ezpt::exercise
