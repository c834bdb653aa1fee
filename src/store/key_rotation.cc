#include "store/key_rotation.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "store/connection.h"
#include "store/data_keys.h"
#include "store/master_key.h"

namespace ezpt::store {
namespace {

/// Of a key file, let go with the process at the latest.
class FileLock {
 public:
  explicit FileLock(const std::string& path) : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat locked {
    }, named{};
    // Another rotation may have given the name to another file before the lock was had.
    held_ = file_ >= 0 && flock(file_, LOCK_EX | LOCK_NB) == 0 && fstat(file_, &locked) == 0 &&
            stat(path.c_str(), &named) == 0 && locked.st_ino == named.st_ino && locked.st_dev == named.st_dev;
  }
  ~FileLock() {
    if (file_ >= 0) close(file_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  [[nodiscard]] bool held() const { return held_; }

 private:
  int file_;
  bool held_ = false;
};

Status GiveName(const std::string& key_file) {
  if (std::rename(NextKeyFile(key_file).c_str(), key_file.c_str()) == 0) return SyncFolderOf(key_file);
  return Error{ErrorCode::kUnavailable,
               "cannot rename " + NextKeyFile(key_file) + " to " + key_file + ": " + std::strerror(errno)};
}

/// The key that is to be replaced; after it nothing lies beside it.
Result<MasterKey> SettleEarlier(Database& database, const std::string& key_file) {
  EZPT_TRY(const std::string check, StoredCheck(database));
  if (check.empty()) {
    return Error{ErrorCode::kNotFound, "this database has no master key yet; ezpt serve makes one at its first start"};
  }
  EZPT_TRY(const MasterKey now, FindMasterKey(key_file, check));
  const Result<MasterKey> named = MasterKey::Read(key_file);
  const bool is_named = named.ok() && named->Check() == check;
  if (!is_named) EZPT_CHECK_OK(GiveName(key_file));
  (void)unlink(NextKeyFile(key_file).c_str());  // Of a rotation that was broken off before its transaction was done.
  return now;
}

}  // namespace

Result<int> RotateMasterKey(Database& database, const std::string& key_file,
                            const std::function<void(RotationStep)>& done) {
  const auto tell = [&done](RotationStep step) {
    if (done) done(step);
  };
  const FileLock lock(key_file);
  if (!lock.held() && access(key_file.c_str(), F_OK) == 0) {
    return Error{ErrorCode::kBusy, key_file + ": another program rotates this key"};
  }
  EZPT_TRY(const MasterKey now, SettleEarlier(database, key_file));
  EZPT_TRY(const MasterKey next, MasterKey::Random());
  EZPT_CHECK_OK(next.WriteNew(NextKeyFile(key_file)));
  tell(RotationStep::kWroteNext);
  EZPT_TRY(const int count,
           database.connection().Write("cannot rotate the master key", [&](soci::session& sql) -> Result<int> {
             Result<int> wrapped = RewrapAll(sql, now, next);
             tell(RotationStep::kRewrapped);
             return wrapped;
           }));
  tell(RotationStep::kCommitted);
  // A server that was started in between may have given it already.
  const Result<MasterKey> named = MasterKey::Read(key_file);
  const bool is_named = named.ok() && named->Check() == next.Check();
  if (!is_named) EZPT_CHECK_OK(GiveName(key_file));
  tell(RotationStep::kRenamed);
  (void)database.connection().EmptyLog();  // The old master key opens what still lies there.
  return count;
}

}  // namespace ezpt::store
