# What makes a fault in memory end the program instead of running somebody
# else's code. Everything here together costs under 2 % (docs/security.md);
# tests/hardening_test.cc looks for it in the built program. The sanitizers take
# its place in their presets: they find more, and _FORTIFY_SOURCE hides calls from them.
option(EZPT_HARDEN "Stack protector, _FORTIFY_SOURCE, control-flow protection, read-only relocations" ON)
if(EZPT_WASM OR NOT EZPT_HARDEN OR NOT CMAKE_BUILD_TYPE STREQUAL "Release")
  set(EZPT_HARDENED OFF)
  return()
endif()
set(EZPT_HARDENED ON)

add_compile_options(-fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
# Position-independent: a module that is loaded (MODULE) is -fPIC already.
add_compile_options($<$<NOT:$<STREQUAL:$<TARGET_PROPERTY:TYPE>,MODULE_LIBRARY>>:-fPIE>)
add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>)
add_link_options(LINKER:-z,relro,-z,now LINKER:-z,noexecstack)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  # Returns only to where a call came from (shadow stack), indirect branches only to where one may begin (IBT).
  # Debian's start-up objects carry no mark, so the linker would drop it from the program: the shadow stack's is
  # asked for by name, as they keep its rules. Their `_start` does not keep IBT's: no mark for that.
  add_compile_options(-fcf-protection=full)
  add_link_options(LINKER:-z,shstk)
elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  add_compile_options(-mbranch-protection=standard)
endif()
