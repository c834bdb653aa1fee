// Requests a second by how many connections to a database server the pool has: sixteen threads, each reads three times
// and writes once. MariaDB on a socket of its own (mariadb_fixture.h).

#include <benchmark/benchmark.h>
#include <soci/soci.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "store/connection.h"
#include "store/mariadb_fixture.h"

namespace ezpt::store {
namespace {

using soci::into;
using soci::use;

constexpr int kThreads = 16;
constexpr int kReadsToAWrite = 3;

std::unique_ptr<Database::Connection> database;  ///< Of one run; made by its first thread, before the others begin.

bool Prepare(int connections) {
  const std::string spec = MariaDbServer::Get().NewDatabase();
  auto engine = MysqlEngine(spec.substr(spec.find(':') + 1), connections);
  if (!engine.ok()) return false;
  auto opened = Database::Connection::Open(*std::move(engine));
  if (!opened.ok()) return false;
  database = *std::move(opened);
  return database
      ->Write("prepare",
              [](soci::session& sql) -> Status {
                sql << "create table tallies (id integer not null primary key, value bigint not null)";
                for (int i = 0; i < kThreads; ++i) sql << "insert into tallies values (:id, 0)", use(i);
                return {};
              })
      .ok();
}

Status Look() {
  return database->Read("look", [](soci::session& sql) -> Status {
    long long sum = 0;
    sql << "select sum(value) from tallies", into(sum);
    benchmark::DoNotOptimize(sum);
    return {};
  });
}

Status Count(int id) {
  return database->Write("count", [&](soci::session& sql) -> Status {
    sql << "update tallies set value = value + 1 where id = :id", use(id);
    return {};
  });
}

void BM_Requests(benchmark::State& state) {
  if (state.thread_index() == 0 && !Prepare(static_cast<int>(state.range(0)))) std::exit(1);
  int failed = 0;
  for (auto _ : state) {
    for (int i = 0; i < kReadsToAWrite; ++i) failed += Look().ok() ? 0 : 1;
    failed += Count(state.thread_index()).ok() ? 0 : 1;
  }
  if (failed > 0) state.SkipWithError("a request failed");
  state.SetItemsProcessed(state.iterations() * (kReadsToAWrite + 1));
}
BENCHMARK(BM_Requests)->Arg(1)->Arg(4)->Arg(16)->Threads(kThreads)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ezpt::store
