#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "body/view.h"
#include "body/virtual_patient/virtual_patient.h"
#include "exercise/definition.h"
#include "server/film_studio.h"

namespace ezpt::server {

/// Footage and the moving figure of exercises, made by the virtual patient when
/// first asked for. Films are kept on disk (film_studio.h), figures in memory.
/// Thread-safe: who asks for a figure that is being made waits for it, who asks
/// for such a film watches it grow.
class VirtualPatient {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  struct FilmShape {
    int width = 640;
    int height = 480;
    int repetitions = 5;  ///< At least 4: "demo" shows its fault in the third and fourth.
  };
  explicit VirtualPatient(FilmStudio::Options films = {}) : VirtualPatient(std::move(films), FilmShape()) {}
  VirtualPatient(FilmStudio::Options films, const FilmShape& shape) : shape_(shape), studio_(std::move(films)) {}

  struct Scenario {
    std::string id;  ///< "demo", or a fault's id.
    std::string name;
    std::string url;
  };
  /// "demo" first, then one a fault.
  [[nodiscard]] static std::vector<Scenario> ScenariosOf(const exercise::Definition& definition,
                                                         const std::string& language);

  /// An mp4 (H.264, 20 frames a second), half a minute or so: walks in (where one
  /// stands), stands still, does the repetitions, stands still. "demo" shows the
  /// first fault in the third and fourth, a fault's own in all.
  /// @param side "left" or "right" to work with; empty: as the best view shows.
  /// Errors: kNotFound for an unknown scenario; FilmStudio::Get's.
  [[nodiscard]] Result<Film> Video(const exercise::Definition& definition, std::string_view scenario,
                                   std::string_view side, const Person& asker = {});
  /// The same where it is there as a whole; else null, and nothing is drawn. Errors: kNotFound for an unknown scenario.
  [[nodiscard]] Result<Bytes> KeptVideo(const exercise::Definition& definition, std::string_view scenario,
                                        std::string_view side);
  /// Makes sure that the film will be there: FilmStudio::Prepare.
  [[nodiscard]] Status Prepare(const exercise::Definition& definition, std::string_view scenario,
                               const std::function<bool()>& hold_back);

  /// One repetition as flat shapes; body/figure.h says how.
  [[nodiscard]] Result<Bytes> Figure(const exercise::Definition& definition, body::View view);

  /// Nothing more is drawn: what is under way ends soon.
  void Stop() { studio_.Stop(); }

 private:
  struct Plan {
    std::string key;
    body::Script script;
  };
  [[nodiscard]] Result<Plan> PlanOf(const exercise::Definition& definition, std::string_view scenario,
                                    std::string_view side);
  [[nodiscard]] Result<Bytes> Once(const std::string& key, const std::function<Result<std::string>()>& make);

  FilmShape shape_;
  FilmStudio studio_;
  std::mutex mutex_;
  std::map<std::string, std::shared_future<Result<Bytes>>> made_;
};

/// The clip that `scenario` means.
/// @param fault shown in the repetitions of `faulty`; null: none is.
struct PatientClip {
  body::View view = body::View::kSideLeft;
  int repetitions = 5;
  const exercise::Fault* fault = nullptr;
  std::vector<int> faulty;
  uint64_t seed = body::kFirstDemoSeed;
};
[[nodiscard]] body::Script ScriptFor(const exercise::Definition& definition, const PatientClip& clip);

/// The view that shows `side` (or any: null) working best, and is claimed.
[[nodiscard]] body::View BestView(const exercise::Definition& definition, const body::Side* side);

}  // namespace ezpt::server
