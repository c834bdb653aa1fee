#include <benchmark/benchmark.h>

#include "body/virtual_patient/virtual_patient.h"

namespace ezpt::body {
namespace {

Script Clip(int width, int height) {
  Script script;
  script.look = SamplePatient(kFirstDemoSeed + 3);
  script.view = View::kOblique;
  script.seed = kFirstDemoSeed + 3;
  script.width = width;
  script.height = height;
  script.exercise.contacts = {{ContactPart::kLeftFoot, Surface::kFloor}, {ContactPart::kRightFoot, Surface::kFloor}};
  script.exercise.poses.start = script.exercise.poses.end = RestPose(Posture::kStanding);
  for (const Side side : kSides) {
    script.exercise.poses.end.Set(OnSide(Dof::kLeftHipFlexion, side), Degrees(90));
    script.exercise.poses.end.Set(OnSide(Dof::kLeftKneeFlexion, side), Degrees(95));
    script.exercise.poses.end.Set(OnSide(Dof::kLeftAnkleDorsiflexion, side), Degrees(25));
  }
  script.events = {Event{}};
  return script;
}

/// One frame from the clock to the pixels: frames a second on one core.
void BM_Frame(benchmark::State& state) {
  auto patient = VirtualPatient::Create(Clip(static_cast<int>(state.range(0)), static_cast<int>(state.range(1))));
  Image image;
  patient->Render(patient->At(Seconds(0)), image);  // The room is painted once a film.
  double t = 0.0;
  for (auto _ : state) {
    patient->Render(patient->At(Seconds(t)), image);
    benchmark::DoNotOptimize(image.Row(0));
    t = t > 20.0 ? 0.0 : t + 1.0 / 30.0;
  }
  state.counters["fps"] = benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Frame)->Args({640, 480})->Args({1280, 720})->Unit(benchmark::kMillisecond);

void BM_Truth(benchmark::State& state) {
  const auto patient = VirtualPatient::Create(Clip(640, 480));
  double t = 0.0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(patient->Truth(Seconds(t)));
    t = t > 20.0 ? 0.0 : t + 1.0 / 30.0;
  }
}
BENCHMARK(BM_Truth)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ezpt::body
