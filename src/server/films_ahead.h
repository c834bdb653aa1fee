#pragma once

#include <atomic>
#include <thread>

#include "server/library.h"
#include "server/live/live_hub.h"
#include "server/virtual_patient.h"

namespace ezpt::server {

/// Draws the demonstration of every exercise that has none yet, on a thread of its own and while nobody is being
/// coached. Everything it is given outlives it.
class FilmsAhead {
 public:
  FilmsAhead(const Library& library, VirtualPatient& virtual_patient, const LiveHub& hub);
  ~FilmsAhead();
  FilmsAhead(const FilmsAhead&) = delete;
  FilmsAhead& operator=(const FilmsAhead&) = delete;

 private:
  void MakeAll();

  const Library& library_;
  VirtualPatient& virtual_patient_;
  const LiveHub& hub_;
  std::atomic<bool> stopping_ = false;
  std::thread maker_;
};

}  // namespace ezpt::server
