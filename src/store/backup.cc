#include "store/backup.h"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <system_error>

#include "coach/session_record.h"
#include "store/connection.h"
#include "store/data_keys.h"
#include "store/master_key.h"
#include "store/migrations.h"
#include "store/record_seal.h"
#include "store/session_storage.h"

namespace ezpt::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::size_t kMostProblems = 20;
constexpr int kWithKeys = 7;  ///< The schema since which records are encrypted.

Error FileError(const std::string& what, const std::string& path) {
  return {ErrorCode::kUnavailable, "cannot " + what + " " + path + ": " + std::strerror(errno)};
}

Error DatabaseError(const std::string& what, const std::string& path, const std::exception& exception) {
  return Database::Connection::ErrorOf(*SqliteEngine(path), what + " " + path, exception);
}

/// An empty file that nobody else reads, in the place of whatever was left there.
Status MakeEmpty(const std::string& path) {
  (void)unlink(path.c_str());
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return FileError("make", path);
  close(file);
  return {};
}

/// What SQLite wrote there it did not wait for.
Status Sync(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return FileError("open", path);
  const bool done = fsync(file) == 0;
  const Error error = FileError("write", path);
  close(file);
  return done ? Status() : error;
}

Status CopyInto(const std::string& from, const std::string& to) {
  try {
    soci::session sql(soci::sqlite3, "dbname=\"" + from + "\" timeout=10");
    sql << "vacuum into :to", soci::use(to);
    return {};
  } catch (const std::exception& exception) {
    return DatabaseError("cannot copy", from, exception);
  }
}

class Checker {
 public:
  explicit Checker(const std::string& path) : sql_(soci::sqlite3, "dbname=\"" + path + "\" timeout=10") {
    sql_ << "pragma query_only = on";
  }

  Result<CopyReport> Check(const std::string& path, const std::string& key_file) {
    sql_ << "select max(version) from schema_version", soci::into(report_.schema);
    if (report_.schema > NewestSchemaVersion()) {
      return Error{ErrorCode::kUnsupported, path + ": written by a newer version of this program"};
    }
    if (report_.schema >= kWithKeys) EZPT_CHECK_OK(OpenKeys(key_file));
    sql_ << "select count(*) from sessions", soci::into(report_.sessions);
    CheckPages();
    CheckRecords();
    return report_;
  }

 private:
  void Complain(const std::string& problem) {
    if (report_.problems.size() < kMostProblems) report_.problems.push_back(problem);
  }

  /// The file's is the master key of this copy, and opens every key in it.
  Status OpenKeys(const std::string& key_file) {
    const std::string check = StoredCheck(sql_);
    if (check.empty()) return {};
    EZPT_TRY(master_, FindMasterKey(key_file, check));
    const soci::rowset<std::string> ids = (sql_.prepare << "select id from data_keys");
    for (const std::string& id : ids) {
      ++report_.keys;
      const Result<SecretKey> key = DataKey(sql_, *master_, id);
      if (!key.ok()) Complain(key.error().message);
    }
    return {};
  }

  void CheckPages() {
    const soci::rowset<std::string> said = (sql_.prepare << "pragma integrity_check");
    for (const std::string& line : said) {
      if (line != "ok") Complain(line);
    }
    const soci::rowset<soci::row> dangling = (sql_.prepare << "pragma foreign_key_check");
    for (const soci::row& row : dangling)
      Complain(row.get<std::string>(0) + " has a row of something that is not there");
  }

  /// Each record has its chunks from 0 on, and each of them can be read.
  void CheckRecords() {
    std::string id, bytes, before;
    int index = 0, next = 0;
    std::optional<RecordSeal> record;
    soci::statement statement = (sql_.prepare << "select session_id, chunk_index, bytes from session_chunks"
                                                 " order by session_id, chunk_index",
                                 soci::into(id), soci::into(index), soci::into(bytes));
    statement.execute();
    for (; statement.fetch(); ++next, ++report_.chunks) {
      if (id != before) {
        next = 0;
        record = RecordOf(id);
      }
      before = id;
      if (index != next) Complain("session " + id + ": chunk " + std::to_string(next) + " is missing");
      next = index;
      if (record) CheckChunk(*record, index, bytes);
    }
  }

  /// Nothing, and a complaint, where its key is not there. Before keys were there everything was plain.
  std::optional<RecordSeal> RecordOf(const std::string& id) {
    if (!master_) return RecordSeal::Plain(id);
    Result<std::optional<RecordSeal>> record = RecordSeal::ToRead(sql_, *master_, id);
    if (record.ok()) {
      if (*record) CheckSummaries(**record);
      return *std::move(record);
    }
    Complain("session " + id + ": " + record.error().message);
    return std::nullopt;
  }

  void CheckSummaries(const RecordSeal& record) {
    const auto runs = SelectRuns(sql_, record);
    if (!runs.ok()) Complain(runs.error().message);
  }

  void CheckChunk(const RecordSeal& record, int index, const std::string& stored) {
    const auto complain = [&](const Error& error) {
      Complain("session " + record.record() + ", chunk " + std::to_string(index) + ": " + error.message);
    };
    const Result<std::string> bytes = record.OpenChunk(index, stored);
    if (!bytes.ok()) return complain(bytes.error());
    const auto chunk = coach::DecodeChunk({reinterpret_cast<const std::byte*>(bytes->data()), bytes->size()});
    if (!chunk.ok()) complain(chunk.error());
  }

  soci::session sql_;
  std::optional<MasterKey> master_;
  CopyReport report_;
};

}  // namespace

Result<CopyReport> CheckCopy(const std::string& path, const std::string& key_file) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return Error{ErrorCode::kNotFound, path + ": there is no such file"};
  try {
    return Checker(path).Check(path, key_file);
  } catch (const std::exception& exception) {
    return DatabaseError("cannot read", path, exception);
  }
}

Status CheckSource(const std::string& spec) {
  if (!spec.starts_with(kSqlite)) {
    return Error{ErrorCode::kUnsupported,
                 "a database server is backed up by its own tools: mariadb-dump --single-transaction DATABASE >FILE, "
                 "and the master key's file kept at another place"};
  }
  const std::string from = spec.substr(kSqlite.size());
  std::error_code error;
  if (!fs::is_regular_file(from, error)) return Error{ErrorCode::kNotFound, from + ": there is no such database"};
  return {};
}

Result<CopyReport> BackUp(const std::string& spec, const std::string& to, const std::string& key_file) {
  EZPT_CHECK_OK(CheckSource(spec));
  const std::string from = spec.substr(kSqlite.size());
  std::error_code error;
  const std::string part = to + ".part";
  EZPT_CHECK_OK(MakeEmpty(part));
  EZPT_CHECK_OK(CopyInto(from, part));
  EZPT_TRY(const CopyReport report, CheckCopy(part, key_file));
  if (!report.problems.empty()) {
    return Error{ErrorCode::kDamaged,
                 from + ": its copy is not whole, and is kept apart as " + part + ": " + report.problems.front()};
  }
  EZPT_CHECK_OK(Sync(part));
  fs::rename(part, to, error);
  if (error) return Error{ErrorCode::kUnavailable, "cannot replace " + to + ": " + error.message()};
  EZPT_CHECK_OK(Sync(fs::absolute(to).parent_path().string()));
  return report;
}

}  // namespace ezpt::store
