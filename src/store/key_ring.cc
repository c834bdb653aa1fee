#include "store/key_ring.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "store/connection.h"
#include "store/data_keys.h"
#include "store/record_seal.h"

namespace ezpt::store {
namespace {

constexpr int kRecordsAtATime = 1;  ///< A record is up to 32 MiB, and others want to write in between.

struct FileKey {
  MasterKey key;
  bool is_new = false;  ///< This program made the file just now.
};

/// The file's key, made where the database has none yet.
Result<FileKey> ReadOrMake(const std::string& key_file) {
  const Result<MasterKey> there = MasterKey::Read(key_file);
  if (there.ok()) return FileKey{*there};
  if (there.error().code != ErrorCode::kNotFound) return there.error();
  EZPT_TRY(const MasterKey made, MasterKey::Random());
  const Status written = made.WriteNew(key_file);
  if (written.ok()) return FileKey{made, true};
  if (written.error().code != ErrorCode::kConflict) return written.error();
  EZPT_TRY(const MasterKey others, MasterKey::Read(key_file));  // Another program made it at the same time.
  return FileKey{others};
}

/// A rotation had its transaction done, and died before the file got its name.
Status FinishRotation(const MasterKey& master, const std::string& key_file) {
  const Result<MasterKey> named = MasterKey::Read(key_file);
  if (named.ok() && named->Check() == master.Check()) return {};
  if (std::rename(NextKeyFile(key_file).c_str(), key_file.c_str()) != 0) {
    return Error{ErrorCode::kUnavailable, "cannot rename " + NextKeyFile(key_file) + " to " + key_file};
  }
  return SyncFolderOf(key_file);
}

Result<int> SealAll(Database& database, const MasterKey& master) {
  using std::chrono::milliseconds, std::chrono::system_clock;
  const int64_t now = std::chrono::duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  int sealed = 0;
  for (;;) {
    EZPT_TRY(const int some, database.connection().Write("cannot encrypt what was stored plain", [&](auto& sql) {
      return SealPlainRecords(sql, master, now, kRecordsAtATime);
    }));
    sealed += some;
    if (some < kRecordsAtATime) break;
  }
  if (sealed > 0) (void)database.connection().EmptyLog();
  return sealed;
}

}  // namespace

Result<std::shared_ptr<const KeyRing>> KeyRing::Open(std::shared_ptr<Database> database, const std::string& key_file) {
  EZPT_TRY(const std::string check, StoredCheck(*database));
  if (key_file.empty()) {
    EZPT_TRY(const MasterKey master, MasterKey::Random());
    return With(std::move(database), master);
  }
  if (check.empty()) {
    EZPT_TRY(const FileKey file, ReadOrMake(key_file));
    auto keys = With(std::move(database), file.key);
    // A program in another folder was quicker to begin the same database: this key encrypts nothing.
    if (file.is_new && !keys.ok() && keys.error().code == ErrorCode::kInvalidArgument) (void)unlink(key_file.c_str());
    return keys;
  }
  EZPT_TRY(const MasterKey master, FindMasterKey(key_file, check));
  EZPT_CHECK_OK(FinishRotation(master, key_file));
  return With(std::move(database), master);
}

Result<std::shared_ptr<const KeyRing>> KeyRing::With(std::shared_ptr<Database> database, const MasterKey& master) {
  EZPT_TRY(const std::string check, database->connection().Write("cannot keep the master key's check",
                                                                 [&](soci::session& sql) -> Result<std::string> {
                                                                   return CheckOrKeep(sql, master);
                                                                 }));
  if (check != master.Check()) {
    return Error{ErrorCode::kInvalidArgument,
                 "the master key at hand is not this database's; start again with the key file of the program that "
                 "began it (--key-file)"};
  }
  std::shared_ptr<KeyRing> keys(new KeyRing(std::move(database), master));
  EZPT_TRY(keys->records_sealed_, SealAll(*keys->database_, master));
  return std::shared_ptr<const KeyRing>(std::move(keys));
}

Result<SecretKey> KeyRing::ServerKey(const std::string& name) const {
  return database_->connection().Write("cannot read the server's key", [&](soci::session& sql) -> Result<SecretKey> {
    // No person's: an owner is hexadecimal.
    EZPT_TRY(const std::string id, KeyIdFor(sql, master_, "server:" + name));
    return DataKey(sql, master_, id);
  });
}

}  // namespace ezpt::store
