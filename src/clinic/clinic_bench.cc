// What a sign-in tells by how long it takes, and what verifying the audit log costs.

#include <benchmark/benchmark.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "clinic/audit_log.h"
#include "clinic/front_desk.h"

namespace ezpt::clinic {
namespace {

constexpr const char* kPassword = "three short words";

/// A desk on a file of its own, as a server has it; its clock runs so fast that nothing is throttled.
class Desk {
 public:
  Desk() {
    if (sodium_init() < 0) std::abort();
    std::filesystem::create_directories(folder_);
    database_ = *store::Database::Open("sqlite:" + (folder_ / "bench.db").string());
    desk_ = std::make_unique<FrontDesk>(FrontDesk::Parts{
        .database = database_, .key = store::SecretKey::Random(), .now_ms = [this] { return now_ += 3'600'000; }});
    const auto code = desk_->CodeForTheFirst();
    (void)desk_->Join(**code,
                      {.sign_in_name = "ada", .display_name = "Ada", .password = kPassword, .clinic_name = "Elm"}, {});
  }
  ~Desk() { std::filesystem::remove_all(folder_); }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  FrontDesk& operator*() { return *desk_; }
  FrontDesk* operator->() { return desk_.get(); }

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("ezpt_clinic_bench_" + std::to_string(getpid()));
  int64_t now_ = 1'800'000'000'000;
  std::shared_ptr<store::Database> database_;
  std::unique_ptr<FrontDesk> desk_;
};

struct Case {
  const char* label;
  const char* name;
  const char* password;
};
/// A right password of a name that is not there is a password that is right for somebody else.
constexpr std::array<Case, 4> kCases{{{"known_right", "ada", kPassword},
                                      {"known_wrong", "ada", "three long words"},
                                      {"unknown_right", "eve", kPassword},
                                      {"unknown_wrong", "eve", "three long words"}}};

/// Milliseconds of each case, in turns, so that whatever else the machine does meets all alike.
void SignIn(benchmark::State& state) {
  Desk desk;
  std::map<std::string, std::vector<double>> took;
  for ([[maybe_unused]] auto _ : state) {
    for (const Case& one : kCases) {
      const auto began = std::chrono::steady_clock::now();
      benchmark::DoNotOptimize(desk->SignInWith(one.name, one.password, "", {.address = "bench"}));
      const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - began;
      took[one.label].push_back(ms.count());
    }
  }
  for (auto& [label, each] : took) {
    std::sort(each.begin(), each.end());
    state.counters[label + "_median_ms"] = each[each.size() / 2];
    state.counters[label + "_p10_ms"] = each[each.size() / 10];
    state.counters[label + "_p90_ms"] = each[each.size() * 9 / 10];
  }
}
BENCHMARK(SignIn)->Iterations(100)->Unit(benchmark::kMillisecond);

void VerifyTheAuditLog(benchmark::State& state) {
  Desk desk;
  const Scope scope{"clinic", "person", Role::kTherapist};
  constexpr int kAtATime = 1000;
  for (int64_t made = 0; made < state.range(0); made += kAtATime) {
    (void)desk->Write("fill", [&](store::WriteTx& tx) -> Status {
      for (int i = 0; i < kAtATime; ++i) {
        EZPT_CHECK_OK(desk->audit().Append(tx, EventOf(scope, made + i, "chart.read", "", NewId())));
      }
      return {};
    });
  }
  for ([[maybe_unused]] auto _ : state) {
    const auto verdict = desk->Read("verify", [&](store::ReadTx& tx) { return desk->audit().Verify(tx); });
    if (!verdict.ok() || verdict->broken_at != 0) state.SkipWithError("the log is not whole");
  }
}
BENCHMARK(VerifyTheAuditLog)->Arg(10'000)->Arg(100'000)->Iterations(5)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ezpt::clinic
