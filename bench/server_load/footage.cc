#include "footage.h"

#include <optional>
#include <thread>

#include "exercise_yaml/yaml.h"
#include "media/jpeg.h"
#include "server/virtual_patient.h"

namespace ezpt::bench {
namespace {

constexpr int kQuality = 72;            // As web/src/live/capture.ts.
constexpr double kWalkInSeconds = 5.0;  // The load begins with a person in the picture.

Status DrawPatient(const exercise::Definition& definition, uint64_t seed, double fps,
                   std::vector<std::string>& frames) {
  server::PatientClip clip;
  clip.repetitions = 20;
  clip.seed = seed;
  EZPT_TRY(body::VirtualPatient patient, body::VirtualPatient::Create(server::ScriptFor(definition, clip)));
  Image image;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    patient.Render(patient.At(Seconds(kWalkInSeconds + static_cast<double>(i) / fps)), image);
    EZPT_TRY(const std::vector<uint8_t> jpeg, media::EncodeJpeg(image.view(), kQuality));
    frames[i].assign(jpeg.begin(), jpeg.end());
  }
  return {};
}

}  // namespace

Result<Footage> DrawFootage(const std::string& exercise, int patients, int frames, double fps) {
  EZPT_TRY(const exercise::Definition definition, exercise::LoadDefinition(exercise));
  const auto count = static_cast<std::size_t>(patients);
  Footage footage;
  footage.patients.assign(count, std::vector<std::string>(static_cast<std::size_t>(frames)));
  std::vector<Status> drawn(count);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back(
        [&, i] { drawn[i] = DrawPatient(definition, body::kFirstDemoSeed + i, fps, footage.patients[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Status& status : drawn) EZPT_CHECK_OK(status);
  return footage;
}

}  // namespace ezpt::bench
