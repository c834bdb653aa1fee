#include "store/data_keys.h"

#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include "store/connection.h"
#include "store/tokens.h"

namespace ezpt::store {
namespace {

using soci::into;
using soci::use;

constexpr const char* kCheckName = "master key check";
constexpr const char* kWrapPurpose = "wrapping data keys";

std::string PlaceOf(const std::string& id) { return "ezpt data key 1:" + id; }

std::string Wrap(const MasterKey& master, const std::string& id, const SecretKey& key) {
  const auto& bytes = key.bytes();
  return Seal(master.Derive(kWrapPurpose), PlaceOf(id), {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::optional<SecretKey> Unwrap(const MasterKey& master, const std::string& id, const std::string& wrapped) {
  std::optional<std::string> plain = Unseal(master.Derive(kWrapPurpose), PlaceOf(id), wrapped);
  SecretKey::Bytes bytes;
  if (!plain || plain->size() != bytes.size()) return std::nullopt;
  std::copy(plain->begin(), plain->end(), bytes.begin());
  const SecretKey key(bytes);
  sodium_memzero(plain->data(), plain->size());
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

Error Rotated() {
  return {ErrorCode::kUnavailable, "the master key was rotated while this program ran; start it again"};
}

struct WrappedKey {
  std::string id;
  std::string wrapped;
};

std::vector<WrappedKey> AllKeys(soci::session& sql) {
  std::vector<WrappedKey> keys;
  WrappedKey key;
  soci::statement statement =
      (sql.prepare << "select id, wrapped from data_keys order by id", into(key.id), into(key.wrapped));
  statement.execute();
  while (statement.fetch()) keys.push_back(key);
  return keys;
}

}  // namespace

Result<std::string> KeyIdFor(soci::session& sql, const MasterKey& master, const std::string& owner) {
  std::string id;
  sql << "select id from data_keys where owner = :owner order by created_ms desc, id limit 1", use(owner), into(id);
  if (sql.got_data()) return id;
  // What is wrapped by a key that the database has no more nobody could ever open.
  if (StoredCheck(sql) != master.Check()) return Rotated();
  id = NewId();
  const long long now =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  BlobParameter wrapped(sql, Wrap(master, id, SecretKey::Random()));
  sql << "insert into data_keys (id, owner, wrapped, created_ms) values (:id, :owner, :wrapped, :now)", use(id),
      use(owner), wrapped.use(), use(now);
  return id;
}

Result<SecretKey> DataKey(soci::session& sql, const MasterKey& master, const std::string& id) {
  std::string wrapped;
  sql << "select wrapped from data_keys where id = :id", use(id), into(wrapped);
  if (!sql.got_data()) return Error{ErrorCode::kDamaged, "key " + id + " is not there: what it encrypts is lost"};
  if (const auto key = Unwrap(master, id, wrapped)) return *key;
  if (StoredCheck(sql) != master.Check()) return Rotated();
  return Error{ErrorCode::kDamaged, "key " + id + " does not open under the master key: it was changed"};
}

Result<int> RewrapAll(soci::session& sql, const MasterKey& from, const MasterKey& to) {
  if (StoredCheck(sql) != from.Check()) {
    return Error{ErrorCode::kConflict, "another program has rotated the master key of this database"};
  }
  int count = 0;
  for (const WrappedKey& key : AllKeys(sql)) {
    const std::optional<SecretKey> plain = Unwrap(from, key.id, key.wrapped);
    if (!plain) return Error{ErrorCode::kDamaged, "key " + key.id + " does not open under the master key"};
    BlobParameter wrapped(sql, Wrap(to, key.id, *plain));
    sql << "update data_keys set wrapped = :wrapped where id = :id", wrapped.use(), use(key.id);
    ++count;
  }
  BlobParameter check(sql, to.Check());
  const std::string name = kCheckName;
  sql << "update secrets set bytes = :check where name = :name", check.use(), use(name);
  return count;
}

std::string StoredCheck(soci::session& sql) {
  std::string check;
  const std::string name = kCheckName;
  sql << "select bytes from secrets where name = :name", use(name), into(check);
  return sql.got_data() ? check : "";
}

Result<std::string> StoredCheck(Database& database) {
  return database.connection().Read("cannot read the master key's check",
                                    [](soci::session& sql) -> Result<std::string> { return StoredCheck(sql); });
}

std::string CheckOrKeep(soci::session& sql, const MasterKey& master) {
  std::string stored = StoredCheck(sql);
  if (!stored.empty()) return stored;
  stored = master.Check();
  BlobParameter check(sql, stored);
  const std::string name = kCheckName;
  sql << "insert into secrets (name, bytes) values (:name, :check)", use(name), check.use();
  return stored;
}

}  // namespace ezpt::store
