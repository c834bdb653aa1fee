#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "store/database.h"
#include "store/master_key.h"

namespace ezpt::store {

/// The keys of one database, opened: what a repository needs that stores or reads something of a person. Each person
/// has keys of their own, wrapped by the master key and kept in the database; each is unwrapped for one transaction and
/// forgotten, so that one that was destroyed is destroyed for every program at once. Thread-safe.
class KeyRing {
 public:
  /// With the master key of that file, which is made where the database has none yet; with one in memory where the path
  /// is empty. Finishes a rotation that was broken off. Encrypts what an earlier program stored plain, record by
  /// record: a start that was killed meanwhile goes on where it was. Errors: kNotFound where the file of this database
  /// is missing, kInvalidArgument where it is another's, both with the cure; those of MasterKey::Read; those of a call
  /// that writes.
  static Result<std::shared_ptr<const KeyRing>> Open(std::shared_ptr<Database> database, const std::string& key_file);
  /// The same with a key at hand; for tests.
  static Result<std::shared_ptr<const KeyRing>> With(std::shared_ptr<Database> database, const MasterKey& master);

  [[nodiscard]] const MasterKey& master() const { return master_; }
  /// MasterKey::Derive: another key after a rotation.
  [[nodiscard]] SecretKey Derive(std::string_view purpose) const { return master_.Derive(purpose); }
  /// A key of the server's own, the same for every program on this database and after every rotation; made when it is
  /// first asked for. Calls block. Errors: kDamaged, kUnavailable as of DataKey; those of a call that writes.
  [[nodiscard]] Result<SecretKey> ServerKey(const std::string& name) const;

  /// Records that were encrypted when it was opened.
  [[nodiscard]] int records_sealed() const { return records_sealed_; }

 private:
  KeyRing(std::shared_ptr<Database> database, const MasterKey& master)
      : database_(std::move(database)), master_(master) {}

  std::shared_ptr<Database> database_;
  MasterKey master_;
  int records_sealed_ = 0;
};

}  // namespace ezpt::store
