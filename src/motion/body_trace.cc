#include "motion/body_trace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace ezpt::motion {
namespace {

using body::Joint;

constexpr std::array kPoints = {Joint::kNose,       Joint::kLeftShoulder, Joint::kRightShoulder, Joint::kLeftElbow,
                                Joint::kRightElbow, Joint::kLeftWrist,    Joint::kRightWrist,    Joint::kLeftHip,
                                Joint::kRightHip,   Joint::kLeftKnee,     Joint::kRightKnee,     Joint::kLeftAnkle,
                                Joint::kRightAnkle};
constexpr std::size_t kLeftShoulder = 1, kRightShoulder = 2;
/// So often a matrix is squared to find its principal direction: what is a hundredth weaker has then vanished.
constexpr int kSquarings = 12;

using Vector = std::array<float, 3>;

Vector PlaceOf(const body::Landmark& point) { return {point.x, point.y, point.z}; }

std::optional<Vector> Middle(const body::Pose& pose, Joint left, Joint right) {
  const body::Landmark a = body::At(pose, left), b = body::At(pose, right);
  if (a.score <= 0 || b.score <= 0) return std::nullopt;
  return Vector{(a.x + b.x) / 2, (a.y + b.y) / 2, (a.z + b.z) / 2};
}

/// Sums of the rows before each, so that any mean is a difference.
std::vector<double> PrefixSums(const Trace& trace) {
  const std::size_t dimensions = trace.dimensions();
  std::vector<double> sums((trace.size() + 1) * dimensions, 0.0);
  for (std::size_t i = 0; i < trace.size(); ++i) {
    for (std::size_t d = 0; d < dimensions; ++d) {
      sums[(i + 1) * dimensions + d] = sums[i * dimensions + d] + static_cast<double>(trace.at(i)[d]);
    }
  }
  return sums;
}

void SubtractMean(Trace& trace) {
  if (trace.size() == 0) return;
  const std::vector<double> sums = PrefixSums(trace);
  const double* total = sums.data() + trace.size() * trace.dimensions();
  for (std::size_t i = 0; i < trace.size(); ++i) {
    for (std::size_t d = 0; d < trace.dimensions(); ++d) {
      trace.at(i)[d] -= static_cast<float>(total[d] / static_cast<double>(trace.size()));
    }
  }
}

/// Σ x xᵀ.
std::vector<double> Covariance(const Trace& trace) {
  const std::size_t n = trace.dimensions();
  std::vector<double> matrix(n * n, 0.0);
  for (std::size_t i = 0; i < trace.size(); ++i) {
    const auto row = trace.at(i);
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b)
        matrix[a * n + b] += static_cast<double>(row[a]) * static_cast<double>(row[b]);
    }
  }
  return matrix;
}

/// The eigenvector of the largest eigenvalue, by repeated squaring. Zero for a matrix of zeros.
std::vector<double> PrincipalDirection(std::vector<double> matrix, std::size_t n) {
  const auto column = [&](std::size_t b) {
    double square = 0;
    for (std::size_t a = 0; a < n; ++a) square += matrix[a * n + b] * matrix[a * n + b];
    return square;
  };
  for (int round = 0; round < kSquarings; ++round) {
    double trace = 0;
    for (std::size_t a = 0; a < n; ++a) trace += matrix[a * n + a];
    if (trace <= 0) return std::vector<double>(n, 0.0);
    for (double& value : matrix) value /= trace;
    std::vector<double> square(n * n, 0.0);
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t b = 0; b < n; ++b) square[a * n + b] += matrix[a * n + k] * matrix[k * n + b];
      }
    }
    matrix = std::move(square);
  }
  std::size_t longest = 0;
  for (std::size_t b = 1; b < n; ++b) longest = column(b) > column(longest) ? b : longest;
  const double length = std::sqrt(column(longest));
  std::vector<double> direction(n, 0.0);
  for (std::size_t a = 0; a < n && length > 0; ++a) direction[a] = matrix[a * n + longest] / length;
  return direction;
}

}  // namespace

void Trace::Append(std::span<const float> row) {
  dimensions_ = row.size();
  values_.insert(values_.end(), row.begin(), row.end());
  ++size_;
}

Trace Smoothed(const Trace& trace, std::size_t width) {
  const std::vector<double> sums = PrefixSums(trace);
  const auto size = static_cast<int64_t>(trace.size());
  const std::size_t dimensions = trace.dimensions();
  const auto half = static_cast<int64_t>(width / 2);
  Trace out(trace.size(), dimensions);
  for (int64_t i = 0; i < size; ++i) {
    const int64_t from = std::max<int64_t>(i - half, 0), to = std::min<int64_t>(i + half, size - 1);
    const auto before = static_cast<double>(from - (i - half)), after = static_cast<double>(i + half - to);
    for (std::size_t d = 0; d < dimensions; ++d) {
      const double inside = sums[static_cast<std::size_t>(to + 1) * dimensions + d] -
                            sums[static_cast<std::size_t>(from) * dimensions + d];
      const double beyond = before * static_cast<double>(trace.at(0)[d]) +
                            after * static_cast<double>(trace.at(static_cast<std::size_t>(size - 1))[d]);
      out.at(static_cast<std::size_t>(i))[d] =
          static_cast<float>((inside + beyond) / static_cast<double>(2 * half + 1));
    }
  }
  return out;
}

Trace WithoutDrift(const Trace& trace, std::size_t width) {
  Trace out = trace;
  if (width < trace.size()) {
    const Trace slow = Smoothed(trace, width);
    for (std::size_t i = 0; i < trace.size(); ++i) {
      for (std::size_t d = 0; d < trace.dimensions(); ++d) out.at(i)[d] -= slow.at(i)[d];
    }
  }
  SubtractMean(out);
  return out;
}

double Energy(const Trace& trace) {
  double energy = 0;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    for (const float value : trace.at(i)) energy += static_cast<double>(value) * static_cast<double>(value);
  }
  return energy;
}

std::vector<float> AlongPrincipalDirection(const Trace& trace) {
  const std::vector<double> direction = PrincipalDirection(Covariance(trace), trace.dimensions());
  std::vector<float> course(trace.size(), 0.0F);
  for (std::size_t i = 0; i < trace.size(); ++i) {
    double sum = 0;
    for (std::size_t d = 0; d < direction.size(); ++d) sum += static_cast<double>(trace.at(i)[d]) * direction[d];
    course[i] = static_cast<float>(sum);
  }
  return course;
}

void BodyTrace::Push(const body::PoseFrame& frame) {
  if (!frame.pose) return;
  const auto hips = Middle(*frame.pose, Joint::kLeftHip, Joint::kRightHip);
  if (!hips) return;
  // A point that is not there stays where it was last.
  std::vector<float> row = previous_.empty() ? std::vector<float>(kPoints.size() * axes_, 0.0F) : previous_;
  seen_.resize(kPoints.size(), 0);
  for (std::size_t k = 0; k < kPoints.size(); ++k) {
    const body::Landmark point = body::At(*frame.pose, kPoints[k]);
    if (point.score <= 0) continue;
    ++seen_[k];
    for (std::size_t a = 0; a < axes_; ++a) row[k * axes_ + a] = PlaceOf(point)[a] - (*hips)[a];
  }
  ++frames_;
  if (previous_.empty()) {
    begin_ = last_ = frame.t;
    rows_.Append(row);
  }
  for (double next = begin_.value + static_cast<double>(rows_.size()) / kRate;
       next <= frame.t.value && next - begin_.value <= kLongest;
       next = begin_.value + static_cast<double>(rows_.size()) / kRate) {
    const auto share = static_cast<float>((next - last_.value) / (frame.t - last_).value);
    std::vector<float> between(row.size());
    for (std::size_t d = 0; d < row.size(); ++d) between[d] = previous_[d] + share * (row[d] - previous_[d]);
    rows_.Append(between);
  }
  previous_ = std::move(row);
  last_ = frame.t;
}

Trace BodyTrace::Finish() const {
  std::vector<float> trunks;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    float square = 0;
    for (std::size_t a = 0; a < axes_; ++a) {
      const float middle = (rows_.at(i)[kLeftShoulder * axes_ + a] + rows_.at(i)[kRightShoulder * axes_ + a]) / 2;
      square += middle * middle;
    }
    trunks.push_back(std::sqrt(square));
  }
  if (trunks.empty()) return {};
  std::nth_element(trunks.begin(), trunks.begin() + static_cast<std::ptrdiff_t>(trunks.size() / 2), trunks.end());
  const float trunk = trunks[trunks.size() / 2];
  if (!(trunk > 0)) return {};
  Trace out;
  std::vector<float> row;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    row.clear();
    for (std::size_t k = 0; k < kPoints.size(); ++k) {
      if (2 * seen_[k] < frames_) continue;
      for (std::size_t a = 0; a < axes_; ++a) row.push_back(rows_.at(i)[k * axes_ + a] / trunk);
    }
    out.Append(row);
  }
  return out;
}

}  // namespace ezpt::motion
