// The Engine as a WebAssembly module without imports. The page writes into
// ezpt_input or ezpt_pixels, calls, and reads ezpt_answer; a call returns 0, or
// an error, whose line is then the answer. web/src/device/engine.ts is the caller.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "engine.h"

namespace {

using ezpt::Result;
using ezpt::Status;
using ezpt::app::Engine;

constexpr std::size_t kMaxInputBytes = 64u << 20;

struct Module {
  Engine engine;
  std::string input;
  std::string answer;
};

Module& Get() {
  static Module module;
  return module;
}

/// What was put in; its memory is given back when the call ends.
std::string TakeInput() { return std::exchange(Get().input, {}); }

int Failed(const ezpt::Error& error) {
  Get().answer = error.message;
  return 1 + static_cast<int>(error.code);
}

int Finish(const Status& status) {
  if (!status.ok()) return Failed(status.error());
  Get().answer.clear();
  return 0;
}

int Finish(Result<std::string> answer) {
  if (!answer.ok()) return Failed(answer.error());
  Get().answer = *std::move(answer);
  return 0;
}

}  // namespace

extern "C" {

/// Room for `size` bytes that the next call reads; null when that is too much.
char* ezpt_input(std::size_t size) {
  if (size > kMaxInputBytes) return nullptr;
  Get().input.resize(size);
  return Get().input.data();
}

const char* ezpt_answer() { return Get().answer.data(); }
std::size_t ezpt_answer_size() { return Get().answer.size(); }

int ezpt_load_model() {
  const std::string packed = TakeInput();
  return Finish(Get().engine.LoadModel({reinterpret_cast<const std::byte*>(packed.data()), packed.size()}));
}

int ezpt_load_exercises() { return Finish(Get().engine.LoadExercises(TakeInput())); }
int ezpt_prepare_recognition() { return Finish(Get().engine.PrepareRecognition()); }
int ezpt_open() { return Finish(Get().engine.Open(TakeInput())); }

/// Input: the exercise's id in the first `id_size` bytes, then the chunks as ezpt_take_chunks gave them.
int ezpt_restore(std::size_t id_size) {
  const std::string input = TakeInput();
  const std::string_view text = input;
  if (id_size > text.size()) return Finish(Status(ezpt::Error{ezpt::ErrorCode::kInvalidArgument, "engine: no chunks"}));
  const auto chunks = ezpt::app::SplitChunks(text.substr(id_size));
  if (!chunks.ok()) return Failed(chunks.error());
  return Finish(Get().engine.Restore(text.substr(0, id_size), *chunks));
}

/// Room for a picture, RGBA; null for a size that is not allowed.
uint8_t* ezpt_pixels(int width, int height) { return Get().engine.Pixels(width, height); }

int ezpt_process_picture(double t, uint32_t sequence) { return Finish(Get().engine.ProcessPicture(t, sequence)); }

/// Input: nothing, or 51 floats.
int ezpt_process_landmarks(double t, uint32_t sequence) {
  const std::string input = TakeInput();
  std::vector<float> points(input.size() / sizeof(float));
  std::memcpy(points.data(), input.data(), points.size() * sizeof(float));
  return Finish(Get().engine.ProcessLandmarks(points, t, sequence));
}

int ezpt_apply() { return Finish(Get().engine.Apply(TakeInput())); }

/// @param everything 0: the chunks that are closed; else the open one too.
int ezpt_take_chunks(int everything) {
  using Take = ezpt::coach::Pipeline::Take;
  Get().answer = Get().engine.TakeChunks(everything == 0 ? Take::kClosed : Take::kEverything);
  return 0;
}

int ezpt_summary() { return Finish(Get().engine.Summary()); }
int ezpt_run_network() { return Finish(Get().engine.RunNetwork()); }

}  // extern "C"
