#pragma once

#include <atomic>
#include <chrono>
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
#include "server/person.h"

namespace ezpt::server {

/// A film is either there as a whole, or can be read while it is being drawn.
struct Film {
  std::shared_ptr<const std::string> whole;
  std::shared_ptr<GrowingFile> growing;  ///< Null where `whole` is set.
};

/// Draws films of the virtual patient into a folder and keeps them there, the
/// least recently used going first when the folder is over its limit. A film
/// that somebody waits for can be read from its first half second on, while the
/// rest is drawn. Nothing of a film stays in memory. Folder and films are for
/// this user only (0700, 0600).
///
/// Drawing comes behind everything else: at the lowest priority, one film at a
/// time while sessions are live, and a film that nobody listens to any more is
/// given up. Thread-safe.
class FilmStudio {
 public:
  struct Options {
    /// Made when it is first needed. Empty: a temporary one, removed at the end.
    std::string folder;
    /// Room for every film that can be asked for (some 95 of 2.8 MB with twelve exercises): were it less, whoever asks
    /// for them in turn would have them drawn for ever.
    std::uintmax_t max_bytes = std::uintmax_t{512} << 20;
    int max_at_once = 2;     ///< Films drawn at the same time for somebody who waits.
    int max_wanted = 6;      ///< Those, and films that wait for their turn.
    int max_of_owner = 2;    ///< Of these, those that one cookie asked for,
    int max_of_address = 4;  ///< and one address, where it is known.
    /// Whether sessions are live: films are then drawn one at a time. Null: never.
    std::function<bool()> sessions_are_live = nullptr;
    /// How long a film is drawn on after its last listener went: a page that is loaded again comes back.
    std::chrono::milliseconds unheard_for{2000};
    double fps = 20.0;
  };
  explicit FilmStudio(Options options);
  ~FilmStudio();
  FilmStudio(const FilmStudio&) = delete;
  FilmStudio& operator=(const FilmStudio&) = delete;

  /// The film of that script, an mp4 (H.264). Returns at once; a film that is
  /// still drawn is listened to by whoever holds its `growing`, and becomes
  /// kFailed where it cannot be drawn. Cost, where it is new: two threads until it is drawn.
  /// @param key of the script: letters and digits (KeyOf).
  /// @param asker whose share it is of the films that are drawn at a time. Over it, or over all of them, one that
  ///   nobody listens to any more gives way.
  /// Errors: kBusy when too many are wanted, kUnavailable when the folder
  /// cannot be made or after Stop.
  [[nodiscard]] Result<Film> Get(const std::string& key, const body::Script& script, const Person& asker = {});

  /// The film if it is there as a whole; else null, and nothing is drawn.
  [[nodiscard]] std::shared_ptr<const std::string> Kept(const std::string& key) { return ReadKept(key); }

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
    Person asker;
    std::shared_ptr<GrowingFile> file = std::make_shared<GrowingFile>();
    std::chrono::steady_clock::time_point last_heard = std::chrono::steady_clock::now();
    std::atomic<bool> given_up = false;
    std::atomic<bool> over = false;  ///< The last that its thread touches.
    std::thread thread;              ///< Of kWaitedFor.
  };
  class Canvas;

  [[nodiscard]] std::string PathOf(const std::string& key) const;
  [[nodiscard]] Status MakeFolder();
  [[nodiscard]] std::shared_ptr<const std::string> ReadKept(const std::string& key);
  [[nodiscard]] Status Draw(Drawing& drawing, const body::Script& script, const std::function<bool()>& hold_back);
  [[nodiscard]] Status DrawAll(Drawing& drawing, const body::Script& script, const std::function<bool()>& hold_back);
  [[nodiscard]] bool MustWait(Drawing& drawing);
  void ForgetFinishedLocked();
  [[nodiscard]] bool HasRoomLocked(const Person& asker);
  template <typename Matches>
  [[nodiscard]] bool HasRoomLocked(Matches matches, int most);
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
