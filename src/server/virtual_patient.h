#pragma once

#include <atomic>
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

namespace ezpt::server {

/// Footage and the moving figure of exercises, made by the virtual patient when
/// first asked for, then kept in memory. Thread-safe: who asks for what is being
/// made waits for it.
class VirtualPatient {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  struct Scenario {
    std::string id;  ///< "demo", or a fault's id.
    std::string name;
    std::string url;
  };
  /// "demo" first, then one a fault.
  [[nodiscard]] static std::vector<Scenario> ScenariosOf(const exercise::Definition& definition);

  /// An mp4 (H.264, 640×480, 20 frames a second), half a minute or so: walks in
  /// (where one stands), stands still, five repetitions, stands still. "demo"
  /// shows the first fault in the third and fourth, a fault's own in all.
  /// @param side "left" or "right" to work with; empty: as the best view shows.
  /// Cost: some ten seconds of two cores at the first request.
  /// Errors: kNotFound for an unknown scenario.
  [[nodiscard]] Result<Bytes> Video(const exercise::Definition& definition, std::string_view scenario,
                                    std::string_view side);

  /// One repetition as flat shapes; body/figure.h says how.
  [[nodiscard]] Result<Bytes> Figure(const exercise::Definition& definition, body::View view);

  /// Nothing more is made: what is under way ends soon, with kUnavailable.
  void Stop() { stopped_ = true; }

 private:
  [[nodiscard]] Result<Bytes> Once(const std::string& key, const std::function<Result<std::string>()>& make);

  std::atomic<bool> stopped_ = false;
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
