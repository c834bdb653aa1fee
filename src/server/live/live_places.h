#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <string>

#include "server/person.h"

namespace ezpt::server {

/// Who holds the places for live sessions by a connection that is open, and who
/// of them gives way. A place is for who trains: nobody holds all of them, and
/// who has fallen silent goes when somebody else needs one. The session that
/// gives way can be gone on with, as after any lost connection.
/// One thread at a time.
class LivePlaces {
 public:
  using Clock = std::chrono::steady_clock;
  using Duration = std::chrono::milliseconds;

  struct Options {
    int per_owner = 3;     ///< Browsers with one cookie: a session, and one or two that lost their connection.
    int per_address = 12;  ///< Where the address is known (net/address.h).
    Duration hello_within{5'000};
    Duration unused{10'000};  ///< A session that never sent a picture gives way after this long,
    Duration silent{30'000};  ///< and one that did after this long without a message.
    Duration own{5'000};      ///< For a new session of the same owner either goes after this long.
  };

 private:
  struct Entry {
    Person person;
    Clock::time_point heard;
    bool used = false;
    bool gave_way = false;
    std::function<void()> give_way;
  };
  using Entries = std::list<Entry>;

 public:
  /// Given back at the end of its life. REQUIRES: the places outlive it.
  class Place {
   public:
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Place(Place&& other) noexcept;
    Place& operator=(Place&& other) noexcept;

    enum class What { kPicture, kCommand };
    void Heard(What what, Clock::time_point now);

   private:
    friend class LivePlaces;
    Place(Entries& entries, Entries::iterator entry) : entries_(&entries), entry_(entry) {}
    Entries* entries_;
    Entries::iterator entry_;
  };

  explicit LivePlaces(const Options& options) : options_(options) {}

  /// A place for `person`; nothing: that person or that address has its share.
  /// @param give_way called at most once, when somebody else is to have the place.
  [[nodiscard]] std::optional<Place> Admit(Person person, std::function<void()> give_way, Clock::time_point now);

  /// Lets who has been silent longest give way. False: everybody is in use.
  bool MakeRoom(Clock::time_point now);

  [[nodiscard]] const Options& options() const { return options_; }

 private:
  template <typename Matches>
  bool GiveWay(Matches matches, Duration unused, Duration silent, Clock::time_point now);
  template <typename Matches>
  [[nodiscard]] int Count(Matches matches) const;

  Options options_;
  Entries entries_;
};

}  // namespace ezpt::server
