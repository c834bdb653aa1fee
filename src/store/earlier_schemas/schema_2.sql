-- A file of schema 2, as the program of that time made it: upgrade_test.cc brings it up to date.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_version (version integer not null primary key);
INSERT INTO schema_version VALUES(1);
INSERT INTO schema_version VALUES(2);
CREATE TABLE sessions ( id varchar(64) not null primary key, owner varchar(64) not null, exercise varchar(64) not null, side varchar(16) not null, source varchar(32) not null, language varchar(16) not null, started_ms bigint not null, ended_ms bigint not null, ended varchar(16) not null, rep_count integer not null, rep_target integer not null, rep_correct integer not null, duration_s double precision not null);
INSERT INTO sessions VALUES('s1','anna','squat','auto','camera','en',1,9,'done',5,10,3,12.5);
CREATE TABLE session_chunks ( session_id varchar(64) not null, chunk_index integer not null, bytes longblob not null, primary key (session_id, chunk_index), foreign key (session_id) references sessions (id) on delete cascade);
INSERT INTO session_chunks VALUES('s1',0,cast(X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff' as text));
CREATE TABLE pose_collections ( name varchar(64) not null primary key, dimension integer not null, embedding_version varchar(64) not null, next_id bigint not null default 1);
INSERT INTO pose_collections VALUES('poses',1,'1',2);
CREATE TABLE pose_points ( collection varchar(64) not null, id bigint not null, vector longblob not null, payload longtext not null, primary key (collection, id), foreign key (collection) references pose_collections (name) on delete cascade);
INSERT INTO pose_points VALUES('poses',1,X'0000803f','{"n":"1"}');
CREATE INDEX sessions_by_owner on sessions (owner, started_ms);
COMMIT;
