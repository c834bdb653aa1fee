#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.h"
#include "base/units.h"
#include "body/virtual_patient/virtual_patient.h"
#include "server/growing_file.h"

namespace ezpt::server {

/// A film is either there as a whole, or can be read while it is being drawn.
struct Film {
  std::shared_ptr<const std::string> whole;
  std::shared_ptr<GrowingFile> growing;  ///< Null where `whole` is set.
};

/// Draws films of the virtual patient into a folder and keeps them there, the
/// least recently used going first when the folder is over its limit. A film
/// that somebody waits for can be read from its first half second on, while the
/// rest is drawn. Nothing of a film stays in memory. Thread-safe.
class FilmStudio {
 public:
  struct Options {
    /// Made when it is first needed. Empty: a temporary one, removed at the end.
    std::string folder;
    std::uintmax_t max_bytes = std::uintmax_t{256} << 20;
    int max_at_once = 4;  ///< Films drawn for somebody who waits.
    double fps = 20.0;
  };
  explicit FilmStudio(Options options);
  ~FilmStudio();
  FilmStudio(const FilmStudio&) = delete;
  FilmStudio& operator=(const FilmStudio&) = delete;

  /// The film of that script, an mp4 (H.264). Returns as soon as there is
  /// something to read from. Cost, where it is new: two threads until it is drawn.
  /// @param key of the script: letters and digits (KeyOf).
  /// Errors: kBusy when too many are being drawn, kUnavailable when the folder
  /// cannot be written or after Stop; those of body::VirtualPatient.
  [[nodiscard]] Result<Film> Get(const std::string& key, const body::Script& script);

  /// Draws the film on the calling thread, at its priority, where it is neither
  /// there nor being drawn. Ends early, with success, when somebody asks for it meanwhile.
  /// @param hold_back asked before each frame: drawing waits while it is true.
  /// REQUIRES: ends before the studio does (Stop makes it).
  [[nodiscard]] Status Prepare(const std::string& key, const body::Script& script,
                               const std::function<bool()>& hold_back);

  /// Nothing more is drawn: what is under way ends soon.
  void Stop() { stopped_ = true; }

 private:
  enum class Purpose { kWaitedFor, kAhead };
  struct Drawing {
    std::string key;
    Purpose purpose = Purpose::kWaitedFor;
    std::shared_ptr<GrowingFile> file;
    std::atomic<bool> given_up = false;
    std::atomic<bool> over = false;  ///< The last that its thread touches.
    std::thread thread;              ///< Of kWaitedFor.
  };
  class Canvas;

  [[nodiscard]] std::string PathOf(const std::string& key) const;
  [[nodiscard]] Status MakeFolder();
  [[nodiscard]] std::shared_ptr<const std::string> ReadKept(const std::string& key);
  [[nodiscard]] Status Draw(Drawing& drawing, Canvas& canvas, const std::function<bool()>& hold_back);
  void ForgetFinishedLocked();
  void Prune();

  Options options_;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;  ///< Guards what follows.
  std::list<Drawing> drawings_;
  bool folder_ready_ = false;
  bool temporary_ = false;
};

/// What decides the pixels, as a name: the script's text by the caller, and where
/// the body is and how it looks in a few moments, so that a changed renderer or
/// exercise makes another film. Cost: some 50 ms. Errors: those of body::VirtualPatient.
[[nodiscard]] Result<std::string> KeyOf(std::string_view text, const body::Script& script);

}  // namespace ezpt::server
