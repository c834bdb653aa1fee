#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "posedb/collection.h"
#include "store/database.h"

namespace ezpt::store {

/// What `posedb stats` shows of one collection.
struct CollectionRow {
  posedb::CollectionInfo info;
  std::size_t points = 0;
};

/// Keeps the points of posedb's collections. Vectors are stored as little-endian
/// 32-bit floats, payloads as JSON. Thread-safe; calls block. What Append
/// acknowledged survives `kill -9`.
class PoseVectorRepository : public posedb::Persistence {
 public:
  explicit PoseVectorRepository(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  /// Makes the collection when it is new. Errors: kInvalidArgument when it exists
  /// with another dimension or embedding version.
  Status Declare(const posedb::CollectionInfo& info);

  /// Errors: kNotFound for a collection that was never declared; kConflict when another process took an id.
  Status Append(const posedb::CollectionInfo& info, std::span<const posedb::Point> points) override;
  Status Remove(const posedb::CollectionInfo& info, posedb::PointId id) override;
  Result<posedb::Stored> Load(const posedb::CollectionInfo& info) override;

  /// Every collection, by name.
  [[nodiscard]] Result<std::vector<CollectionRow>> Collections();
  /// Errors: kNotFound.
  [[nodiscard]] Result<posedb::CollectionInfo> Find(const std::string& name);

  /// The collection of that name, ready to search and to grow; made when new.
  /// This repository must outlive it.
  [[nodiscard]] Result<posedb::Collection> Open(const posedb::CollectionInfo& info);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace ezpt::store
