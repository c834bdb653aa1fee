#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>

namespace ezpt::server {

/// Who holds the places for connections, and who gives way to a newcomer. A
/// place is worth something only to who uses it: when there is none left, the
/// connection that has waited longest for its next request goes, first of the
/// address that holds most. Not thread-safe; knows nothing of sockets.
class ConnectionTable {
 public:
  struct Limits {
    int all = 256;
    int per_address = 64;  ///< Room for a clinic behind one address.
  };

  /// What a connection is doing, which says whether it may be closed for another.
  enum class Phase {
    kWaiting,   ///< For a request, or for the `hello` of a live session: gives way first.
    kTransfer,  ///< A body or an answer is under way: gives way to an address that holds fewer.
    kBusy,      ///< A handler is at work, or a live session: never gives way.
  };

 private:
  struct Entry {
    std::string address;
    Phase phase = Phase::kWaiting;
    uint64_t since = 0;
    bool gave_way = false;
    std::function<void()> close;
  };
  using Entries = std::list<Entry>;

 public:
  /// One connection's place, given back at the end of its life. REQUIRES: the table outlives it.
  class Place {
   public:
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Place(Place&& other) noexcept;
    Place& operator=(Place&&) = delete;

    void Enter(Phase phase);
    /// What closes the connection when it has to give way. Null: nothing to close at the moment.
    void OnGiveWay(std::function<void()> close);

   private:
    friend class ConnectionTable;
    Place(ConnectionTable& table, Entries::iterator entry) : table_(&table), entry_(entry) {}
    ConnectionTable* table_;
    Entries::iterator entry_;
  };

  explicit ConnectionTable(Limits limits) : limits_(limits) {}

  /// A place for a connection from `address`; "" where it is not known, as
  /// behind a proxy: no limit by address holds then. Where somebody else has to
  /// give way, that connection is closed and no longer counts. Nothing: refused.
  [[nodiscard]] std::optional<Place> Admit(const std::string& address);

  [[nodiscard]] int open() const { return static_cast<int>(entries_.size() - given_way_); }
  [[nodiscard]] bool IsCrowded() const { return open() * 4 > limits_.all * 3; }

 private:
  [[nodiscard]] int HeldBy(const std::string& address) const;
  template <typename Eligible>
  [[nodiscard]] Entries::iterator Choose(Eligible eligible);
  bool GiveWay(Entries::iterator victim);
  void Remove(Entries::iterator entry);

  Limits limits_;
  Entries entries_;
  std::map<std::string, int> held_;  ///< By known address.
  std::size_t given_way_ = 0;        ///< Closed for another, the place not yet given back.
  uint64_t clock_ = 0;               ///< Grows with every change of phase.
};

}  // namespace ezpt::server
