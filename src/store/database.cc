#include "store/database.h"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <limits>
#include <string_view>
#include <utility>

#include "store/connection.h"
#include "store/migrations.h"

namespace ezpt::store {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kMysql = "mysql:";
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

/// One line, without SOCI's own report of the statement.
std::string FirstLine(std::string text) {
  const std::string_view tail = " while ";
  text = text.substr(0, text.find(tail));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

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

void Connect(soci::session& session, const std::string& path) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Database::kLockPatience).count();
  session.open(soci::sqlite3, "dbname=\"" + path + "\" timeout=" + std::to_string(seconds));
  session << "pragma foreign_keys = on";
  session << "pragma journal_mode = wal";
  session << "pragma synchronous = full";
  session << "pragma secure_delete = on";
}

}  // namespace

Result<std::unique_ptr<Database::Connection>> Database::Connection::Open(const std::string& path) {
  std::unique_ptr<Connection> connection(new Connection(path));
  if (!connection->in_memory()) EZPT_CHECK_OK(MakePrivate(path));
  Connect(connection->writer_.session, path);
  EZPT_CHECK_OK(Migrate(connection->writer_.session, path));
  if (connection->in_memory()) return connection;
  Connect(connection->reader_.session, path);
  connection->reader_.session << "pragma query_only = on";
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return Error{ErrorCode::kUnavailable, "cannot open " + path};
  connection->device_ = file.st_dev;
  connection->inode_ = file.st_ino;
  return connection;
}

Status Database::Connection::CheckFile() const {
  if (in_memory()) return {};
  struct stat file {};
  if (stat(path_.c_str(), &file) == 0 && file.st_dev == device_ && file.st_ino == inode_) return {};
  return Error{ErrorCode::kUnavailable, "the database's file was removed or replaced; start the program again"};
}

Status Database::Connection::EmptyLog() {
  if (in_memory()) return {};
  const std::lock_guard lock(writer_.mutex);
  try {
    int busy = 0;
    writer_.session << "pragma wal_checkpoint(truncate)", soci::into(busy);
    if (busy == 0) return {};
    return Error{ErrorCode::kBusy, "the database is being read: its log is emptied later"};
  } catch (const std::exception& exception) {
    return ErrorOf("cannot empty the log", exception);
  }
}

Error Database::Connection::ErrorOf(const std::string& what, const std::exception& exception) {
  const std::string why = FirstLine(exception.what());
  ErrorCode code = ErrorCode::kUnavailable;
  if (Contains(why, "not a database") || Contains(why, "malformed")) code = ErrorCode::kDamaged;
  if (Contains(why, "locked")) code = ErrorCode::kBusy;
  return {code, what + ": " + why};
}

Result<std::shared_ptr<Database>> Database::Open(const std::string& spec) {
  if (spec.starts_with(kMysql)) {
    return Error{ErrorCode::kUnsupported,
                 spec.substr(0, kMysql.size()) + " databases are not supported; use sqlite:PATH"};
  }
  const std::string path = spec.starts_with(kSqlite) ? spec.substr(kSqlite.size()) : "";
  if (path.empty() || path.find('"') != std::string::npos) {
    return Error{ErrorCode::kInvalidArgument, "database \"" + spec + "\": expected sqlite:PATH"};
  }
  try {
    EZPT_TRY(auto connection, Connection::Open(path));
    return std::shared_ptr<Database>(new Database(std::move(connection)));
  } catch (const std::exception& exception) {
    return Connection::ErrorOf("cannot open " + path, exception);
  }
}

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::~Database() = default;

Result<int> Database::SchemaVersion() {
  return connection_->Read("cannot read the schema's version", [](soci::session& sql) -> Result<int> {
    int version = 0;
    sql << "select max(version) from schema_version", soci::into(version);
    return version;
  });
}

Status Database::CheckWritable() {
  return connection_->Write("the database cannot be written", [](soci::session& sql) -> Status {
    int count = 0;
    sql << "update readiness set writes = writes + 1 where id = 1";
    sql << "select count(*) from readiness where id = 1", soci::into(count);
    if (count == 1) return {};
    return Error{ErrorCode::kDamaged, "the database lacks a row that it was made with"};
  });
}

int64_t Database::FreeBytes() const {
  struct statvfs disk {};
  if (connection_->in_memory() || statvfs(connection_->path().c_str(), &disk) != 0) {
    return std::numeric_limits<int64_t>::max();
  }
  return static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
}

}  // namespace ezpt::store
