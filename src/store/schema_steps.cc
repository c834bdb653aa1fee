#include "store/schema_steps.h"

namespace ezpt::store {

const std::vector<SchemaStep>& SchemaSteps() {
  static const std::vector<SchemaStep> steps = {
      // 1: sessions and their landmark chunks; the pose vector database.
      {
          ("create table sessions ("
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
           " duration_s double precision not null)"),
          "create index sessions_by_owner on sessions (owner, started_ms)",
          ("create table session_chunks ("
           " session_id varchar(64) not null,"
           " chunk_index integer not null,"
           " bytes longblob not null,"
           " primary key (session_id, chunk_index),"
           " foreign key (session_id) references sessions (id) on delete cascade)"),
          ("create table pose_collections ("
           " name varchar(64) not null primary key,"
           " dimension integer not null,"
           " embedding_version varchar(64) not null)"),
          ("create table pose_points ("
           " collection varchar(64) not null,"
           " id bigint not null,"
           " vector longblob not null,"
           " payload longtext not null,"
           " primary key (collection, id),"
           " foreign key (collection) references pose_collections (name) on delete cascade)"),
      },
      // 2: the id that a collection's next point gets, so that none is given again after it was removed.
      {
          "alter table pose_collections add column next_id bigint not null default 1",
          ("update pose_collections set next_id ="
           " (select coalesce(max(id), 0) + 1 from pose_points where collection = pose_collections.name)"),
      },
      // 3: records keep their meaning; leases; what is stored is counted; bytes are bytes. Until here they were
      // bound as text, of which a dump by SQL keeps what comes before the first zero byte.
      {
          {"update session_chunks set bytes = cast(bytes as blob)", SchemaStatement::On::kSqlite},
          {"update pose_points set vector = cast(vector as blob)", SchemaStatement::On::kSqlite},
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
          ("create table personal_limits ("
           " owner varchar(64) not null,"
           " exercise varchar(64) not null,"
           " limit_json varchar(255) not null,"
           " set_ms bigint not null,"
           " primary key (owner, exercise))"),
          ("create table pain_reports ("
           " session_id varchar(64) not null primary key,"
           " score integer not null,"
           " foreign key (session_id) references sessions (id) on delete cascade)"),
      },
      // 6: people who sign in, clinics, who of them may see whom, and what was seen. Everything about a person carries
      // the
      // clinic, and refers by (clinic_id, id), so that no link leaves a clinic.
      {
          ("create table clinics ("
           " id varchar(32) not null primary key,"
           " name varchar(120) not null,"
           " created_ms bigint not null,"
           " second_factor varchar(16) not null,"
           " grace_days integer not null,"
           " idle_minutes integer not null)"),
          ("create table persons ("
           " id varchar(32) not null primary key,"
           " sign_in_name varchar(120) not null,"
           " display_name varchar(120) not null,"
           " owner varchar(64) not null,"
           " is_operator integer not null,"
           " created_ms bigint not null,"
           " unique (sign_in_name),"
           " unique (owner))"),
          ("create table credentials ("
           " person_id varchar(32) not null primary key,"
           " password_hash varchar(190) not null,"
           " password_ms bigint not null,"
           " totp_secret longblob,"
           " totp_step bigint not null,"
           " totp_ms bigint not null,"
           " foreign key (person_id) references persons (id) on delete cascade)"),
          ("create table recovery_codes ("
           " person_id varchar(32) not null,"
           " code_hash varchar(64) not null,"
           " primary key (person_id, code_hash),"
           " foreign key (person_id) references persons (id) on delete cascade)"),
          ("create table memberships ("
           " clinic_id varchar(32) not null,"
           " person_id varchar(32) not null,"
           " role varchar(16) not null,"
           " from_ms bigint not null,"
           " until_ms bigint not null,"
           " primary key (clinic_id, person_id, role),"
           " foreign key (clinic_id) references clinics (id),"
           " foreign key (person_id) references persons (id))"),
          "create index memberships_by_person on memberships (person_id)",
          ("create table sign_ins ("
           " token_hash varchar(64) not null primary key,"
           " id varchar(32) not null,"
           " person_id varchar(32) not null,"
           " clinic_id varchar(32) not null,"
           " role varchar(16) not null,"
           " device varchar(120) not null,"
           " is_shared integer not null,"
           " created_ms bigint not null,"
           " seen_ms bigint not null,"
           " idle_ms bigint not null,"
           " expires_ms bigint not null,"
           " unique (id),"
           " foreign key (person_id) references persons (id) on delete cascade)"),
          "create index sign_ins_by_person on sign_ins (person_id)",
          ("create table patients ("
           " clinic_id varchar(32) not null,"
           " id varchar(32) not null,"
           " person_id varchar(32),"
           " name varchar(120) not null,"
           " created_ms bigint not null,"
           " primary key (clinic_id, id),"
           " unique (clinic_id, person_id),"
           " foreign key (clinic_id) references clinics (id),"
           " foreign key (person_id) references persons (id))"),
          ("create table care_team ("
           " clinic_id varchar(32) not null,"
           " id varchar(32) not null,"
           " patient_id varchar(32) not null,"
           " person_id varchar(32) not null,"
           " role varchar(16) not null,"
           " part varchar(16) not null,"
           " from_ms bigint not null,"
           " until_ms bigint not null,"
           " granted_by varchar(32) not null,"
           " primary key (clinic_id, id),"
           " foreign key (clinic_id, patient_id) references patients (clinic_id, id) on delete cascade,"
           " foreign key (clinic_id, person_id, role) references memberships (clinic_id, person_id, role))"),
          "create index care_team_by_person on care_team (clinic_id, person_id)",
          ("create table handovers ("
           " clinic_id varchar(32) not null,"
           " id varchar(32) not null,"
           " patient_id varchar(32) not null,"
           " from_person varchar(32) not null,"
           " to_person varchar(32) not null,"
           " note varchar(500) not null,"
           " state varchar(16) not null,"
           " asked_ms bigint not null,"
           " answered_ms bigint not null,"
           " primary key (clinic_id, id),"
           " foreign key (clinic_id, patient_id) references patients (clinic_id, id) on delete cascade)"),
          ("create table emergency_access ("
           " clinic_id varchar(32) not null,"
           " id varchar(32) not null,"
           " patient_id varchar(32) not null,"
           " person_id varchar(32) not null,"
           " reason varchar(500) not null,"
           " from_ms bigint not null,"
           " until_ms bigint not null,"
           " reviewed_by varchar(32) not null,"
           " reviewed_ms bigint not null,"
           " primary key (clinic_id, id),"
           " foreign key (clinic_id, patient_id) references patients (clinic_id, id) on delete cascade)"),
          ("create table invitations ("
           " code_hash varchar(64) not null primary key,"
           " id varchar(32) not null,"
           " kind varchar(16) not null,"
           " clinic_id varchar(32) not null,"
           " role varchar(16) not null,"
           " patient_id varchar(32) not null,"
           " person_id varchar(32) not null,"
           " name varchar(120) not null,"
           " invited_by varchar(32) not null,"
           " created_ms bigint not null,"
           " expires_ms bigint not null,"
           " used_ms bigint not null,"
           " unique (id))"),
          ("create table throttles ("
           " subject varchar(80) not null primary key,"
           " tries integer not null,"
           " since_ms bigint not null)"),
          ("create table audit_events ("
           " seq bigint not null primary key,"
           " at_ms bigint not null,"
           " clinic_id varchar(32) not null,"
           " actor_id varchar(32) not null,"
           " actor_role varchar(16) not null,"
           " patient_id varchar(32) not null,"
           " action varchar(40) not null,"
           " object varchar(190) not null,"
           " why varchar(500) not null,"
           " hash varchar(64) not null)"),
          "create index audit_by_patient on audit_events (clinic_id, patient_id, seq)",
          "create table audit_head (id integer not null primary key, seq bigint not null, hash varchar(64) not null)",
          "insert into audit_head (id, seq, hash) values (1, 0, '')",
          ("create table requests_done ("
           " person_id varchar(32) not null,"
           " request_key varchar(64) not null,"
           " done_ms bigint not null,"
           " primary key (person_id, request_key))"),
          "alter table sessions add column clinic_id varchar(32) not null default ''",
      },
      // 7: a key for each person, wrapped by the master key. What is stored plain is encrypted when the keys are opened
      // (store/key_ring.h): here there is no key. Text cannot hold bytes, so a summary gets another column.
      {
          ("create table data_keys ("
           " id varchar(64) not null primary key,"
           " owner varchar(64) not null,"
           " wrapped longblob not null,"
           " created_ms bigint not null)"),
          "create index data_keys_by_owner on data_keys (owner, created_ms)",
          "alter table sessions add column key_id varchar(64) not null default ''",
          "create index sessions_by_key on sessions (key_id, id)",
          "alter table scoring_runs add column sealed longblob",
      },
      // 8: what changed about how somebody signs in, of which they are told, and up to when they were.
      {
          ("create table sign_in_changes ("
           " id varchar(32) not null primary key,"
           " person_id varchar(32) not null,"
           " at_ms bigint not null,"
           " kind varchar(24) not null,"
           " by_person varchar(32) not null,"
           " device varchar(120) not null,"
           " sign_in varchar(32) not null,"
           " browser varchar(64) not null,"
           " foreign key (person_id) references persons (id) on delete cascade)"),
          "create index sign_in_changes_by_person on sign_in_changes (person_id, at_ms)",
          "alter table persons add column changes_seen_ms bigint not null default 0",
          "alter table sign_ins add column changes_seen_ms bigint not null default 0",
      },
  };
  return steps;
}

}  // namespace ezpt::store
