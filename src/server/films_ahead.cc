#include "server/films_ahead.h"

#include "server/guard.h"
#include "server/log.h"
#include "server/priority.h"

namespace ezpt::server {

FilmsAhead::FilmsAhead(const Library& library, VirtualPatient& virtual_patient, const LiveHub& hub)
    : library_(library),
      virtual_patient_(virtual_patient),
      hub_(hub),
      maker_([this] { Guarded("films_ahead_failed", [this] { MakeAll(); }); }) {}

FilmsAhead::~FilmsAhead() {
  stopping_ = true;
  virtual_patient_.Stop();
  maker_.join();
}

void FilmsAhead::MakeAll() {
  // Their names are made first, at the usual priority: whoever asks for a film waits for its name while it is made.
  for (const auto& definition : library_.all()) {
    if (!stopping_) (void)virtual_patient_.KeptVideo(*definition, "demo", "");
  }
  YieldToOthers();
  for (const auto& definition : library_.all()) {
    if (stopping_) return;
    const Status made = virtual_patient_.Prepare(*definition, "demo", [this] { return hub_.IsBusy(); });
    if (!made.ok()) Log("film_failed", {{"exercise", definition->id}, {"why", made.error().message}});
  }
}

}  // namespace ezpt::server
