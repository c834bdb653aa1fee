#pragma once

#include <string>

#include "base/result.h"

namespace ezpt::media {

/// The place where a file is written until it is whole: beside its final name.
/// What stood there before stays until Commit, and an unfinished file never
/// looks whole. A device (/dev/stdout) is written to directly. One thread at a
/// time.
class OutputFile {
 public:
  explicit OutputFile(std::string path);
  /// Removes what was not committed.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// As the caller named it; for messages and for what its ending says.
  [[nodiscard]] const std::string& path() const { return path_; }
  /// The name to open and write.
  [[nodiscard]] const std::string& working_path() const { return working_path_; }

  /// Says why the file could not be opened: for a failed open of `working_path`,
  /// right after it (reads errno). kInvalidArgument.
  [[nodiscard]] Error CannotOpen() const;
  /// kUnavailable: the disk is full, or something like it.
  [[nodiscard]] Error CannotWrite() const;

  /// The file is complete and closed: gives it its name. Errors: kUnavailable.
  [[nodiscard]] Status Commit();

 private:
  enum class State { kOpen, kDone };

  std::string path_;
  std::string final_path_;  ///< What a link names, where `path_` is one.
  std::string working_path_;
  State state_ = State::kOpen;
};

}  // namespace ezpt::media
