#include "bench_model.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "body/virtual_patient/virtual_patient.h"
#include "pose/movenet/network.h"
#include "thread_pool.h"

namespace ezpt::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPeakSamples = 20;
constexpr int64_t kPeakRounds = 20000;  // about a tenth of a millisecond

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double SamplePeakGmacs(const nn::KernelTable& kernels) {
  float sink = 0.0f;
  const Clock::time_point start = Clock::now();
  const auto count = static_cast<double>(kernels.multiply_add_peak(kPeakRounds, &sink));
  return count / SecondsSince(start) * 1e-9;
}

double Checksum(const pose::movenet::Keypoints& keypoints) {
  double sum = 0.0;
  for (std::size_t i = 0; i < keypoints.size(); ++i) {
    sum += static_cast<double>(i + 1) * (keypoints[i].y + 2.0 * keypoints[i].x + 3.0 * keypoints[i].score);
  }
  return sum;
}

/// What the model is for: a person in a room. What a ReLU makes zero depends on the picture, and with it the time.
Result<Image> PictureOfAPerson(int side) {
  body::Script script;
  script.seed = body::kFirstDemoSeed;
  script.look = body::SamplePatient(script.seed);
  script.view = body::View::kOblique;
  script.width = script.height = side;
  script.exercise.poses.start = script.exercise.poses.end = body::RestPose(body::Posture::kStanding);
  body::Event standing;
  standing.kind = body::Event::Kind::kStandStill;
  script.events = {standing};
  EZPT_TRY(body::VirtualPatient patient, body::VirtualPatient::Create(script));
  Image picture;
  patient.Render(patient.At(Seconds(0)), picture);
  return picture;
}

}  // namespace

Result<ModelBenchmark> RunModelBenchmark(const ModelBenchmarkOptions& options) {
  if (options.threads < 1 || options.threads > 64) {
    return Error{ErrorCode::kInvalidArgument, "bench model: --threads must be 1 to 64"};
  }
  if (options.runs < 1 || options.runs > 100000) {
    return Error{ErrorCode::kInvalidArgument, "bench model: --runs must be 1 to 100000"};
  }
  EZPT_TRY(const nn::KernelTable* kernels, nn::KernelsFor(options.isa));
  ThreadPool pool(options.threads);
  nn::SessionOptions session;
  session.isa = options.isa;
  session.parallel = options.threads > 1 ? &pool : nullptr;
  EZPT_TRY(pose::movenet::Network network, pose::movenet::Network::Create(options.model, session));
  EZPT_TRY(const Image person, PictureOfAPerson(options.model->input_shape().height));
  const std::span<const uint8_t> picture(person.Row(0), options.model->input_shape().size());

  ModelBenchmark result{kernels->isa, options.threads, 0, 0, 0, 0, 0};
  const auto runs = static_cast<std::size_t>(options.runs);
  const std::size_t warm_up = std::max<std::size_t>(3, runs / 10);
  const std::size_t peak_every = std::max<std::size_t>(1, runs / kPeakSamples);
  std::vector<double> times;
  times.reserve(runs);
  for (std::size_t i = 0; i < warm_up + runs; ++i) {
    const Clock::time_point start = Clock::now();
    EZPT_TRY(const pose::movenet::Keypoints keypoints, network.Run(picture));
    const double ms = SecondsSince(start) * 1e3;
    if (i < warm_up) continue;
    times.push_back(ms);
    result.checksum = Checksum(keypoints);
    if (times.size() % peak_every == 0) result.peak_gmacs = std::max(result.peak_gmacs, SamplePeakGmacs(*kernels));
  }
  std::sort(times.begin(), times.end());
  result.median_ms = times[runs / 2];
  result.p10_ms = times[runs / 10];
  result.p90_ms = times[runs * 9 / 10];
  return result;
}

}  // namespace ezpt::app
