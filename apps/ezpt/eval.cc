#include "eval.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "command.h"
#include "home.h"
#include "json.h"
#include "media/file.h"

namespace ezpt::app {
namespace {

constexpr std::size_t kMaxCsvBytes = std::size_t{64} << 20;

struct Flags {
  std::string folder;
  std::string model = kDefaultModel;
  bool json = false;
};

std::vector<std::string> SplitCsvLine(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back().push_back(c);
    }
  }
  return fields;
}

void PrintTable(const Evaluation& evaluation, Output& output) {
  std::size_t widest = 0;
  for (const Measurement& m : evaluation.results) widest = std::max(widest, m.data.size());
  for (const Measurement& m : evaluation.results) {
    char line[256];
    std::snprintf(line, sizeof(line), "%-*s %-34s %10.4g %-6s n=%d", static_cast<int>(widest), m.data.c_str(),
                  m.measure.c_str(), m.value, m.unit.c_str(), m.count);
    output.Line(line);
  }
}

Status RunEval(const Flags& flags, Output& output) {
  std::error_code error;
  if (!std::filesystem::is_directory(flags.folder, error)) {
    return Error{ErrorCode::kDamaged, flags.folder + ": no such folder"};
  }
  Evaluation evaluation;
  evaluation.folder = flags.folder;
  EZPT_TRY(evaluation.model, LoadModel(flags.model));
  for (Status (*measure)(Evaluation&) :
       {MeasureGoldenPoses, MeasureVideoCounts, MeasureStreamCounts, MeasurePeople, MeasureNeighbours}) {
    EZPT_CHECK_OK(measure(evaluation));
  }
  if (evaluation.results.empty()) {
    return Error{
        ErrorCode::kDamaged,
        flags.folder + ": nothing to measure; expected golden, videos, rehab24, countix, irds, uiprmd or poses in it"};
  }
  if (!flags.json) {
    PrintTable(evaluation, output);
    return {};
  }
  Json rows = Json::array();
  for (const Measurement& m : evaluation.results) {
    rows.push_back(
        {{"data", m.data}, {"measure", m.measure}, {"value", Number(m.value)}, {"unit", m.unit}, {"count", m.count}});
  }
  output.Line(Dump(Json{{"model", flags.model}, {"measurements", std::move(rows)}}));
  return {};
}

}  // namespace

Result<std::optional<std::vector<CsvRow>>> ReadCsv(const std::string& path, const std::vector<std::string>& columns) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::optional<std::vector<CsvRow>>();
  EZPT_TRY(const std::vector<uint8_t> bytes, media::ReadFile(path, kMaxCsvBytes));
  std::vector<CsvRow> rows;
  std::vector<std::string> names;
  std::size_t number = 0;
  for (auto from = bytes.begin(); from != bytes.end();) {
    auto to = std::find(from, bytes.end(), '\n');
    std::vector<std::string> fields = SplitCsvLine(std::string(from, to));
    from = to == bytes.end() ? to : to + 1;
    ++number;
    if (names.empty()) {
      names = std::move(fields);
      for (const std::string& column : columns) {
        if (std::find(names.begin(), names.end(), column) != names.end()) continue;
        return Error{ErrorCode::kDamaged, path + ":1: no column " + column + "; expected the names of the columns"};
      }
      continue;
    }
    if (fields.size() != names.size()) {
      return Error{ErrorCode::kDamaged, path + ":" + std::to_string(number) + ": expected " +
                                            std::to_string(names.size()) + " fields, found " +
                                            std::to_string(fields.size())};
    }
    CsvRow row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = std::move(fields[i]);
    rows.push_back(std::move(row));
  }
  return std::optional(std::move(rows));
}

std::optional<double> FieldNumber(const CsvRow& row, const std::string& field) {
  const auto entry = row.find(field);
  if (entry == row.end()) return std::nullopt;
  const Json json = Json::parse(entry->second, nullptr, false);
  if (!json.is_number()) return std::nullopt;
  constexpr double kFarthest = 1e9;
  const double value = json.get<double>();
  return std::fabs(value) <= kFarthest ? std::optional(value) : std::nullopt;
}

void AddEvalCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("eval", "Every measurement that a folder of evaluation data allows");
  command->add_option("DIR", flags->folder, "The folder of evaluation data")->required();
  command->add_option("--model", flags->model, "movenet_lightning, or the path of a TF.js graph model");
  command->add_flag("--json", flags->json, "One JSON object");
  command->callback([&action, flags] { action = [flags](Output& out) { return RunEval(*flags, out); }; });
}

}  // namespace ezpt::app
