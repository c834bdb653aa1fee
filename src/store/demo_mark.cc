#include "store/demo_mark.h"

#include <charconv>
#include <string>

#include "store/connection.h"

namespace ezpt::store {
namespace {

using soci::into;
using soci::use;

/// In the table of what belongs to the database as a whole.
const std::string kMark = "demonstration", kFilled = "demonstration filled";

std::optional<std::string> Text(soci::session& sql, const std::string& name) {
  std::string text;
  sql << "select bytes from secrets where name = :name", use(name), into(text);
  if (!sql.got_data()) return std::nullopt;
  return text;
}

void Keep(soci::session& sql, const std::string& name, const std::string& text) {
  if (Text(sql, name)) return;
  BlobParameter bytes(sql, text);
  sql << "insert into secrets (name, bytes) values (:name, :bytes)", use(name), bytes.use();
}

}  // namespace

Result<std::optional<int64_t>> DemoMark::Find(ReadTx& tx) {
  const auto text = Text(tx.sql(), kMark);
  if (!text) return std::optional<int64_t>();
  int64_t marked_ms = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), marked_ms);
  if (error != std::errc() || end != text->data() + text->size()) {
    return Error{ErrorCode::kDamaged, "the mark of a demonstration is damaged"};
  }
  return std::optional<int64_t>(marked_ms);
}

Status DemoMark::Put(WriteTx& tx, int64_t now_ms) {
  Keep(tx.sql(), kMark, std::to_string(now_ms));
  return {};
}

Result<bool> DemoMark::IsFilled(ReadTx& tx) { return Text(tx.sql(), kFilled).has_value(); }

Status DemoMark::SetFilled(WriteTx& tx) {
  Keep(tx.sql(), kFilled, "yes");
  return {};
}

Result<bool> DemoMark::HasSessionsOfPeople(ReadTx& tx) {
  int count = 0;
  tx.sql() << "select count(*) from sessions where source <> 'demo'", into(count);
  return count > 0;
}

}  // namespace ezpt::store
