#include "store/migrations.h"

#include <string>
#include <vector>

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
  };
  return steps;
}

}  // namespace

int NewestSchemaVersion() { return static_cast<int>(Steps().size()); }

Status Migrate(soci::session& sql, const std::string& name) {
  sql << "create table if not exists schema_version (version integer not null primary key)";
  int version = 0;
  soci::indicator empty = soci::i_ok;
  sql << "select max(version) from schema_version", soci::into(version, empty);
  if (empty == soci::i_null) version = 0;
  if (version > NewestSchemaVersion()) {
    return Error{ErrorCode::kUnsupported, name + ": written by a newer version of this program (schema " +
                                              std::to_string(version) + "); use that version"};
  }
  for (int next = version + 1; next <= NewestSchemaVersion(); ++next) {
    soci::transaction transaction(sql);
    for (const char* statement : Steps()[static_cast<std::size_t>(next - 1)]) sql << statement;
    sql << "insert into schema_version (version) values (:version)", soci::use(next);
    transaction.commit();
  }
  return {};
}

}  // namespace ezpt::store
