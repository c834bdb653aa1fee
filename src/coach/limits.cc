#include "coach/limits.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "motion/personal_limit.h"

namespace ezpt::coach {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxIdBytes = 64;

Error Wrong(const char* field, const char* expected) {
  return {ErrorCode::kDamaged, std::string("limit: ") + field + " must be " + expected};
}

Result<double> Bound(const json& limit, const char* field, double unbounded) {
  const auto it = limit.find(field);
  if (it == limit.end() || it->is_null()) return unbounded;
  const double value = it->is_number() ? it->get<double>() : kUnbounded + 1;
  if (!(std::fabs(value) <= kUnbounded)) return Wrong(field, "a number or null");
  return value;
}

Result<SideChoice> Side(const json& limit) {
  const auto it = limit.find("side");
  if (it == limit.end() || it->is_null()) return SideChoice::kAuto;
  if (*it == "left") return SideChoice::kLeft;
  if (*it == "right") return SideChoice::kRight;
  if (*it == "both") return SideChoice::kBoth;
  return Wrong("side", "left, right, both or null");
}

json SideJson(SideChoice side) {
  if (side == SideChoice::kLeft) return "left";
  if (side == SideChoice::kRight) return "right";
  return side == SideChoice::kBoth ? json("both") : json(nullptr);
}

}  // namespace

Result<std::optional<PersonalLimit>> ParseLimit(const json& message) {
  const auto it = message.find("limit");
  if (it == message.end() || it->is_null()) return std::optional<PersonalLimit>();
  if (!it->is_object()) return Error{ErrorCode::kDamaged, "limit must be an object or null"};
  PersonalLimit limit;
  const auto quantity = it->find("quantity");
  if (quantity == it->end() || !quantity->is_string()) return Wrong("quantity", "the id of a measure");
  limit.quantity = quantity->get<std::string>();
  if (limit.quantity.empty() || limit.quantity.size() > kMaxIdBytes) return Wrong("quantity", "the id of a measure");
  EZPT_TRY(limit.side, Side(*it));
  EZPT_TRY(limit.least, Bound(*it, "least", -kUnbounded));
  EZPT_TRY(limit.most, Bound(*it, "most", kUnbounded));
  if (limit.least > limit.most) return Wrong("least", "no more than most");
  return std::optional(std::move(limit));
}

json ToJson(const PersonalLimit& limit) {
  json value = {{"quantity", limit.quantity}, {"side", SideJson(limit.side)}, {"least", nullptr}, {"most", nullptr}};
  if (limit.least > -kUnbounded) value["least"] = limit.least;
  if (limit.most < kUnbounded) value["most"] = limit.most;
  return value;
}

std::shared_ptr<const exercise::Definition> AsCoached(const std::shared_ptr<const exercise::Definition>& definition,
                                                      const std::optional<PersonalLimit>& limit) {
  if (!limit || definition == nullptr) return definition;
  auto within = motion::WithinLimit(*definition, *limit, SideChoice::kAuto);
  if (!within.ok()) return definition;
  return std::make_shared<const exercise::Definition>(*std::move(within));
}

}  // namespace ezpt::coach
