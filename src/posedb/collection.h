#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ezpt::posedb {

/// What a vector stands for: exercise, phase, side, view, source, clinic, …
/// Names and values are the caller's; nothing here knows their meaning.
using Payload = std::map<std::string, std::string, std::less<>>;

/// Limits on what comes from outside.
inline constexpr std::size_t kMaxDimension = 4096;
inline constexpr std::size_t kMaxPoints = 1'000'000;
inline constexpr std::size_t kMaxPayloadEntries = 32;
inline constexpr std::size_t kMaxPayloadKey = 64;
inline constexpr std::size_t kMaxPayloadValue = 1024;
inline constexpr std::size_t kMaxNameLength = 64;
inline constexpr std::size_t kMaxNeighbours = 1000;

/// Grows with every insert; never given twice, also when the point was removed.
using PointId = int64_t;

struct Point {
  PointId id = 0;
  std::vector<float> vector;
  Payload payload;
};

/// `key` has one of `values` (kAnyOf) or none of them (kNoneOf). A payload
/// without the key satisfies only kNoneOf.
struct Condition {
  enum class Kind { kAnyOf, kNoneOf };

  std::string key;
  std::vector<std::string> values;
  Kind kind = Kind::kAnyOf;
};

/// All conditions hold; empty: everything matches.
using Filter = std::vector<Condition>;

[[nodiscard]] bool Matches(const Payload& payload, const Filter& filter);

struct Match {
  PointId id = 0;
  float distance = 0;                ///< Euclidean.
  const Payload* payload = nullptr;  ///< The collection's own; valid until it changes.
};

/// What a collection is; two are compatible only when all of it agrees.
struct CollectionInfo {
  std::string name;
  std::size_t dimension = 0;
  /// Of the method that makes the vectors: other versions are other spaces.
  std::string embedding_version;
};

/// What is kept of one collection.
struct Stored {
  std::vector<Point> points;  ///< In the order of their ids.
  PointId next_id = 1;        ///< Above every id that was ever appended, those of removed points too.
};

/// Where points are kept for good. `Append` returns only when all of the points,
/// and that their ids are taken, will survive the process and the machine; where it
/// fails, none of them is kept.
class Persistence {
 public:
  virtual ~Persistence() = default;
  /// @param points in the order of their ids.
  virtual Status Append(const CollectionInfo& info, std::span<const Point> points) = 0;
  virtual Status Remove(const CollectionInfo& info, PointId id) = 0;
  virtual Result<Stored> Load(const CollectionInfo& info) = 0;
};

/// The rows of a collection as a search structure sees them.
struct Rows {
  const float* data = nullptr;
  std::size_t count = 0;
  std::size_t padded = 0;  ///< Floats from one row to the next; zeros past the dimension.
};

struct Candidate {
  std::size_t row = 0;
  float squared_distance = 0;
};

/// A search structure over rows; derived from the points, never stored.
/// `Search` may be approximate; it is called with the rows that pass the filter
/// and answers the nearest `k` of them, nearest first, ties by row.
class Index {
 public:
  virtual ~Index() = default;
  /// Rows were added or removed; `rows` is all there is now.
  virtual void Rebuild(const Rows& rows) = 0;
  [[nodiscard]] virtual std::vector<Candidate> Search(const Rows& rows, const float* query, std::size_t k,
                                                      std::span<const std::size_t> allowed) const = 0;
};

/// Compares the query with every allowed row. Cost: O(rows × dimension).
class ExactIndex : public Index {
 public:
  void Rebuild(const Rows&) override {}
  [[nodiscard]] std::vector<Candidate> Search(const Rows& rows, const float* query, std::size_t k,
                                              std::span<const std::size_t> allowed) const override;
};

/// Vectors with payloads, searched by distance among those that pass a filter.
/// Results depend only on the points and the query: the same bits on every
/// platform. Const members may run at once; changes need the caller's lock.
class Collection {
 public:
  /// In memory only. Errors: kInvalidArgument for a bad name or dimension.
  static Result<Collection> Create(CollectionInfo info);

  /// Kept by `persistence`, which outlives the collection; starts with the points
  /// that it holds. Errors: as Create; kDamaged when a stored point does not fit.
  static Result<Collection> Open(CollectionInfo info, Persistence& persistence);

  /// Stores the point, then makes it searchable.
  /// @return its id. Errors: kInvalidArgument for another dimension, a number
  /// that is not finite or a payload over its limits; kLimitExceeded when full;
  /// those of the persistence (nothing is then added).
  Result<PointId> Insert(std::span<const float> vector, Payload payload);

  /// The same for several: all of them, or none.
  struct Unnumbered {
    std::vector<float> vector;
    Payload payload;
  };
  /// @return the first one's id; the others follow it.
  Result<PointId> InsertAll(std::vector<Unnumbered> points);

  /// Errors: kNotFound; those of the persistence.
  Status Remove(PointId id);

  /// The nearest `k` points that pass `filter`, nearest first, ties by id.
  /// Errors: kInvalidArgument as Insert, or when k is 0 or above kMaxNeighbours.
  [[nodiscard]] Result<std::vector<Match>> Search(std::span<const float> query, std::size_t k,
                                                  const Filter& filter = {}) const;

  /// Replaces the exact search.
  void SetIndex(std::unique_ptr<Index> index);

  [[nodiscard]] const CollectionInfo& info() const { return info_; }
  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  /// The point in position `row` (0 … size − 1), in the order of ids.
  [[nodiscard]] Point PointAt(std::size_t row) const;
  [[nodiscard]] const Payload& PayloadAt(std::size_t row) const { return payloads_[row]; }

 private:
  explicit Collection(CollectionInfo info);

  [[nodiscard]] Status CheckVector(std::span<const float> vector) const;
  [[nodiscard]] Rows rows() const { return {data_.data(), ids_.size(), padded_}; }
  void Add(PointId id, std::span<const float> vector, Payload payload);

  CollectionInfo info_;
  std::size_t padded_ = 0;
  std::vector<float> data_;
  std::vector<PointId> ids_;  ///< Rising.
  std::vector<Payload> payloads_;
  PointId next_id_ = 1;
  std::unique_ptr<Index> index_;
  Persistence* persistence_ = nullptr;
};

}  // namespace ezpt::posedb
