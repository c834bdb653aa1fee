#include "store/pose_vector_repository.h"

#include <bit>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "store/connection.h"

namespace ezpt::store {
namespace {

using soci::into;
using soci::use;

std::string EncodeVector(const std::vector<float>& vector) {
  std::string out;
  out.reserve(vector.size() * sizeof(float));
  for (const float x : vector) {
    const auto bits = std::bit_cast<uint32_t>(x);
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(bits >> shift & 0xff));
  }
  return out;
}

std::vector<float> DecodeVector(const std::string& bytes) {
  std::vector<float> out(bytes.size() / sizeof(float));
  for (std::size_t i = 0; i < out.size(); ++i) {
    uint32_t bits = 0;
    for (std::size_t b = 0; b < 4; ++b) bits |= uint32_t{static_cast<unsigned char>(bytes[i * 4 + b])} << (8 * b);
    out[i] = std::bit_cast<float>(bits);
  }
  return out;
}

std::string EncodePayload(const posedb::Payload& payload) {
  return nlohmann::json(payload).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<posedb::Payload> DecodePayload(const std::string& text) {
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  posedb::Payload payload;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) return std::nullopt;
    payload[key] = value.get<std::string>();
  }
  return payload;
}

std::optional<posedb::CollectionInfo> Select(soci::session& sql, const std::string& name) {
  posedb::CollectionInfo info{name, 0, ""};
  int dimension = 0;
  sql << "select dimension, embedding_version from pose_collections where name = :name", use(name), into(dimension),
      into(info.embedding_version);
  if (!sql.got_data()) return std::nullopt;
  info.dimension = static_cast<std::size_t>(dimension);
  return info;
}

void InsertPoint(soci::session& sql, const std::string& collection, const posedb::Point& point) {
  const long long id = point.id;
  const std::string payload = EncodePayload(point.payload);
  BlobParameter vector(sql, EncodeVector(point.vector));
  sql << "insert into pose_points (collection, id, vector, payload) values (:c, :id, :v, :p)", use(collection), use(id),
      vector.use(), use(payload);
}

Error Unknown(const std::string& name) { return {ErrorCode::kNotFound, "no collection " + name + " in the database"}; }

Error Damaged(const std::string& name, posedb::PointId id) {
  return {ErrorCode::kDamaged, "collection " + name + ": stored point " + std::to_string(id) + " is damaged"};
}

}  // namespace

Status PoseVectorRepository::Declare(const posedb::CollectionInfo& info) {
  return database_->connection().Write("cannot store the collection", [&](soci::session& sql) -> Status {
    if (const std::optional<posedb::CollectionInfo> known = Select(sql, info.name)) {
      if (known->dimension == info.dimension && known->embedding_version == info.embedding_version) return {};
      return Error{ErrorCode::kInvalidArgument, "collection " + info.name + " has dimension " +
                                                    std::to_string(known->dimension) + ", embedding version " +
                                                    known->embedding_version + "; use another name"};
    }
    const int dimension = static_cast<int>(info.dimension);
    sql << "insert into pose_collections (name, dimension, embedding_version) values (:n, :d, :v)", use(info.name),
        use(dimension), use(info.embedding_version);
    return {};
  });
}

Status PoseVectorRepository::Append(const posedb::CollectionInfo& info, std::span<const posedb::Point> points) {
  if (points.empty()) return {};
  const long long first = points.front().id;
  const long long next_id = points.back().id + 1;
  return database_->connection().Write("cannot store the poses", [&](soci::session& sql) -> Status {
    if (!Select(sql, info.name)) return Unknown(info.name);
    // Refused where another process has given these ids meanwhile, also when it removed the points again.
    soci::statement take =
        (sql.prepare << "update pose_collections set next_id = :n where name = :c and next_id <= :id", use(next_id),
         use(info.name), use(first));
    take.execute(true);
    if (take.get_affected_rows() == 0) {
      return Error{ErrorCode::kConflict, "collection " + info.name + " was changed by another process; open it again"};
    }
    for (const posedb::Point& point : points) InsertPoint(sql, info.name, point);
    return {};
  });
}

Status PoseVectorRepository::Remove(const posedb::CollectionInfo& info, posedb::PointId point) {
  const long long id = point;
  return database_->connection().Write("cannot remove the pose", [&](soci::session& sql) -> Status {
    sql << "delete from pose_points where collection = :c and id = :id", use(info.name), use(id);
    return {};
  });
}

Result<posedb::Stored> PoseVectorRepository::Load(const posedb::CollectionInfo& info) {
  return database_->connection().Read("cannot read the poses", [&](soci::session& sql) -> Result<posedb::Stored> {
    posedb::Stored stored;
    long long id = 0;
    sql << "select next_id from pose_collections where name = :c", use(info.name), into(id);
    if (!sql.got_data()) return Unknown(info.name);
    stored.next_id = id;
    std::string vector;
    std::string payload;
    soci::statement statement =
        (sql.prepare << "select id, vector, payload from pose_points where collection = :c order by id", use(info.name),
         into(id), into(vector), into(payload));
    statement.execute();
    while (statement.fetch()) {
      std::optional<posedb::Payload> decoded = DecodePayload(payload);
      if (!decoded || vector.size() != info.dimension * sizeof(float)) return Damaged(info.name, id);
      stored.points.push_back({id, DecodeVector(vector), *std::move(decoded)});
    }
    return stored;
  });
}

Result<std::vector<CollectionRow>> PoseVectorRepository::Collections() {
  using Rows = std::vector<CollectionRow>;
  return database_->connection().Read("cannot read the collections", [](soci::session& sql) -> Result<Rows> {
    Rows rows;
    std::string name;
    std::string version;
    int dimension = 0;
    long long points = 0;
    soci::statement statement =
        (sql.prepare << "select name, dimension, embedding_version, (select count(*) from pose_points where "
                        "collection = name) from pose_collections order by name",
         into(name), into(dimension), into(version), into(points));
    statement.execute();
    while (statement.fetch()) {
      rows.push_back({{name, static_cast<std::size_t>(dimension), version}, static_cast<std::size_t>(points)});
    }
    return rows;
  });
}

Result<posedb::CollectionInfo> PoseVectorRepository::Find(const std::string& name) {
  return database_->connection().Read("cannot read the collection",
                                      [&](soci::session& sql) -> Result<posedb::CollectionInfo> {
                                        std::optional<posedb::CollectionInfo> info = Select(sql, name);
                                        if (!info) return Unknown(name);
                                        return *std::move(info);
                                      });
}

Result<posedb::Collection> PoseVectorRepository::Open(const posedb::CollectionInfo& info) {
  // Checked before it is declared, so that a bad one leaves nothing behind.
  EZPT_TRY(const posedb::Collection checked, posedb::Collection::Create(info));
  EZPT_CHECK_OK(Declare(checked.info()));
  return posedb::Collection::Open(info, *this);
}

}  // namespace ezpt::store
