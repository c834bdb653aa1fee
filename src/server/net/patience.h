#pragma once

#include <chrono>
#include <cstddef>

namespace ezpt::server {

/// How long a connection may keep its place while the other side does nothing for it.
struct Patience {
  using Duration = std::chrono::milliseconds;

  Duration head{10'000};    ///< From connecting to the whole of the first header, and from a later header's first byte.
  Duration idle{30'000};    ///< Between two requests.
  Duration crowded{3'000};  ///< Instead of both while over three quarters of the places are taken.
  /// A body or an answer goes on while at least `least_rate` bytes a second arrive, looked at over this long.
  Duration progress{30'000};
  double least_rate = 500;

  [[nodiscard]] std::size_t LeastBytes() const {
    return static_cast<std::size_t>(least_rate * std::chrono::duration<double>(progress).count());
  }
};

}  // namespace ezpt::server
