#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "body/landmarks.h"
#include "media/landmark_units.h"
#include "media/output_file.h"

namespace ezpt::media {

/// Reads `ezpt.landmarks/1`, plain or gzipped whatever the name, with or without a byte-order mark. Errors name the
/// file and the line: kDamaged for malformed or cut-short content, for times that do not increase, and at the end for a
/// stream whose numbers are not in the units of the format (landmark_units.h). Times of day (Unix time) come out as
/// seconds since the first frame. One thread at a time.
class LandmarkReader {
 public:
  [[nodiscard]] static Result<std::unique_ptr<LandmarkReader>> Open(const std::string& path);
  ~LandmarkReader();
  LandmarkReader(const LandmarkReader&) = delete;
  LandmarkReader& operator=(const LandmarkReader&) = delete;

  [[nodiscard]] const body::StreamInfo& info() const { return info_; }
  /// Nothing at the true end.
  [[nodiscard]] Result<std::optional<body::PoseFrame>> Next();

 private:
  explicit LandmarkReader(std::string path);
  [[nodiscard]] Result<bool> ReadLine();
  [[nodiscard]] Result<std::optional<body::PoseFrame>> End() const;
  [[nodiscard]] Error At(const Error& error) const;

  struct GzipFile;
  std::unique_ptr<GzipFile> file_;
  std::string path_;
  std::string line_;
  long line_number_ = 0;
  long blank_lines_ = 0;
  body::StreamInfo info_;
  std::optional<LandmarkUnits> units_;  ///< From the header on.
  std::optional<Seconds> origin_;       ///< Subtracted from all times.
  std::optional<Seconds> last_;
};

/// Writes `ezpt.landmarks/1`, gzipped where the name ends in `.gz`. The file takes
/// its name with a successful Close (output_file.h): no partial stream looks
/// whole. One thread at a time.
class LandmarkWriter {
 public:
  [[nodiscard]] static Result<std::unique_ptr<LandmarkWriter>> Create(const std::string& path,
                                                                      const body::StreamInfo& info);
  ~LandmarkWriter();
  LandmarkWriter(const LandmarkWriter&) = delete;
  LandmarkWriter& operator=(const LandmarkWriter&) = delete;

  [[nodiscard]] Status Write(const body::PoseFrame& frame);
  [[nodiscard]] Status Close();

 private:
  explicit LandmarkWriter(std::string path);
  [[nodiscard]] Status WriteLine(const std::string& line);

  struct GzipFile;
  std::unique_ptr<GzipFile> file_;
  OutputFile output_;
};

}  // namespace ezpt::media
