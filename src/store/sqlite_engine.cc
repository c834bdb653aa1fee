#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "store/database.h"
#include "store/engine.h"

namespace ezpt::store {
namespace {

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

/// Makes the file, readable by nobody else; SQLite gives its log the same mode.
Status MakePrivate(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (file < 0) return Error{ErrorCode::kUnavailable, "cannot open " + path + ": " + std::strerror(errno)};
  struct stat now {};
  if (fstat(file, &now) == 0 && now.st_uid == geteuid() && (now.st_mode & 0777) != kOwnerOnly) {
    (void)fchmod(file, kOwnerOnly);  // On a file system without modes there is nothing to gain.
  }
  close(file);
  return {};
}

class Sqlite final : public Engine {
 public:
  explicit Sqlite(std::string path) : path_(std::move(path)) {}

  Status Prepare() override {
    if (in_memory()) return {};
    EZPT_CHECK_OK(MakePrivate(path_));
    struct stat file {};
    if (stat(path_.c_str(), &file) != 0) return Error{ErrorCode::kUnavailable, "cannot open " + path_};
    device_ = file.st_dev;
    inode_ = file.st_ino;
    return {};
  }

  void Connect(soci::session& sql, Access access) const override {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Database::kLockPatience).count();
    sql.open(soci::sqlite3, "dbname=\"" + path_ + "\" timeout=" + std::to_string(seconds));
    sql << "pragma foreign_keys = on";
    sql << "pragma journal_mode = wal";
    sql << "pragma synchronous = full";
    sql << "pragma secure_delete = on";
    if (access == Access::kRead) sql << "pragma query_only = on";
  }

  /// Who may write takes the lock at the beginning, where SQLite waits for it: a transaction that begins by reading is
  /// refused at once when it comes to write and another process has written in between.
  void Begin(soci::session& sql, Access access) const override {
    sql << (access == Access::kWrite ? "begin immediate" : "begin");
  }

  Failure Explain(const std::exception& exception) const override {
    const auto* error = dynamic_cast<const soci::sqlite3_soci_error*>(&exception);
    const int code = error == nullptr ? SQLITE_ERROR : error->result() & 0xff;
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) return Failure{ErrorCode::kDamaged};
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return Failure{ErrorCode::kBusy};
    return Failure{ErrorCode::kUnavailable};
  }

  /// SQLite has one writer at a time; a database in memory is its one session's.
  int writers() const override { return 1; }
  int readers() const override { return in_memory() ? 0 : 1; }

  bool changes_tables_in_transactions() const override { return true; }

  Status CheckPlace() const override {
    if (in_memory()) return {};
    struct stat file {};
    if (stat(path_.c_str(), &file) == 0 && file.st_dev == device_ && file.st_ino == inode_) return {};
    return Error{ErrorCode::kUnavailable, "the database's file was removed or replaced; start the program again"};
  }

  Status EmptyLog(soci::session& sql) const override {
    if (in_memory()) return {};
    int busy = 0;
    sql << "pragma wal_checkpoint(truncate)", soci::into(busy);
    if (busy == 0) return {};
    return Error{ErrorCode::kBusy, "the database is being read: its log is emptied later"};
  }

  int64_t FreeBytes() const override {
    struct statvfs disk {};
    if (in_memory() || statvfs(path_.c_str(), &disk) != 0) return std::numeric_limits<int64_t>::max();
    return static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
  }

  const std::string& name() const override { return path_; }

 private:
  [[nodiscard]] bool in_memory() const { return path_ == ":memory:"; }

  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace

std::unique_ptr<Engine> SqliteEngine(std::string path) { return std::make_unique<Sqlite>(std::move(path)); }

}  // namespace ezpt::store
