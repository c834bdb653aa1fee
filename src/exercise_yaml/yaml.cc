#include "exercise_yaml/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "exercise/validate.h"

namespace ezpt::exercise {
namespace {

namespace fs = std::filesystem;

/// Leaves the parser early; caught in ParseYaml, never outside this file.
struct Refused : std::exception {
  Refused(ErrorCode error_code, const YAML::Mark& where, std::string why)
      : code(error_code), mark(where), message(std::move(why)) {}

  ErrorCode code;
  YAML::Mark mark;
  std::string message;
};

Mark ToMark(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

/// yaml-cpp's events to nodes. Limits are kept while the tree grows, so that a
/// small file cannot become a large tree.
class TreeBuilder : public YAML::EventHandler {
 public:
  [[nodiscard]] Node TakeRoot() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Begin(mark, NodeKind::kNull, "", anchor);
    Close();
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { RefuseAnchor(mark); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (AtKey()) {
      CheckTag(mark, tag, anchor);
      TakeKey(mark, value);
      return;
    }
    Node& node = Begin(mark, NodeKind::kScalar, tag, anchor);
    node.scalar = value;
    // The parser tags quoted scalars "!" and plain ones "?".
    node.style = tag == "!" ? ScalarStyle::kQuoted : ScalarStyle::kPlain;
    Close();
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Begin(mark, NodeKind::kSequence, tag, anchor);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Begin(mark, NodeKind::kMap, tag, anchor);
  }
  void OnMapEnd() override { Close(); }

 private:
  [[noreturn]] static void RefuseAnchor(const YAML::Mark& mark) {
    throw Refused(ErrorCode::kDamaged, mark, "anchors and aliases are not allowed; write the value out");
  }

  static void CheckTag(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) RefuseAnchor(mark);
    if (!tag.empty() && tag != "?" && tag != "!") {
      throw Refused(ErrorCode::kDamaged, mark, "tags are not allowed; write the plain value");
    }
  }

  [[nodiscard]] bool AtKey() const {
    return !open_.empty() && open_.back()->kind == NodeKind::kMap &&
           open_.back()->keys.size() == open_.back()->items.size();
  }

  void TakeKey(const YAML::Mark& mark, const std::string& name) {
    Node& map = *open_.back();
    if (map.Find(name) != nullptr) {
      throw Refused(ErrorCode::kDamaged, mark, "the field " + name + " stands here twice");
    }
    map.keys.push_back({name, ToMark(mark)});
  }

  /// Appends a node to the innermost open one and opens it.
  Node& Begin(const YAML::Mark& mark, NodeKind kind, const std::string& tag, YAML::anchor_t anchor) {
    CheckTag(mark, tag, anchor);
    if (AtKey()) throw Refused(ErrorCode::kDamaged, mark, "expected a field name");
    if (++nodes_ > kMaxDocumentNodes || open_.size() >= static_cast<std::size_t>(kMaxDocumentDepth)) {
      throw Refused(ErrorCode::kLimitExceeded, mark, "too many or too deeply nested values");
    }
    Node& node = open_.empty() ? root_ : open_.back()->items.emplace_back();
    node.kind = kind;
    node.mark = ToMark(mark);
    // Only the innermost node grows while it is open, so these stay valid.
    open_.push_back(&node);
    return node;
  }

  void Close() { open_.pop_back(); }

  Node root_;
  std::vector<Node*> open_;
  std::size_t nodes_ = 0;
};

Error At(ErrorCode code, std::string_view file, const YAML::Mark& mark, const std::string& message) {
  std::string where(file);
  if (!mark.is_null()) where += ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
  return {code, where + ": " + message};
}

}  // namespace

Result<Node> ParseYaml(std::string_view text, std::string_view file) {
  if (text.size() > kMaxDocumentBytes) {
    return Error{ErrorCode::kLimitExceeded, std::string(file) + ": larger than " +
                                                std::to_string(kMaxDocumentBytes / 1024) +
                                                " KiB, the most an exercise may have"};
  }
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder;
    if (!parser.HandleNextDocument(builder)) {
      return Error{ErrorCode::kDamaged, std::string(file) + ": empty; expected an exercise definition"};
    }
    Node root = builder.TakeRoot();
    if (TreeBuilder second; parser.HandleNextDocument(second)) {
      return Error{ErrorCode::kDamaged, std::string(file) + ": has two documents; expected one"};
    }
    return root;
  } catch (const Refused& refused) {
    return At(refused.code, file, refused.mark, refused.message);
  } catch (const YAML::Exception& exception) {
    return At(ErrorCode::kDamaged, file, exception.mark, "not valid YAML: " + exception.msg);
  } catch (const std::exception&) {
    return Error{ErrorCode::kDamaged, std::string(file) + ": not valid YAML"};
  }
}

Result<Definition> ParseDefinitionYaml(std::string_view text, std::string_view file) {
  EZPT_TRY(const Node document, ParseYaml(text, file));
  return ToDefinition(document, file);
}

Result<std::string> ReadDefinitionText(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return Error{ErrorCode::kNotFound, path + ": no such file"};
  if (!fs::is_regular_file(path, error)) return Error{ErrorCode::kDamaged, path + ": not a file"};
  if (fs::file_size(path, error) > kMaxDocumentBytes || error) {
    return Error{ErrorCode::kLimitExceeded, path + ": larger than " + std::to_string(kMaxDocumentBytes / 1024) +
                                                " KiB, the most an exercise may have"};
  }
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream || !text) return Error{ErrorCode::kDamaged, path + ": cannot be read"};
  return text.str();
}

Result<Definition> LoadDefinition(const std::string& path) {
  EZPT_TRY(const std::string text, ReadDefinitionText(path));
  return ParseDefinitionYaml(text, path);
}

Result<std::vector<std::string>> DefinitionFiles(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".yaml") files.push_back(entry->path());
  }
  if (error) return Error{ErrorCode::kNotFound, folder + ": cannot read the exercise folder"};
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) { return a.stem() < b.stem(); });
  return std::vector<std::string>(files.begin(), files.end());
}

std::string WhyNotInLibrary(const Definition& definition, const std::string& path) {
  const std::string name = fs::path(path).stem().string();
  if (definition.id == name) return "";
  return path + ": id: expected " + name + ", the file's own name, found " + definition.id;
}

Result<std::vector<Definition>> LoadLibrary(const std::string& folder) {
  EZPT_TRY(const std::vector<std::string> files, DefinitionFiles(folder));
  std::vector<Definition> library;
  for (const std::string& file : files) {
    EZPT_TRY(Definition definition, LoadDefinition(file));
    std::string why_not = WhyNotInLibrary(definition, file);
    if (!why_not.empty()) return Error{ErrorCode::kDamaged, std::move(why_not)};
    library.push_back(std::move(definition));
  }
  return library;
}

}  // namespace ezpt::exercise
