#include "store/migrations.h"

#include <exception>
#include <string>

#include "store/schema_steps.h"
#include "store/transaction.h"

namespace ezpt::store {
namespace {

int VersionOf(soci::session& sql) {
  int version = 0;
  soci::indicator empty = soci::i_ok;
  sql << "select max(version) from schema_version", soci::into(version, empty);
  return empty == soci::i_null ? 0 : version;
}

Error WrittenByNewer(const Engine& engine, int version) {
  return {ErrorCode::kUnsupported, engine.name() + ": written by a newer version of this program (schema " +
                                       std::to_string(version) + "); use that version"};
}

Status MigrateInTransactions(const Engine& engine, soci::session& sql, int target) {
  sql << "create table if not exists schema_version (version integer not null primary key)";
  for (;;) {
    if (VersionOf(sql) == target) return {};
    Transaction transaction(engine, sql, Access::kWrite);
    // Read again under the lock: another process may be bringing it up to date at the same time.
    const int version = VersionOf(sql);
    if (version > target) return WrittenByNewer(engine, version);
    if (version == target) return {};
    const int next = version + 1;
    for (const SchemaStatement& statement : SchemaSteps()[static_cast<std::size_t>(version)]) sql << statement.sql;
    sql << "insert into schema_version (version) values (:version)", soci::use(next);
    transaction.Commit();
  }
}

/// A MySQL server's lock by name, let go with the session at the latest.
class NamedLock {
 public:
  explicit NamedLock(soci::session& sql) : sql_(sql) {
    int got = 0;
    soci::indicator null = soci::i_ok;
    sql_ << "select get_lock('ezpt_schema', 60)", soci::into(got, null);
    held_ = null == soci::i_ok && got == 1;
  }
  ~NamedLock() {
    try {
      int released = 0;
      soci::indicator null = soci::i_ok;
      if (held_) sql_ << "select release_lock('ezpt_schema')", soci::into(released, null);
    } catch (const std::exception&) {  // The session is lost, and with it the lock.
    }
  }
  NamedLock(const NamedLock&) = delete;
  NamedLock& operator=(const NamedLock&) = delete;

  [[nodiscard]] bool held() const { return held_; }

 private:
  soci::session& sql_;
  bool held_ = false;
};

/// Statements of the step after `version` that were done before.
int DoneOf(soci::session& sql, int version) {
  int done = 0;
  sql << "select coalesce(max(done), 0) from schema_progress where version = :version", soci::use(version),
      soci::into(done);
  return done;
}

/// With the tables' own words for a server: SQLite knows neither.
std::string ForServer(const std::string& statement) {
  const bool makes_table = statement.starts_with("create table");
  return makes_table ? statement + " engine=InnoDB character set utf8mb4 collate utf8mb4_bin" : statement;
}

void DoStatement(const Engine& engine, soci::session& sql, const SchemaStatement& statement) {
  if (statement.on == SchemaStatement::On::kSqlite) return;
  try {
    sql << ForServer(statement.sql);
  } catch (const std::exception& exception) {
    // It was broken off between this statement and the note of it.
    if (!engine.Explain(exception).is_done_already) throw;
  }
}

Status MigrateByStatements(const Engine& engine, soci::session& sql, int target) {
  const NamedLock lock(sql);
  if (!lock.held()) return Error{ErrorCode::kBusy, engine.name() + ": another program is changing its tables"};
  sql << ForServer("create table if not exists schema_version (version integer not null primary key)");
  sql << ForServer(
      "create table if not exists schema_progress (version integer not null, done integer not null,"
      " primary key (version, done))");
  int version = VersionOf(sql);
  if (version > target) return WrittenByNewer(engine, version);
  for (; version < target; ++version) {
    const SchemaStep& step = SchemaSteps()[static_cast<std::size_t>(version)];
    for (int i = DoneOf(sql, version); i < static_cast<int>(step.size()); ++i) {
      DoStatement(engine, sql, step[static_cast<std::size_t>(i)]);
      const int done = i + 1;
      sql << "insert into schema_progress (version, done) values (:version, :done)", soci::use(version),
          soci::use(done);
    }
    const int next = version + 1;
    sql << "insert into schema_version (version) values (:version)", soci::use(next);
  }
  return {};
}

}  // namespace

int NewestSchemaVersion() { return static_cast<int>(SchemaSteps().size()); }

Status Migrate(const Engine& engine, soci::session& sql, int target) {
  return engine.changes_tables_in_transactions() ? MigrateInTransactions(engine, sql, target)
                                                 : MigrateByStatements(engine, sql, target);
}

}  // namespace ezpt::store
