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

# Highway and nlohmann are header-only here; linked into a folder of their own,
# because /usr/include as a whole would bring in the wrong C library.
set(EZPT_WASM_INCLUDE ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${EZPT_WASM_INCLUDE})
foreach(dir hwy nlohmann)
  if(NOT EXISTS ${EZPT_WASM_INCLUDE}/${dir})
    file(CREATE_LINK /usr/include/${dir} ${EZPT_WASM_INCLUDE}/${dir} SYMBOLIC)
  endif()
endforeach()
add_compile_options(-isystem ${EZPT_WASM_INCLUDE})
add_compile_definitions(JSON_HAS_FILESYSTEM=0)
set(CMAKE_CXX_FLAGS_INIT "-fno-exceptions -msimd128 -stdlib=libc++")
set(CMAKE_EXECUTABLE_SUFFIX .wasm)
