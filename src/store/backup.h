#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ezpt::store {

/// What a copy holds. Every page of the file and every chunk of every record was looked at.
struct CopyReport {
  int schema = 0;
  int sessions = 0;
  int chunks = 0;
  std::vector<std::string> problems;  ///< Empty: it is whole.
};

/// Copies a database as it is at one moment, while others write to it: a new file, readable by its owner alone, without
/// what was deleted before, on the disk when this returns. A file that is there is replaced once the copy is whole.
/// @param spec "sqlite:PATH".
/// Errors: kUnsupported for a database server, which has tools of its own; kInvalidArgument, kNotFound, kUnavailable;
/// kDamaged when the copy is not whole: it is in TO.part then, and what was there before stays.
Result<CopyReport> BackUp(const std::string& spec, const std::string& to);

/// Looks at the whole of a copy, and changes nothing. Errors: kNotFound; kDamaged where it is no database; kUnsupported
/// where a newer program wrote it.
[[nodiscard]] Result<CopyReport> CheckCopy(const std::string& path);

}  // namespace ezpt::store
