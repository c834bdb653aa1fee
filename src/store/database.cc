#include "store/database.h"

#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "store/connection.h"
#include "store/migrations.h"

namespace ezpt::store {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kMysql = "mysql:";

/// One line, without SOCI's own report of the statement.
std::string FirstLine(std::string text) {
  const std::string_view tail = " while ";
  text = text.substr(0, text.find(tail));
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

Database::Connection::Connection(const std::string& backend, const std::string& parameters)
    : session_(backend == "sqlite" ? soci::sqlite3 : throw soci::soci_error("unknown database"), parameters) {}

Error Database::Connection::ErrorOf(const std::string& what, const std::exception& exception) {
  const std::string why = FirstLine(exception.what());
  const bool damaged = why.find("not a database") != std::string::npos || why.find("malformed") != std::string::npos;
  return {damaged ? ErrorCode::kDamaged : ErrorCode::kUnavailable, what + ": " + why};
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
    auto connection = std::make_unique<Connection>("sqlite", "dbname=\"" + path + "\" timeout=5");
    soci::session& sql = connection->session();
    sql << "pragma foreign_keys = on";
    sql << "pragma journal_mode = wal";
    sql << "pragma synchronous = full";
    EZPT_CHECK_OK(Migrate(sql, path));
    return std::shared_ptr<Database>(new Database(std::move(connection)));
  } catch (const std::exception& exception) {
    return Connection::ErrorOf("cannot open " + path, exception);
  }
}

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::~Database() = default;

Result<int> Database::SchemaVersion() {
  return connection_->Run("cannot read the schema's version", [](soci::session& sql) -> Result<int> {
    int version = 0;
    sql << "select max(version) from schema_version", soci::into(version);
    return version;
  });
}

}  // namespace ezpt::store
