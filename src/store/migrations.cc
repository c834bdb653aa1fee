#include "store/migrations.h"

#include <string>
#include <vector>

#include "store/transaction.h"

namespace ezpt::store {
namespace {

using Step = std::vector<const char*>;

/// Times are milliseconds since 1970, UTC. Ids and hashes are hexadecimal.
const std::vector<Step>& Steps() {
  static const std::vector<Step> steps = {
      // 1: sessions and their landmark chunks; the pose vector database.
      {
          "create table sessions ("
          " id varchar(64) not null primary key,"
          " owner varchar(64) not null,"
          " exercise varchar(64) not null,"
          " side varchar(16) not null,"
          " source varchar(32) not null,"
          " language varchar(16) not null,"
          " started_ms bigint not null,"
          " ended_ms bigint not null,"
          " ended varchar(16) not null,"
          " rep_count integer not null,"
          " rep_target integer not null,"
          " rep_correct integer not null,"
          " duration_s double precision not null)",
          "create index sessions_by_owner on sessions (owner, started_ms)",
          "create table session_chunks ("
          " session_id varchar(64) not null,"
          " chunk_index integer not null,"
          " bytes longblob not null,"
          " primary key (session_id, chunk_index),"
          " foreign key (session_id) references sessions (id) on delete cascade)",
          "create table pose_collections ("
          " name varchar(64) not null primary key,"
          " dimension integer not null,"
          " embedding_version varchar(64) not null)",
          "create table pose_points ("
          " collection varchar(64) not null,"
          " id bigint not null,"
          " vector longblob not null,"
          " payload longtext not null,"
          " primary key (collection, id),"
          " foreign key (collection) references pose_collections (name) on delete cascade)",
      },
      // 2: the id that a collection's next point gets, so that none is given again after it was removed.
      {
          "alter table pose_collections add column next_id bigint not null default 1",
          "update pose_collections set next_id ="
          " (select coalesce(max(id), 0) + 1 from pose_points where collection = pose_collections.name)",
      },
      // 3: records keep their meaning; leases; what is stored is counted; bytes are bytes. Until here they were
      // bound as text, of which a dump by SQL keeps what comes before the first zero byte.
      {
          "update session_chunks set bytes = cast(bytes as blob)",
          "update pose_points set vector = cast(vector as blob)",
          "alter table sessions add column definition_hash varchar(64) not null default ''",
          "alter table sessions add column engine varchar(64) not null default ''",
          "alter table sessions add column pose_model varchar(64) not null default ''",
          "alter table sessions add column lease_holder varchar(64) not null default ''",
          "alter table sessions add column lease_number bigint not null default 0",
          "alter table sessions add column lease_until_ms bigint not null default 0",
          "alter table sessions add column record_id varchar(64) not null default ''",
          "alter table sessions add column bytes bigint not null default 0",
          ("update sessions set record_id = id, bytes = 1024 + (select coalesce(sum(length(session_chunks.bytes)), 0)"
           " from session_chunks where session_chunks.session_id = sessions.id)"),
          "create index sessions_by_record on sessions (record_id)",
          "create index sessions_by_share on sessions (owner, bytes)",
          "create table storage_usage (id integer not null primary key, bytes bigint not null)",
          "insert into storage_usage (id, bytes) select 1, coalesce(sum(bytes), 0) from sessions",
          ("create table definitions ("
           " hash varchar(64) not null primary key,"
           " exercise varchar(64) not null,"
           " canonical_json longtext not null)"),
          ("create table scoring_runs ("
           " session_id varchar(64) not null,"
           " engine varchar(64) not null,"
           " definition_hash varchar(64) not null,"
           " basis varchar(16) not null,"
           " missing varchar(255) not null,"
           " summary longtext not null,"
           " computed_ms bigint not null,"
           " primary key (session_id, engine),"
           " foreign key (session_id) references sessions (id) on delete cascade)"),
          "create table secrets (name varchar(64) not null primary key, bytes longblob not null)",
          "create table readiness (id integer not null primary key, writes bigint not null)",
          "insert into readiness (id, writes) values (1, 0)",
      },
      // 4: the command line wrote the embedding's version without its topology; the vectors are the same.
      {"update pose_collections set embedding_version = 'coco17-1' where embedding_version = '1'"},
      // 5: what is known of a person beside the sessions: how far to go, and what hurt.
      {
          "create table personal_limits ("
          " owner varchar(64) not null,"
          " exercise varchar(64) not null,"
          " limit_json varchar(255) not null,"
          " set_ms bigint not null,"
          " primary key (owner, exercise))",
          "create table pain_reports ("
          " session_id varchar(64) not null primary key,"
          " score integer not null,"
          " foreign key (session_id) references sessions (id) on delete cascade)",
      },
  };
  return steps;
}

int VersionOf(soci::session& sql) {
  int version = 0;
  soci::indicator empty = soci::i_ok;
  sql << "select max(version) from schema_version", soci::into(version, empty);
  return empty == soci::i_null ? 0 : version;
}

}  // namespace

int NewestSchemaVersion() { return static_cast<int>(Steps().size()); }

Status Migrate(soci::session& sql, const std::string& name, int target) {
  sql << "create table if not exists schema_version (version integer not null primary key)";
  for (;;) {
    if (VersionOf(sql) == target) return {};
    Transaction transaction(sql, Transaction::Kind::kWrite);
    // Read again under the lock: another process may be bringing it up to date at the same time.
    const int version = VersionOf(sql);
    if (version > target) {
      return Error{ErrorCode::kUnsupported, name + ": written by a newer version of this program (schema " +
                                                std::to_string(version) + "); use that version"};
    }
    if (version == target) return {};
    const int next = version + 1;
    for (const char* statement : Steps()[static_cast<std::size_t>(version)]) sql << statement;
    sql << "insert into schema_version (version) values (:version)", soci::use(next);
    transaction.Commit();
  }
}

}  // namespace ezpt::store
