#include "posedb/collection.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "posedb/distance.h"

namespace ezpt::posedb {
namespace {

Error Invalid(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Status CheckPayload(const Payload& payload) {
  if (payload.size() > kMaxPayloadEntries) {
    return Invalid("payload has " + std::to_string(payload.size()) + " entries; at most " +
                   std::to_string(kMaxPayloadEntries) + " are allowed");
  }
  for (const auto& [key, value] : payload) {
    if (key.empty() || key.size() > kMaxPayloadKey || value.size() > kMaxPayloadValue) {
      return Invalid("payload key or value is empty or too long; at most " + std::to_string(kMaxPayloadKey) + " and " +
                     std::to_string(kMaxPayloadValue) + " bytes are allowed");
    }
  }
  return {};
}

bool Holds(const Payload& payload, const Condition& condition) {
  const auto entry = payload.find(condition.key);
  const bool found = entry != payload.end() && std::find(condition.values.begin(), condition.values.end(),
                                                         entry->second) != condition.values.end();
  return found == (condition.kind == Condition::Kind::kAnyOf);
}

}  // namespace

bool Matches(const Payload& payload, const Filter& filter) {
  return std::all_of(filter.begin(), filter.end(), [&](const Condition& c) { return Holds(payload, c); });
}

std::vector<Candidate> ExactIndex::Search(const Rows& rows, const float* query, std::size_t k,
                                          std::span<const std::size_t> allowed) const {
  std::vector<float> distances(allowed.size());
  SquaredDistances(query, rows.data, rows.padded, allowed, distances.data());
  std::vector<Candidate> candidates(allowed.size());
  for (std::size_t i = 0; i < allowed.size(); ++i) candidates[i] = {allowed[i], distances[i]};
  const std::size_t wanted = std::min(k, candidates.size());
  const auto nearer = [](const Candidate& a, const Candidate& b) {
    return a.squared_distance != b.squared_distance ? a.squared_distance < b.squared_distance : a.row < b.row;
  };
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(wanted), candidates.end(),
                    nearer);
  candidates.resize(wanted);
  return candidates;
}

Collection::Collection(CollectionInfo info)
    : info_(std::move(info)), padded_(PaddedDimension(info_.dimension)), index_(std::make_unique<ExactIndex>()) {}

Result<Collection> Collection::Create(CollectionInfo info) {
  if (info.name.empty() || info.name.size() > kMaxNameLength) return Invalid("collection name is empty or too long");
  if (info.dimension == 0 || info.dimension > kMaxDimension) {
    return Invalid("collection " + info.name + ": dimension " + std::to_string(info.dimension) + "; expected 1 to " +
                   std::to_string(kMaxDimension));
  }
  return Collection(std::move(info));
}

Result<Collection> Collection::Open(CollectionInfo info, Persistence& persistence) {
  EZPT_TRY(Collection collection, Create(std::move(info)));
  EZPT_TRY(Stored stored, persistence.Load(collection.info_));
  for (Point& point : stored.points) {
    const Status fits = collection.CheckVector(point.vector);
    if (!fits.ok() || point.id < collection.next_id_ || point.id >= stored.next_id) {
      return Error{ErrorCode::kDamaged, "collection " + collection.info_.name + ": stored point " +
                                            std::to_string(point.id) + " does not fit"};
    }
    collection.Add(point.id, point.vector, std::move(point.payload));
  }
  collection.next_id_ = stored.next_id;
  collection.index_->Rebuild(collection.rows());
  collection.persistence_ = &persistence;
  return collection;
}

Status Collection::CheckVector(std::span<const float> vector) const {
  if (vector.size() != info_.dimension) {
    return Invalid("collection " + info_.name + ": vector has " + std::to_string(vector.size()) +
                   " numbers; expected " + std::to_string(info_.dimension));
  }
  if (!std::all_of(vector.begin(), vector.end(), [](float x) { return std::isfinite(x); })) {
    return Invalid("collection " + info_.name + ": vector has a number that is not finite");
  }
  return {};
}

void Collection::Add(PointId id, std::span<const float> vector, Payload payload) {
  data_.insert(data_.end(), vector.begin(), vector.end());
  data_.resize(data_.size() + padded_ - vector.size(), 0.0f);
  ids_.push_back(id);
  payloads_.push_back(std::move(payload));
  next_id_ = id + 1;
}

Result<PointId> Collection::Insert(std::span<const float> vector, Payload payload) {
  return InsertAll({{{vector.begin(), vector.end()}, std::move(payload)}});
}

Result<PointId> Collection::InsertAll(std::vector<Unnumbered> points) {
  if (points.size() > kMaxPoints - size()) {
    return Error{ErrorCode::kLimitExceeded,
                 "collection " + info_.name + " is full: " + std::to_string(kMaxPoints) + " points"};
  }
  const PointId first = next_id_;
  std::vector<Point> numbered;
  numbered.reserve(points.size());
  for (Unnumbered& point : points) {
    EZPT_CHECK_OK(CheckVector(point.vector));
    EZPT_CHECK_OK(CheckPayload(point.payload));
    const PointId id = first + static_cast<PointId>(numbered.size());
    numbered.push_back({id, std::move(point.vector), std::move(point.payload)});
  }
  if (persistence_ != nullptr) EZPT_CHECK_OK(persistence_->Append(info_, numbered));
  for (Point& point : numbered) Add(point.id, point.vector, std::move(point.payload));
  index_->Rebuild(rows());
  return first;
}

Status Collection::Remove(PointId id) {
  const auto it = std::lower_bound(ids_.begin(), ids_.end(), id);
  if (it == ids_.end() || *it != id) {
    return Error{ErrorCode::kNotFound, "collection " + info_.name + " has no point " + std::to_string(id)};
  }
  if (persistence_ != nullptr) EZPT_CHECK_OK(persistence_->Remove(info_, id));
  const auto row = it - ids_.begin();
  const auto first = data_.begin() + row * static_cast<std::ptrdiff_t>(padded_);
  data_.erase(first, first + static_cast<std::ptrdiff_t>(padded_));
  ids_.erase(it);
  payloads_.erase(payloads_.begin() + row);
  index_->Rebuild(rows());
  return {};
}

Result<std::vector<Match>> Collection::Search(std::span<const float> query, std::size_t k, const Filter& filter) const {
  EZPT_CHECK_OK(CheckVector(query));
  if (k == 0 || k > kMaxNeighbours) {
    return Invalid("k is " + std::to_string(k) + "; expected 1 to " + std::to_string(kMaxNeighbours));
  }
  std::vector<std::size_t> allowed;
  allowed.reserve(size());
  for (std::size_t row = 0; row < size(); ++row) {
    if (Matches(payloads_[row], filter)) allowed.push_back(row);
  }
  std::vector<float> padded(padded_, 0.0f);
  std::copy(query.begin(), query.end(), padded.begin());
  std::vector<Match> matches;
  for (const Candidate& candidate : index_->Search(rows(), padded.data(), k, allowed)) {
    matches.push_back({ids_[candidate.row], std::sqrt(candidate.squared_distance), &payloads_[candidate.row]});
  }
  return matches;
}

void Collection::SetIndex(std::unique_ptr<Index> index) {
  index_ = std::move(index);
  index_->Rebuild(rows());
}

Point Collection::PointAt(std::size_t row) const {
  const float* first = data_.data() + row * padded_;
  return {ids_[row], {first, first + info_.dimension}, payloads_[row]};
}

}  // namespace ezpt::posedb
