#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sealing.h"

namespace ezpt::store {

/// The key that wraps every other key of one database. It lies outside of the database, in a file that its own user
/// alone may read: two lines of text, "ezpt master key 1" and 64 hexadecimal digits, so that it can be copied by hand.
/// A value; thread-safe.
class MasterKey {
 public:
  /// A new one. Errors: kUnavailable where the system has no source of random numbers.
  static Result<MasterKey> Random();
  /// Errors: kNotFound; kForbidden where others may read the file; kDamaged where it is no key; kUnavailable.
  static Result<MasterKey> Read(const std::string& path);

  /// Makes its file, whole and on the disk when this returns, or not at all.
  /// Errors: kConflict where there is a file already; kUnavailable.
  [[nodiscard]] Status WriteNew(const std::string& path) const;

  /// A key for one purpose, from which neither this one nor that of another purpose follows (BLAKE2b, keyed).
  /// It is another one after a rotation: for what has to outlast it there is KeyRing::ServerKey.
  [[nodiscard]] SecretKey Derive(std::string_view purpose) const;

  /// What a database keeps to know this key by; says nothing about it.
  [[nodiscard]] std::string Check() const;

 private:
  explicit MasterKey(const SecretKey& key) : key_(key) {}

  SecretKey key_;
};

/// Where a database's master key lies unless somebody says otherwise: beside it. Empty for one in memory.
[[nodiscard]] std::string KeyFileBeside(const std::string& spec);

/// Where a rotation puts the next key until the database is wrapped by it.
[[nodiscard]] std::string NextKeyFile(const std::string& key_file);

/// The key of the database that keeps `check`: the one in the file, or the next one where a rotation was broken off.
/// Errors: kNotFound, or kInvalidArgument for another database's, with the cure; those of MasterKey::Read.
[[nodiscard]] Result<MasterKey> FindMasterKey(const std::string& key_file, const std::string& check);

/// The names in a file's folder survive a loss of power.
[[nodiscard]] Status SyncFolderOf(const std::string& path);

}  // namespace ezpt::store
