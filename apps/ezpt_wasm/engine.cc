#include "engine.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "coach/feedback_json.h"
#include "coach/limits.h"
#include "exercise/json.h"
#include "exercise/validate.h"
#include "pose/tracker.h"

namespace ezpt::app {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxLibraryBytes = 4u << 20;
constexpr std::size_t kMaxTextBytes = 16u << 10;
constexpr std::size_t kMaxLanguageBytes = 15;
constexpr int kMaxDose = 1000;
constexpr double kMaxDoseSeconds = 3600;
constexpr int kNoiseFactor = 7919;

Error Wrong(std::string_view what) { return {ErrorCode::kInvalidArgument, "engine: " + std::string(what)}; }

/// Null and absent are the same: nothing.
const json* Find(const json& object, const char* field) {
  const auto it = object.find(field);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

Result<std::string> Text(const json& object, const char* field, std::size_t max_bytes, const char* fallback) {
  const json* value = Find(object, field);
  if (value == nullptr) return std::string(fallback);
  if (!value->is_string() || value->get_ref<const std::string&>().size() > max_bytes) {
    return Wrong(std::string(field) + " must be a short text");
  }
  return value->get<std::string>();
}

Result<double> Number(const json& object, const char* field, double max) {
  const json* value = Find(object, field);
  if (value == nullptr) return 0.0;
  const double number = value->is_number() ? value->get<double>() : -1.0;
  if (!(number >= 0 && number <= max))
    return Wrong(std::string(field) + " must be a number from 0 on, and not so large");
  return number;
}

Result<coach::SideChoice> Side(const std::string& name) {
  if (name == "auto") return coach::SideChoice::kAuto;
  if (name == "left") return coach::SideChoice::kLeft;
  if (name == "right") return coach::SideChoice::kRight;
  if (name == "both") return coach::SideChoice::kBoth;
  return Wrong("side must be left, right, both or null");
}

Result<coach::SessionOptions> ReadOptions(const json& message) {
  coach::SessionOptions options;
  EZPT_TRY(const std::string side, Text(message, "side", kMaxTextBytes, "auto"));
  EZPT_TRY(options.side, Side(side));
  EZPT_TRY(options.language, Text(message, "language", kMaxLanguageBytes, "en"));
  EZPT_TRY(options.limit, coach::ParseLimit(message));
  EZPT_TRY(const double reps, Number(message, "reps", kMaxDose));
  EZPT_TRY(const double sets, Number(message, "sets", kMaxDose));
  EZPT_TRY(const double hold, Number(message, "hold_s", kMaxDoseSeconds));
  EZPT_TRY(const double rest, Number(message, "rest_s", kMaxDoseSeconds));
  options.reps = static_cast<uint16_t>(reps);
  options.sets = static_cast<uint16_t>(sets);
  options.hold_s = static_cast<float>(hold);
  options.rest_s = static_cast<float>(rest);
  return options;
}

bool IsSide(double pixels) { return pixels >= Engine::kMinSide && pixels <= Engine::kMaxSide; }

Result<body::StreamInfo> ReadView(const json& message) {
  const json* view = Find(message, "view");
  if (view == nullptr || !view->is_object()) return Wrong("view must be an object with width and height");
  EZPT_TRY(const double width, Number(*view, "width", Engine::kMaxSide));
  EZPT_TRY(const double height, Number(*view, "height", Engine::kMaxSide));
  if (!IsSide(width) || !IsSide(height)) return Wrong("view: width and height must be 32 to 1920 pixels");
  body::StreamInfo stream;
  stream.width = static_cast<int>(width);
  stream.height = static_cast<int>(height);
  return stream;
}

Result<json> ReadObject(std::string_view text) {
  if (text.size() > kMaxTextBytes) return Error{ErrorCode::kLimitExceeded, "engine: text over 16 KiB"};
  json message = json::parse(text, nullptr, false);
  if (!message.is_object()) return Error{ErrorCode::kDamaged, "engine: not a JSON object"};
  return message;
}

}  // namespace

Status Engine::LoadModel(std::span<const std::byte> packed) {
  EZPT_TRY(model_, nn::Model::LoadPacked(packed));
  measured_.reset();
  return {};
}

Status Engine::LoadExercises(std::string_view lines) {
  if (lines.size() > kMaxLibraryBytes) return Error{ErrorCode::kLimitExceeded, "engine: exercises over 4 MiB"};
  std::vector<Entry> exercises;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines = end == std::string_view::npos ? std::string_view{} : lines.substr(end + 1);
    if (line.empty()) continue;
    EZPT_TRY(exercise::Definition definition, exercise::ParseDefinitionJson(line, "exercise"));
    exercises.push_back(std::make_shared<exercise::Definition>(std::move(definition)));
  }
  exercises_ = std::move(exercises);
  classifier_.reset();
  return {};
}

Status Engine::PrepareRecognition() {
  EZPT_TRY(auto references, motion::MakeReferenceCollection(exercises_, {}));
  EZPT_TRY(classifier_, motion::PoseClassifier::Create(std::move(references)));
  return {};
}

Result<Engine::Entry> Engine::Find(std::string_view id) const {
  for (const Entry& entry : exercises_) {
    if (entry->id == id) return entry;
  }
  return Error{ErrorCode::kNotFound, "engine: the exercise is not loaded"};
}

Result<coach::Pipeline::Parts> Engine::MakeParts() const {
  coach::Pipeline::Parts parts;
  parts.classifier = classifier_;
  if (model_ == nullptr) return parts;
  pose::TrackerOptions options;
  options.session.isa = isa_;
  EZPT_TRY(pose::PoseTracker tracker, pose::PoseTracker::Create(model_, options));
  parts.tracker = std::make_unique<pose::PoseTracker>(std::move(tracker));
  return parts;
}

Status Engine::Open(std::string_view options) {
  EZPT_TRY(const json message, ReadObject(options));
  EZPT_TRY(const std::string id, Text(message, "exercise", exercise::kMaxIdLength, ""));
  EZPT_TRY(const coach::SessionOptions session, ReadOptions(message));
  EZPT_TRY(const body::StreamInfo stream, ReadView(message));
  EZPT_TRY(const Entry definition, Find(id));
  EZPT_TRY(coach::Pipeline::Parts parts, MakeParts());
  EZPT_TRY(coach::Pipeline pipeline, coach::Pipeline::Create(definition, stream, session, std::move(parts)));
  session_.emplace(std::move(pipeline));
  stream_ = stream;
  return {};
}

Status Engine::Restore(std::string_view exercise, std::span<const std::string> chunks) {
  EZPT_TRY(const Entry definition, Find(exercise));
  if (chunks.empty()) return Wrong("there is no chunk to go on from");
  const std::string& bytes = chunks.front();
  EZPT_TRY(const coach::RecordChunk first,
           coach::DecodeChunk({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}));
  EZPT_TRY(coach::Pipeline::Parts parts, MakeParts());
  EZPT_TRY(coach::Pipeline pipeline, coach::Restore(definition, chunks, std::move(parts)));
  session_.emplace(std::move(pipeline));
  stream_ = first.stream;
  return {};
}

uint8_t* Engine::Pixels(int width, int height) {
  if (!IsSide(width) || !IsSide(height)) return nullptr;
  rgb_.Resize(width, height);
  rgba_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  return rgba_.data();
}

Result<std::string> Engine::ProcessPicture(double t, uint32_t sequence) {
  EZPT_CHECK_OK(NeedSession());
  if (rgba_.empty()) return Wrong("there is no picture");
  const uint8_t* from = rgba_.data();
  uint8_t* to = rgb_.Row(0);
  for (std::size_t i = 0; i < rgba_.size(); i += 4, from += 4, to += 3) {
    to[0] = from[0];
    to[1] = from[1];
    to[2] = from[2];
  }
  const double height = static_cast<double>(rgb_.height()) * stream_.width / rgb_.width();
  return Answer(session_->ProcessFrame(rgb_.view(), Seconds(t), sequence), height);
}

Result<std::string> Engine::ProcessLandmarks(std::span<const float> points, double t, uint32_t sequence) {
  EZPT_CHECK_OK(NeedSession());
  body::PoseFrame frame;
  frame.t = Seconds(t);
  if (!points.empty()) {
    if (points.size() != 3 * body::kCocoCount) return Wrong("landmarks must be 17 times x, y and score");
    frame.pose.emplace();
    for (std::size_t i = 0; i < body::kCocoCount; ++i) {
      frame.pose->points[i] = {points[3 * i], points[3 * i + 1], 0.0F, points[3 * i + 2]};
    }
  }
  return Answer(session_->ProcessLandmarks(frame, sequence), stream_.height);
}

Result<std::string> Engine::Answer(const Result<coach::Feedback>& feedback, double height) const {
  if (!feedback.ok()) return feedback.error();
  std::string name;
  if (feedback->recognised) {
    const Result<Entry> known = Find(feedback->recognised->exercise);
    if (known.ok()) name = exercise::In((*known)->names, session_->language());
  }
  return coach::Dump(coach::ToJson(*feedback, {static_cast<double>(stream_.width), height}, name));
}

Status Engine::NeedSession() const {
  if (!session_) return Wrong("no session is open");
  return {};
}

Status Engine::Apply(std::string_view message) {
  EZPT_CHECK_OK(NeedSession());
  EZPT_TRY(const json command, ReadObject(message));
  EZPT_TRY(const std::string type, Text(command, "type", kMaxTextBytes, ""));
  EZPT_TRY(const std::string name, Text(command, "reason", kMaxTextBytes, "done"));
  const auto reason = coach::ParseStopReason(name);
  if (!reason) return Wrong("reason must be done, pain, fatigue or other");
  if (type == "pause") {
    session_->Apply(coach::CommandKind::kPause);
  } else if (type == "resume") {
    session_->Apply(coach::CommandKind::kResume);
  } else if (type == "skip_rest") {
    session_->Apply(coach::CommandKind::kSkipRest);
  } else if (type == "stop") {
    session_->Apply(coach::CommandKind::kStop, *reason);
  } else {
    return Wrong("the type of a command must be pause, resume, skip_rest or stop");
  }
  return {};
}

std::string Engine::TakeChunks(coach::Pipeline::Take take) {
  std::string framed;
  if (!session_) return framed;
  for (const std::string& chunk : session_->TakeChunks(take)) {
    for (int i = 0; i < 4; ++i) framed.push_back(static_cast<char>(chunk.size() >> (8 * i) & 0xFF));
    framed += chunk;
  }
  return framed;
}

Result<std::string> Engine::Summary() const {
  EZPT_CHECK_OK(NeedSession());
  return coach::Dump(coach::ToJson(session_->Summary(), session_->definition(), session_->language()));
}

Status Engine::RunNetwork() {
  if (model_ == nullptr) return Wrong("no model is loaded");
  if (!measured_) {
    nn::SessionOptions options;
    options.isa = isa_;
    EZPT_TRY(measured_, pose::movenet::Network::Create(model_, options));
  }
  std::vector<uint8_t> noise(static_cast<std::size_t>(measured_->input_side() * measured_->input_side() * 3));
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<uint8_t>(i * kNoiseFactor);
  EZPT_TRY([[maybe_unused]] const auto keypoints, measured_->Run(noise));
  return {};
}

Result<std::vector<std::string>> SplitChunks(std::string_view framed) {
  std::vector<std::string> chunks;
  while (!framed.empty()) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4 && i < framed.size(); ++i) {
      size |= static_cast<std::size_t>(static_cast<uint8_t>(framed[i])) << (8 * i);
    }
    if (framed.size() < 4 || framed.size() - 4 < size)
      return Error{ErrorCode::kDamaged, "engine: chunks are cut short"};
    chunks.emplace_back(framed.substr(4, size));
    framed.remove_prefix(4 + size);
  }
  return chunks;
}

}  // namespace ezpt::app
