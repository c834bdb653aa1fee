#include "support/patient.h"

#include "exercise_yaml/yaml.h"

namespace ezpt::test {

const std::vector<exercise::Definition>& Library() {
  static const auto library = exercise::LoadLibrary(EZPT_SOURCE_DIR "/exercises");
  static const std::vector<exercise::Definition> none;
  return library.ok() ? *library : none;
}

body::Side WorkingFrom(body::View view) {
  return view == body::View::kSideRight ? body::Side::kRight : body::Side::kLeft;
}

body::Event Of(body::Event::Kind kind, double seconds) {
  body::Event event;
  event.kind = kind;
  event.duration = Seconds(seconds);
  return event;
}

}  // namespace ezpt::test
