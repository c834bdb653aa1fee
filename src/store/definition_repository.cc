#include "store/definition_repository.h"

#include "store/connection.h"

namespace ezpt::store {

using soci::into;
using soci::use;

Status DefinitionRepository::Keep(const std::string& hash, const std::string& exercise,
                                  const std::string& canonical_json) {
  return database_->connection().Write("cannot store the exercise", [&](soci::session& sql) -> Status {
    int count = 0;
    sql << "select count(*) from definitions where hash = :hash", use(hash), into(count);
    if (count > 0) return {};
    sql << "insert into definitions (hash, exercise, canonical_json) values (:hash, :exercise, :json)", use(hash),
        use(exercise), use(canonical_json);
    return {};
  });
}

Result<std::string> DefinitionRepository::Get(const std::string& hash) {
  return database_->connection().Read("cannot read the exercise", [&](soci::session& sql) -> Result<std::string> {
    std::string json;
    sql << "select canonical_json from definitions where hash = :hash", use(hash), into(json);
    if (!sql.got_data()) return Error{ErrorCode::kNotFound, "no exercise definition " + hash};
    return json;
  });
}

}  // namespace ezpt::store
