#include "nn/kernels/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "nn/aligned.h"
#include "nn/packing.h"
#include "nn/test_support.h"

namespace ezpt::nn {
namespace {

constexpr float kTolerance = 2e-5f;  // inputs within ±1, sums of at most 200 products

// Buffers of exactly the size, so that the address sanitizer sees one float too far.
struct Buffers {
  std::vector<float> expected;
  std::vector<float> actual;
  explicit Buffers(std::size_t size) : expected(size, -77.0f), actual(size, -77.0f) {}
  void ExpectClose() const {
    for (std::size_t i = 0; i < actual.size(); ++i) ASSERT_NEAR(actual[i], expected[i], kTolerance) << i;
  }
};

AlignedFloats Aligned(const std::vector<float>& values) {
  AlignedFloats out(RoundUpToLine(values.size()));
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

class Kernels : public testing::TestWithParam<Isa> {
 protected:
  void SetUp() override {
    const auto table = KernelsFor(GetParam());
    if (!table.ok()) GTEST_SKIP() << table.error().message;
    table_ = *table;
  }

  const KernelTable* table_ = nullptr;
  Random random_{5};
};

TEST_P(Kernels, RecordTheTargetTheyWereCompiledFor) {
  EXPECT_EQ(table_->isa, GetParam());
  EXPECT_NE(table_->target, 0);
  std::set<int64_t> targets;
  for (const Isa isa : {Isa::kSse4, Isa::kAvx2, Isa::kAvx512, Isa::kNeon}) {
    const auto other = KernelsFor(isa);
    if (!other.ok()) continue;
    EXPECT_TRUE(targets.insert((*other)->target).second) << IsaName(isa);
  }
}

TEST_P(Kernels, GemmEqualsScalar) {
  for (const int n : {1, 7, 8, 9, 16, 17, 24, 25, 32, 34, 40, 96}) {
    for (const int m : {1, 2, 3, 5, 6, 7, 11, 12, 13, 25}) {
      const int segments = 1 + m % 3;
      const int length = 3 + n % 5 + (m == 12 ? 40 : 0);
      const int depth = segments * length;
      GemmArgs args;
      args.a_stride = length + 1;
      args.segments = segments;
      args.segment_stride = (m + 2) * args.a_stride;
      args.segment_length = length;
      args.m = m;
      args.n = n;
      args.activation = static_cast<Activation>(m % 3);
      const auto a = RandomFloats(random_, static_cast<std::size_t>(segments * args.segment_stride));
      const auto plain = RandomFloats(random_, static_cast<std::size_t>(depth * n));
      AlignedFloats weights(PackedSize(depth, n));
      PackPanels(plain.data(), depth, n, weights.data());
      const AlignedFloats bias = Aligned(RandomFloats(random_, static_cast<std::size_t>(n)));
      const auto addend = RandomFloats(random_, static_cast<std::size_t>(m * n));
      args.a = a.data();
      args.weights = weights.data();
      args.bias = bias.data();
      args.addend = n % 2 == 0 ? addend.data() : nullptr;
      Buffers out(static_cast<std::size_t>(m * n));
      args.out = out.expected.data();
      ScalarKernels().gemm(args);
      args.out = out.actual.data();
      table_->gemm(args);
      SCOPED_TRACE(testing::Message() << "m " << m << " n " << n << " depth " << depth);
      ASSERT_NO_FATAL_FAILURE(out.ExpectClose());
    }
  }
}

// Leaving zeros out changes no sum: the same bits, whatever the zeros' pattern, and
// where there is not room for all rows at once.
TEST_P(Kernels, RectifiedInputsGiveTheSameProducts) {
  for (const int n : {1, 8, 16, 17, 24, 32, 40, 56, 96, 128}) {
    for (const auto& [m, depth] : {std::pair{13, 40}, {25, 7}, {1500, 33}, {40, 8000}, {30, 20000}}) {
      if (depth > 1000 && n != 24) continue;
      auto a = RandomFloats(random_, static_cast<std::size_t>(m) * static_cast<std::size_t>(depth));
      for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t column = i % static_cast<std::size_t>(depth);
        const std::size_t some_rows = i / static_cast<std::size_t>(depth) / 6;
        if (a[i] < 0 || column % 3 == 1 || (column + some_rows) % 5 == 0) a[i] = 0;
      }
      const auto plain = RandomFloats(random_, static_cast<std::size_t>(depth) * static_cast<std::size_t>(n));
      AlignedFloats weights(PackedSize(depth, n));
      PackPanels(plain.data(), depth, n, weights.data());
      const AlignedFloats bias = Aligned(RandomFloats(random_, static_cast<std::size_t>(n)));
      const auto addend = RandomFloats(random_, static_cast<std::size_t>(m * n));
      GemmArgs args;
      args.a = a.data();
      args.a_stride = args.segment_length = depth;
      args.weights = weights.data();
      args.bias = bias.data();
      args.addend = n % 16 == 0 ? addend.data() : nullptr;
      args.m = m;
      args.n = n;
      Buffers out(static_cast<std::size_t>(m * n));
      args.out = out.expected.data();
      table_->gemm(args);
      args.out = out.actual.data();
      args.inputs = Inputs::kRectified;
      table_->gemm(args);
      SCOPED_TRACE(testing::Message() << "m " << m << " n " << n << " depth " << depth);
      ASSERT_EQ(out.actual, out.expected);
    }
  }
}

TEST_P(Kernels, DepthwiseRowEqualsScalar) {
  for (const int channels : {1, 3, 4, 8, 13, 16, 24, 37, 96}) {
    for (const int kernel : {1, 3, 5}) {
      for (const int stride : {1, 2, 3}) {
        for (const int width : {1, 2, 3, 7, 12}) {
          const Window window = ConvWindow(width, kernel, stride, Padding::kSame);
          DepthwiseRowArgs args;
          std::vector<std::vector<float>> rows;
          for (int k = 0; k < kernel; ++k) {
            rows.push_back(RandomFloats(random_, static_cast<std::size_t>(width * channels)));
            args.rows[k] = rows.back().data();
          }
          const auto weights = RandomFloats(random_, static_cast<std::size_t>(kernel * kernel * channels));
          const auto bias = RandomFloats(random_, static_cast<std::size_t>(channels));
          args.weights = weights.data();
          args.bias = bias.data();
          args.in_width = width;
          args.out_width = window.output;
          args.channels = channels;
          args.kernel = kernel;
          args.stride = stride;
          args.pad_left = window.pad_before;
          args.activation = static_cast<Activation>(width % 3);
          Buffers out(static_cast<std::size_t>(window.output * channels));
          args.out = out.expected.data();
          ScalarKernels().depthwise_row(args);
          args.out = out.actual.data();
          table_->depthwise_row(args);
          SCOPED_TRACE(testing::Message() << "channels " << channels << " kernel " << kernel << " width " << width);
          ASSERT_NO_FATAL_FAILURE(out.ExpectClose());
        }
      }
    }
  }
}

TEST_P(Kernels, ResizeRowEqualsScalar) {
  for (const int channels : {1, 5, 8, 24, 64}) {
    for (const int width : {1, 2, 6}) {
      const auto size = static_cast<std::size_t>(width * channels);
      const auto near = RandomFloats(random_, size);
      const auto far = RandomFloats(random_, size);
      Buffers out(2 * size);
      ScalarKernels().resize_row({near.data(), far.data(), out.expected.data(), width, channels});
      table_->resize_row({near.data(), far.data(), out.actual.data(), width, channels});
      ASSERT_NO_FATAL_FAILURE(out.ExpectClose());
    }
  }
}

TEST_P(Kernels, AddAndWidenEqualScalar) {
  for (const std::size_t size : {1u, 15u, 16u, 33u, 100u}) {
    const auto a = RandomFloats(random_, size);
    const auto b = RandomFloats(random_, size);
    for (const Activation activation : {Activation::kNone, Activation::kRelu, Activation::kRelu6}) {
      Buffers out(size);
      ScalarKernels().add(a.data(), b.data(), out.expected.data(), size, activation);
      table_->add(a.data(), b.data(), out.actual.data(), size, activation);
      ASSERT_NO_FATAL_FAILURE(out.ExpectClose());
    }
    const std::vector<uint8_t> bytes = PatternPicture(size);
    Buffers out(size);
    ScalarKernels().widen(bytes.data(), out.expected.data(), size);
    table_->widen(bytes.data(), out.actual.data(), size);
    ASSERT_NO_FATAL_FAILURE(out.ExpectClose());
  }
}

TEST_P(Kernels, PeakCountsItsMultiplyAdds) {
  float sink = 0.0f;
  const int64_t count = table_->multiply_add_peak(10, &sink);
  EXPECT_GT(count, 0);
  EXPECT_EQ(count % 10, 0);
  EXPECT_TRUE(std::isfinite(sink));
}

INSTANTIATE_TEST_SUITE_P(EachTarget, Kernels, testing::Values(Isa::kSse4, Isa::kAvx2, Isa::kAvx512, Isa::kNeon),
                         [](const auto& test) { return std::string(IsaName(test.param)); });

}  // namespace
}  // namespace ezpt::nn
