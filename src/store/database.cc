#include "store/database.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <string_view>
#include <thread>
#include <utility>

#include "store/connection.h"
#include "store/migrations.h"

namespace ezpt::store {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kMysql = "mysql:";
constexpr std::chrono::milliseconds kOpenAgainAfter{20};

/// One line, without SOCI's own report of the statement.
std::string FirstLine(std::string text) {
  const std::string_view tail = " while ";
  text = text.substr(0, text.find(tail));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

Result<std::unique_ptr<Engine>> EngineFor(const std::string& spec) {
  if (spec.starts_with(kMysql)) return MysqlEngine(spec.substr(kMysql.size()));
  const std::string path = spec.starts_with(kSqlite) ? spec.substr(kSqlite.size()) : "";
  if (path.empty() || path.find('"') != std::string::npos) {
    return Error{ErrorCode::kInvalidArgument,
                 "database \"" + spec + "\": expected sqlite:PATH, or mysql: and how to reach it"};
  }
  return SqliteEngine(path);
}

}  // namespace

std::string PathBeside(const std::string& spec) {
  if (spec.starts_with(kMysql)) return "ezpt";
  const std::string path = spec.substr(spec.find(':') + 1);
  return path.starts_with(':') ? "" : path;
}

Result<std::unique_ptr<Database::Connection>> Database::Connection::Open(std::unique_ptr<Engine> engine) {
  EZPT_CHECK_OK(engine->Prepare());
  std::unique_ptr<Connection> connection(new Connection(std::move(engine)));
  const Engine& opened = *connection->engine_;
  for (const auto begun = std::chrono::steady_clock::now();;) {
    SessionPool::Lease lease(connection->writers_);
    try {
      EZPT_CHECK_OK(Migrate(opened, lease.session()));
      return connection;
    } catch (const std::exception& exception) {
      // SQLite does not wait by itself where a file gets its log, which two programs may want at the same time.
      const bool busy = opened.Explain(exception).code == ErrorCode::kBusy;
      const bool patient = std::chrono::steady_clock::now() - begun < kLockPatience;
      if (!busy || !patient) return ErrorOf(opened, "cannot open " + opened.name(), exception);
    }
    std::this_thread::sleep_for(kOpenAgainAfter);
  }
}

Status Database::Connection::EmptyLog() {
  SessionPool::Lease lease(writers_);
  try {
    return engine_->EmptyLog(lease.session());
  } catch (const std::exception& exception) {
    return ErrorOf(*engine_, "cannot empty the log", exception);
  }
}

Error Database::Connection::ErrorOf(const Engine& engine, const std::string& what, const std::exception& exception) {
  return {engine.Explain(exception).code, what + ": " + FirstLine(exception.what())};
}

Result<std::shared_ptr<Database>> Database::Open(const std::string& spec) {
  EZPT_TRY(std::unique_ptr<Engine> engine, EngineFor(spec));
  EZPT_TRY(auto connection, Connection::Open(std::move(engine)));
  return std::shared_ptr<Database>(new Database(std::move(connection)));
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

int64_t Database::FreeBytes() const { return connection_->engine().FreeBytes(); }

Status Database::DoRead(const std::string& what, const std::function<Status(ReadTx&)>& work) {
  return connection_->Read(what, [&](soci::session& sql) {
    ReadTx tx(sql);
    return work(tx);
  });
}

Status Database::DoWrite(const std::string& what, const std::function<Status(WriteTx&)>& work) {
  return connection_->Write(what, [&](soci::session& sql) {
    WriteTx tx(sql);
    return work(tx);
  });
}

}  // namespace ezpt::store
