#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ezpt::store {

/// What a copy holds. Every page of the file, every key, and every chunk of every record was looked at.
struct CopyReport {
  int schema = 0;
  int keys = 0;
  int sessions = 0;
  int chunks = 0;
  std::vector<std::string> problems;  ///< Empty: it is whole.
};

/// Whether there is such a database, and it is copied by this. Touches nothing. Errors: kUnsupported for a database
/// server, with what to do; kNotFound.
[[nodiscard]] Status CheckSource(const std::string& spec);

/// Copies a database as it is at one moment, while others write to it: a new file, readable by its owner alone, without
/// what was deleted before, on the disk when this returns. A file that is there is replaced once the copy is whole.
/// The master key is not in it, and is only read, to look into what is encrypted.
/// @param spec "sqlite:PATH".
/// @param key_file of the database's master key; not asked for where nothing is encrypted yet.
/// Errors: those of CheckSource; kInvalidArgument, kNotFound, kUnavailable;
/// kDamaged when the copy is not whole: it is in TO.part then, and what was there before stays;
/// those of FindMasterKey.
Result<CopyReport> BackUp(const std::string& spec, const std::string& to, const std::string& key_file);

/// Looks at the whole of a copy, and changes nothing. Errors: kNotFound; kDamaged where it is no database; kUnsupported
/// where a newer program wrote it; those of FindMasterKey where that file's key does not open it.
[[nodiscard]] Result<CopyReport> CheckCopy(const std::string& path, const std::string& key_file);

}  // namespace ezpt::store
