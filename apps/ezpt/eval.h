#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "nn/model.h"

namespace ezpt::app {

/// One measurement: `value` of `measure` on `data`, over `count` cases.
struct Measurement {
  std::string data;
  std::string measure;
  double value = 0;
  std::string unit;
  int count = 0;
};

/// What every measurement needs, and what they came to.
struct Evaluation {
  std::string folder;
  std::shared_ptr<const nn::Model> model;
  std::vector<Measurement> results;

  void Add(const std::string& data, const std::string& measure, double value, const std::string& unit, int count) {
    results.push_back({data, measure, value, unit, count});
  }
};

/// Each measures what its part of the folder allows; nothing where it is absent.
Status MeasureGoldenPoses(Evaluation& evaluation);   ///< golden/pose_1.*: keypoints against Google's own.
Status MeasureVideoCounts(Evaluation& evaluation);   ///< videos/labels.csv: repetitions, their times, recognition.
Status MeasureStreamCounts(Evaluation& evaluation);  ///< rehab24, countix: repetitions.
Status MeasurePeople(Evaluation& evaluation);        ///< irds, uiprmd: repetitions, alone and as sets before cameras.
Status MeasureNeighbours(Evaluation& evaluation);    ///< poses/: k-NN classes, leave one out.

/// A CSV file's rows by the names of its first line; fields may be quoted.
/// Nothing where there is no such file. Errors: kDamaged for a row of another
/// length, or where one of `columns` is missing.
using CsvRow = std::map<std::string, std::string>;
[[nodiscard]] Result<std::optional<std::vector<CsvRow>>> ReadCsv(const std::string& path,
                                                                 const std::vector<std::string>& columns);

/// The number in a field, or nothing; within ±1e9, whatever it counts.
[[nodiscard]] std::optional<double> FieldNumber(const CsvRow& row, const std::string& field);

}  // namespace ezpt::app
