// A live server under the load of virtual patients: how soon it answers, how many
// it holds, and how soon it says that it is full. bench/sections/server.mjs runs it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>

#include "footage.h"
#include "session_load.h"

namespace ezpt::bench {
namespace {

struct Flags {
  std::string host = "127.0.0.1";
  int port = 8080;
  int sessions = 12;
  int refused = 4;
  int patients = 4;
  double fps = 15;
  double seconds = 20;
  bool json = false;
};

constexpr double kWarmUpSeconds = 3;
constexpr double kFootageSeconds = 20;

double Quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(q * static_cast<double>(values.size())))];
}

/// The sessions that are to be held, and those that come when all places are taken.
Result<std::vector<SessionFigures>> RunAll(const Flags& flags, const Footage& footage) {
  std::vector<std::future<Result<SessionFigures>>> running;
  for (int i = 0; i < flags.sessions + flags.refused; ++i) {
    const bool late = i >= flags.sessions;
    SessionPlan plan{.host = flags.host,
                     .port = flags.port,
                     .fps = flags.fps,
                     // Spread over one frame's time and more, as people come; the late ones in the middle.
                     .starts_in = Seconds(late ? kWarmUpSeconds + flags.seconds / 2 + 0.1 * i : 0.11 * i),
                     .duration = Seconds(kWarmUpSeconds + flags.seconds),
                     .left_out = Seconds(kWarmUpSeconds),
                     .frames = &footage.patients[static_cast<std::size_t>(i) % footage.patients.size()]};
    running.push_back(std::async(std::launch::async, [plan] { return RunSession(plan); }));
  }
  std::vector<SessionFigures> all;
  Status failed;
  for (auto& session : running) {
    auto figures = session.get();
    if (figures.ok()) {
      all.push_back(*std::move(figures));
    } else if (failed.ok()) {
      failed = figures.error();
    }
  }
  if (!failed.ok()) return failed.error();
  return all;
}

nlohmann::json Report(const Flags& flags, const std::vector<SessionFigures>& all) {
  std::vector<double> reply, server, told_busy, told_welcome;
  int held = 0, sent = 0;
  double fewest = 1e9;
  for (const SessionFigures& figures : all) {
    (figures.refused ? told_busy : told_welcome).push_back(figures.told_ms);
    if (figures.refused) continue;
    ++held;
    sent += figures.sent;
    reply.insert(reply.end(), figures.reply_ms.begin(), figures.reply_ms.end());
    server.insert(server.end(), figures.server_ms.begin(), figures.server_ms.end());
    fewest = std::min(fewest, static_cast<double>(figures.reply_ms.size()) / flags.seconds);
  }
  return {{"sessions", held},
          {"frames_sent", sent},
          {"frames_answered", reply.size()},
          {"fewest_answers_a_second", held > 0 ? fewest : 0},
          {"reply_ms", {{"p50", Quantile(reply, 0.5)}, {"p99", Quantile(reply, 0.99)}, {"worst", Quantile(reply, 1)}}},
          {"arrival_to_reply_ms", {{"p50", Quantile(server, 0.5)}, {"p99", Quantile(server, 0.99)}}},
          {"refused", told_busy.size()},
          {"told_busy_ms", {{"p50", Quantile(told_busy, 0.5)}, {"worst", Quantile(told_busy, 1)}}},
          {"told_welcome_ms", {{"p50", Quantile(told_welcome, 0.5)}, {"worst", Quantile(told_welcome, 1)}}}};
}

void Print(const nlohmann::json& report) {
  const auto number = [&](const char* group, const char* name) { return report[group][name].get<double>(); };
  fmt::print("sessions held {}, frames answered {} of {}, fewest in a session {:.1f} a second\n",
             report["sessions"].get<int>(), report["frames_answered"].get<int>(), report["frames_sent"].get<int>(),
             report["fewest_answers_a_second"].get<double>());
  fmt::print("sent to reply ms: p50 {:.1f}, p99 {:.1f}, worst {:.1f}; arrival to reply ms: p50 {:.1f}, p99 {:.1f}\n",
             number("reply_ms", "p50"), number("reply_ms", "p99"), number("reply_ms", "worst"),
             number("arrival_to_reply_ms", "p50"), number("arrival_to_reply_ms", "p99"));
  fmt::print("refused {}, told ms: p50 {:.1f}, worst {:.1f}; welcomed ms: worst {:.1f}\n", report["refused"].get<int>(),
             number("told_busy_ms", "p50"), number("told_busy_ms", "worst"), number("told_welcome_ms", "worst"));
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app("Virtual patients against a live server");
  app.add_option("--port", flags.port, "Of the server on this machine")->capture_default_str();
  app.add_option("--sessions", flags.sessions, "That are to be held")->check(CLI::Range(1, 256))->capture_default_str();
  app.add_option("--refused", flags.refused, "That come when those are there")->check(CLI::Range(0, 64));
  app.add_option("--patients", flags.patients, "Different films")->check(CLI::Range(1, 16))->capture_default_str();
  app.add_option("--fps", flags.fps, "Frames a second and session")->check(CLI::Range(1, 60))->capture_default_str();
  app.add_option("--seconds", flags.seconds, "Measured, after a warm-up")->check(CLI::Range(1, 3600));
  app.add_flag("--json", flags.json, "One JSON object");
  CLI11_PARSE(app, argc, argv);
  const auto frames = static_cast<int>(kFootageSeconds * flags.fps);
  const auto footage = DrawFootage(EZPT_SOURCE_DIR "/exercises/squat.yaml", flags.patients, frames, flags.fps);
  if (!footage.ok()) {
    fmt::print(stderr, "{}\n", footage.error().message);
    return 1;
  }
  const auto all = RunAll(flags, *footage);
  if (!all.ok()) {
    fmt::print(stderr, "{}\n", all.error().message);
    return 1;
  }
  const nlohmann::json report = Report(flags, *all);
  if (flags.json) {
    fmt::print("{}\n", report.dump());
  } else {
    Print(report);
  }
  return 0;
}

}  // namespace
}  // namespace ezpt::bench

int main(int argc, char** argv) { return ezpt::bench::Main(argc, argv); }
