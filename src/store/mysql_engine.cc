#include <soci/mysql/soci-mysql.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <string_view>
#include <utility>

#include "store/engine.h"

namespace ezpt::store {
namespace {

constexpr const char* kPassword = "EZPT_DB_PASSWORD";
constexpr std::array<std::string_view, 5> kKeys = {"host", "port", "unix_socket", "dbname", "user"};

// Of the server (mysqld_error.h, which Debian's packages of the client lack in part).
constexpr unsigned kTooManyConnections = 1040, kShutdown = 1053, kDeadlock = 1213, kLockWaitTimeout = 1205,
                   kConnectionKilled = 1927, kIdleTooLong = 4031;
// A table, column, index or row that is there.
constexpr std::array<unsigned, 4> kThere = {1050, 1060, 1061, 1062};

bool IsLost(unsigned code) {
  constexpr std::array kLost = {static_cast<unsigned>(CR_CONNECTION_ERROR),
                                static_cast<unsigned>(CR_CONN_HOST_ERROR),
                                static_cast<unsigned>(CR_SERVER_GONE_ERROR),
                                static_cast<unsigned>(CR_SERVER_LOST),
                                kShutdown,
                                kConnectionKilled,
                                kIdleTooLong};
  return std::find(kLost.begin(), kLost.end(), code) != kLost.end();
}

class Mysql final : public Engine {
 public:
  Mysql(std::string where, int sessions) : where_(std::move(where)), name_("mysql:" + where_), sessions_(sessions) {}

  Status Prepare() override { return {}; }

  void Connect(soci::session& sql, Access) const override {
    // Bytes go there and back as they are; texts are UTF-8 on both sides.
    std::string how = where_ + " charset=binary connect_timeout=5";
    if (const char* password = std::getenv(kPassword)) how += " password='" + std::string(password) + "'";
    sql.open(soci::mysql, how);
    sql << "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'";  // What is too long is refused.
    sql << "set session innodb_lock_wait_timeout = 5";
    sql << "set session time_zone = '+00:00'";
  }

  /// Who reads sees one moment and waits for nobody. Who writes decides by what they read: it holds until they are
  /// done. Two that wait for each other are told apart as a deadlock, and one of them begins again.
  void Begin(soci::session& sql, Access access) const override {
    if (access == Access::kRead) {
      sql << "start transaction with consistent snapshot, read only";
      return;
    }
    sql << "set transaction isolation level serializable";
    sql << "start transaction";
  }

  Failure Explain(const std::exception& exception) const override {
    const auto* error = dynamic_cast<const soci::mysql_soci_error*>(&exception);
    const unsigned code = error == nullptr ? 0 : error->err_num_;
    if (IsLost(code)) return {.code = ErrorCode::kUnavailable, .may_be_repeated = true, .session_is_lost = true};
    if (code == kDeadlock || code == kLockWaitTimeout) return {.code = ErrorCode::kBusy, .may_be_repeated = true};
    if (code == kTooManyConnections)
      return {.code = ErrorCode::kBusy, .may_be_repeated = true, .session_is_lost = true};
    const bool done = std::find(kThere.begin(), kThere.end(), code) != kThere.end();
    return {.code = ErrorCode::kUnavailable, .is_done_already = done};
  }

  int writers() const override { return sessions_; }
  int readers() const override { return 0; }

  bool changes_tables_in_transactions() const override { return false; }

  Status CheckPlace() const override { return {}; }
  /// What a server keeps in its own logs is its operator's to say (docs/operating.md).
  Status EmptyLog(soci::session&) const override { return {}; }
  int64_t FreeBytes() const override { return std::numeric_limits<int64_t>::max(); }
  const std::string& name() const override { return name_; }

 private:
  std::string where_;
  std::string name_;
  int sessions_;
};

}  // namespace

Result<std::unique_ptr<Engine>> MysqlEngine(const std::string& where, int sessions) {
  const auto wrong = [](const std::string& what) {
    return Error{ErrorCode::kInvalidArgument,
                 "database mysql: " + what + "; expected mysql:KEY=VALUE …, with host and port or unix_socket, dbname" +
                     " and user, and the password in the environment's " + kPassword};
  };
  std::istringstream words(where);
  bool has_name = false;
  for (std::string word; words >> word;) {
    const std::string key = word.substr(0, word.find('='));
    const bool known = std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
    if (!known || word.size() <= key.size() + 1) return wrong("\"" + key + "\" is not one of its words");
    if (word.find_first_of("'\"\\") != std::string::npos) return wrong(key + " may hold no quotes");
    has_name = has_name || key == "dbname";
  }
  if (!has_name) return wrong("dbname is missing");
  const char* const password = std::getenv(kPassword);
  if (password != nullptr && std::string_view(password).find_first_of("'\\") != std::string_view::npos) {
    return wrong("the password may hold neither ' nor a backslash");
  }
  return std::unique_ptr<Engine>(std::make_unique<Mysql>(where, sessions));
}

}  // namespace ezpt::store
