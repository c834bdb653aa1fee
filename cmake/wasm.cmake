# The core as WebAssembly: Debian's clang-16 against wasi-libc, no Emscripten.
set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_C_COMPILER clang-16)
set(CMAKE_CXX_COMPILER clang++-16)
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_AR llvm-ar-16)
set(CMAKE_RANLIB llvm-ranlib-16)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

# Highway and nlohmann are header-only here, linked into a folder of their own:
# /usr/include as a whole would bring in the wrong C library.
set(EZPT_WASM_INCLUDE ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${EZPT_WASM_INCLUDE})
foreach(dir hwy nlohmann)
  if(NOT EXISTS ${EZPT_WASM_INCLUDE}/${dir})
    file(CREATE_LINK /usr/include/${dir} ${EZPT_WASM_INCLUDE}/${dir} SYMBOLIC)
  endif()
endforeach()

# Debian keeps libc++ under llvm-16, where clang does not look for this target.
set(EZPT_WASM_LIBCXX /usr/lib/llvm-16)
string(JOIN " " CMAKE_CXX_FLAGS_INIT
  -nostdlibinc
  -isystem ${EZPT_WASM_LIBCXX}/include/wasm32-wasi/c++/v1
  -isystem /usr/include/wasm32-wasi
  -isystem ${EZPT_WASM_INCLUDE}
  -DJSON_HAS_FILESYSTEM=0 -fno-exceptions -msimd128)

# How the network's kernels are compiled: addresses as base + constant, which an
# instruction takes for nothing (strength reduction would keep a pointer an
# access), and products in the order in which they are written.
set(EZPT_WASM_KERNELS "SHELL:-mllvm -disable-lsr" "SHELL:-mllvm -pre-RA-sched=source")

# A module without a main: `wasm-ld` itself, so that no other tool found on the
# way (an old wasm-opt) takes part.
set(CMAKE_CXX_LINK_EXECUTABLE
  "wasm-ld-16 --no-entry <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES> -L/usr/lib/wasm32-wasi \
-L${EZPT_WASM_LIBCXX}/lib/wasm32-wasi -lc++ -lc++abi -lc \
${EZPT_WASM_LIBCXX}/lib/clang/16/lib/wasi/libclang_rt.builtins-wasm32.a")
set(CMAKE_EXECUTABLE_SUFFIX .wasm)
