#pragma once

namespace ezpt::nn {

/// Runs tasks side by side; the core has no threads of its own. `Run` returns
/// when all are done, and neither allocates nor fails.
class ParallelFor {
 public:
  using Task = void (*)(void* context, int index);

  virtual ~ParallelFor() = default;
  [[nodiscard]] virtual int threads() const = 0;
  /// Calls task(context, i) once for each i in [0, count), count ≤ threads().
  virtual void Run(int count, Task task, void* context) = 0;
};

}  // namespace ezpt::nn
