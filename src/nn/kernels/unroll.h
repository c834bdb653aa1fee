#pragma once

// A loop of constant count over an array of vectors must unroll completely, or
// the array lives in memory instead of in registers; -O2 alone does not promise it.
#if defined(__clang__)
#define EZPT_UNROLL _Pragma("clang loop unroll(full)")
#define EZPT_NO_UNROLL _Pragma("clang loop unroll(disable)")
#else
#define EZPT_UNROLL _Pragma("GCC unroll 16")
#define EZPT_NO_UNROLL _Pragma("GCC unroll 1")
#endif
