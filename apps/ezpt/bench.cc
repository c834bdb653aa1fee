#include <memory>
#include <string>

#include "bench_model.h"
#include "command.h"
#include "home.h"
#include "json.h"

namespace ezpt::app {
namespace {

struct Flags {
  std::string model = kDefaultModel;
  std::string isa;
  std::string precision = "fp32";
  int threads = 1;
  int runs = 200;
  bool json = false;
};

Result<nn::Isa> ParseIsa(const std::string& name) {
  if (name.empty()) return nn::Isa::kBest;
  for (const nn::Isa isa : {nn::Isa::kScalar, nn::Isa::kSse4, nn::Isa::kAvx2, nn::Isa::kAvx512, nn::Isa::kNeon}) {
    if (nn::IsaName(isa) == name) return isa;
  }
  return Error{ErrorCode::kInvalidArgument, "--isa " + name + ": expected scalar, sse4, avx2, avx512 or neon"};
}

Status BenchModel(const Flags& flags, Output& output) {
  if (flags.precision != "fp32") {
    return Error{ErrorCode::kUnsupported, "--precision " + flags.precision + ": only fp32 can be run yet"};
  }
  ModelBenchmarkOptions options;
  EZPT_TRY(options.isa, ParseIsa(flags.isa));
  EZPT_TRY(options.model, LoadModel(flags.model));
  options.threads = flags.threads;
  options.runs = flags.runs;
  EZPT_TRY(const ModelBenchmark result, RunModelBenchmark(options));
  const Json json = {{"model", flags.model},
                     {"isa", nn::IsaName(result.isa)},
                     {"threads", result.threads},
                     {"median_ms", Number(result.median_ms, 4)},
                     {"p10_ms", Number(result.p10_ms, 4)},
                     {"p90_ms", Number(result.p90_ms, 4)},
                     {"peak_gmacs", Number(result.peak_gmacs, 2)},
                     {"checksum", Number(result.checksum)}};
  if (flags.json) {
    output.Line(Dump(json));
    return {};
  }
  for (const auto& [key, value] : json.items()) {
    output.Line(key + ": " + (value.is_string() ? value.get<std::string>() : Dump(value)));
  }
  return {};
}

}  // namespace

void AddBenchCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command = app.add_subcommand("bench", "Measures this machine");
  command->require_subcommand(1);
  CLI::App* model = command->add_subcommand("model", "Times the pose model, a picture in memory to landmarks");
  model->add_option("--model", flags->model, "movenet_lightning, or the path of a TF.js graph model");
  model->add_option("--threads", flags->threads, "Threads; default 1");
  model->add_option("--isa", flags->isa, "scalar, sse4, avx2, avx512 or neon; default the best there is");
  model->add_option("--precision", flags->precision, "fp32");
  model->add_option("--runs", flags->runs, "Timed runs; default 200");
  model->add_flag("--json", flags->json, "One JSON object");
  model->callback([&action, flags] { action = [flags](Output& out) { return BenchModel(*flags, out); }; });
}

}  // namespace ezpt::app
