#include <memory>
#include <string>

#include "command.h"
#include "store/database.h"
#include "store/key_rotation.h"
#include "store/master_key.h"

namespace ezpt::app {
namespace {

struct Flags {
  std::string db = "sqlite:ezpt.db";
  std::string key_file;
};

Status Rotate(const Flags& flags, Output& output) {
  const std::string file = flags.key_file.empty() ? store::KeyFileBeside(flags.db) : flags.key_file;
  if (file.empty()) return Error{ErrorCode::kInvalidArgument, "a database in memory has no key file"};
  // Before the database is opened, which would make one that is not there.
  if (const auto key = store::MasterKey::Read(file); !key.ok()) return key.error();
  EZPT_TRY(const std::shared_ptr<store::Database> database, store::Database::Open(flags.db));
  EZPT_TRY(const int keys, store::RotateMasterKey(*database, file));
  output.Line(file + " is a new master key; it wraps " + std::to_string(keys) + " keys");
  output.Line("Save it, and make a new backup: those made before need the key file of before.");
  output.Line("Start every server on this database again, with this file.");
  return {};
}

}  // namespace

void AddKeysCommand(CLI::App& app, Action& action) {
  auto flags = std::make_shared<Flags>();
  CLI::App* keys = app.add_subcommand("keys", "The keys that records are encrypted under");
  keys->require_subcommand(1);
  CLI::App* rotate = keys->add_subcommand("rotate", "Make a new master key; what was encrypted stays as it is");
  rotate->add_option("--db", flags->db, "The database, as ezpt serve was given it")->capture_default_str();
  rotate->add_option("--key-file", flags->key_file,
                     "The database's master key; without it: PATH.key beside the database");
  rotate->callback([flags, &action] { action = [flags](Output& output) { return Rotate(*flags, output); }; });
}

}  // namespace ezpt::app
