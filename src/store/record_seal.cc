#include "store/record_seal.h"

#include <vector>

#include "store/connection.h"
#include "store/data_keys.h"

namespace ezpt::store {
namespace {

using soci::into;
using soci::use;

/// Of parts that cannot run into each other.
std::string PlaceOf(const char* what, const std::string& record, const std::string& where) {
  return std::string(what) + ":" + std::to_string(record.size()) + ":" + record + ":" + where;
}
std::string PlaceOfChunk(const std::string& record, int index) {
  return PlaceOf("ezpt chunk 1", record, std::to_string(index));
}
std::string PlaceOfSummary(const std::string& record, const std::string& engine) {
  return PlaceOf("ezpt summary 1", record, engine);
}

Error DoesNotOpen(const std::string& record, const std::string& what) {
  return {ErrorCode::kDamaged,
          "session " + record + ": " + what + " does not open under its key: it was changed, or belongs elsewhere"};
}

void SealChunks(soci::session& sql, const RecordSeal& seal) {
  const std::string& record = seal.record();
  int index = 0, after = -1;
  std::string bytes;
  for (;;) {  // One at a time: a record may be larger than what one wants in memory.
    sql << "select chunk_index, bytes from session_chunks where session_id = :id and chunk_index > :after"
           " order by chunk_index limit 1",
        use(record), use(after), into(index), into(bytes);
    if (!sql.got_data()) return;
    BlobParameter sealed(sql, seal.SealChunk(index, bytes));
    sql << "update session_chunks set bytes = :bytes where session_id = :id and chunk_index = :index", sealed.use(),
        use(record), use(index);
    after = index;
  }
}

void SealSummaries(soci::session& sql, const RecordSeal& seal) {
  const std::string& record = seal.record();
  std::string engine, summary;
  std::vector<std::pair<std::string, std::string>> runs;
  soci::statement statement = (sql.prepare << "select engine, summary from scoring_runs where session_id = :id",
                               use(record), into(engine), into(summary));
  statement.execute();
  while (statement.fetch()) runs.emplace_back(engine, summary);
  for (const auto& [of, text] : runs) {
    BlobParameter sealed(sql, seal.SealSummary(of, text));
    sql << "update scoring_runs set summary = '', sealed = :sealed where session_id = :id and engine = :engine",
        sealed.use(), use(record), use(of);
  }
}

}  // namespace

Result<std::optional<RecordSeal>> RecordSeal::ToRead(soci::session& sql, const MasterKey& master,
                                                     const std::string& id) {
  std::string record, key_id;
  sql << "select id, key_id from sessions where id = (select record_id from sessions where id = :id)", use(id),
      into(record), into(key_id);
  if (!sql.got_data()) return std::optional<RecordSeal>();
  if (key_id.empty()) return std::optional(RecordSeal(record, std::nullopt));
  EZPT_TRY(const SecretKey key, DataKey(sql, master, key_id));
  return std::optional(RecordSeal(record, key));
}

Result<RecordSeal> RecordSeal::ToWrite(soci::session& sql, const MasterKey& master, const std::string& record) {
  std::string owner, key_id;
  sql << "select owner, key_id from sessions where id = :id", use(record), into(owner), into(key_id);
  if (!key_id.empty()) {
    EZPT_TRY(const SecretKey key, DataKey(sql, master, key_id));
    return RecordSeal(record, key);
  }
  EZPT_TRY(key_id, KeyIdFor(sql, master, owner));
  EZPT_TRY(const SecretKey key, DataKey(sql, master, key_id));
  RecordSeal seal(record, key);
  SealChunks(sql, seal);
  SealSummaries(sql, seal);
  sql << "update sessions set key_id = :key where id = :id", use(key_id), use(record);
  return seal;
}

std::string RecordSeal::SealChunk(int index, const std::string& bytes) const {
  return key_ ? Seal(*key_, PlaceOfChunk(record_, index), bytes) : bytes;
}

Result<std::string> RecordSeal::OpenChunk(int index, const std::string& stored) const {
  if (!key_) return stored;
  if (auto bytes = Unseal(*key_, PlaceOfChunk(record_, index), stored)) return *std::move(bytes);
  return DoesNotOpen(record_, "chunk " + std::to_string(index));
}

std::string RecordSeal::SealSummary(const std::string& engine, const std::string& summary) const {
  return key_ ? Seal(*key_, PlaceOfSummary(record_, engine), summary) : summary;
}

Result<std::string> RecordSeal::OpenSummary(const std::string& engine, const std::string& stored) const {
  if (!key_) return stored;
  if (auto summary = Unseal(*key_, PlaceOfSummary(record_, engine), stored)) return *std::move(summary);
  return DoesNotOpen(record_, "the summary of engine " + engine);
}

int64_t RecordSeal::PlainBytes(int64_t stored, int64_t count) const {
  return key_ ? stored - count * static_cast<int64_t>(kSealBytes) : stored;
}

Result<int> SealPlainRecords(soci::session& sql, const MasterKey& master, int64_t now_ms, int limit) {
  std::vector<std::string> records;
  std::string id;
  const long long now = now_ms;
  soci::statement statement = (sql.prepare << "select id from sessions where key_id = '' and record_id = id"
                                              " and (ended_ms <> 0 or lease_until_ms <= :now) order by id limit " +
                                                  std::to_string(limit),
                               use(now), into(id));
  statement.execute();
  while (statement.fetch()) records.push_back(id);
  for (const std::string& record : records) EZPT_CHECK_OK(RecordSeal::ToWrite(sql, master, record));
  return static_cast<int>(records.size());
}

}  // namespace ezpt::store
