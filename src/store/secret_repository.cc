#include "store/secret_repository.h"

#include "store/connection.h"

namespace ezpt::store {

using soci::into;
using soci::use;

Result<std::string> SecretRepository::GetOrKeep(const std::string& name, const std::string& proposal) {
  return database_->connection().Write("cannot read the server's key", [&](soci::session& sql) -> Result<std::string> {
    std::string stored;
    sql << "select bytes from secrets where name = :name", use(name), into(stored);
    if (sql.got_data()) return stored;
    BlobParameter bytes(sql, proposal);
    sql << "insert into secrets (name, bytes) values (:name, :bytes)", use(name), bytes.use();
    return proposal;
  });
}

}  // namespace ezpt::store
