#pragma once

#include <vector>

#include "coach/analysis_json.h"
#include "command.h"

namespace ezpt::app {

/// Rows of cells, each column as wide as its widest cell; the columns in `right` are aligned to the right. No line ends
/// in blanks.
[[nodiscard]] std::vector<std::string> Columns(const std::vector<std::vector<std::string>>& rows,
                                               const std::vector<bool>& right);

/// What an analysis came to, for people: a line a repetition, a column a measure, names instead of ids. Programs take
/// coach::AnalysisJson.
void PrintAnalysis(const coach::Verdict& verdict, Output& output);

}  // namespace ezpt::app
