// A therapist's exercise file: YAML, then the validator's fields.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "exercise_yaml/yaml.h"
#include "motion/analyzer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace ezpt;
  const auto definition =
      exercise::ParseDefinitionYaml(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.yaml");
  // What the validator accepts, the analyzer has to take.
  if (definition.ok() && !motion::Analyzer::Create(*definition, {.width = 640, .height = 480}).ok()) __builtin_trap();
  return 0;
}
