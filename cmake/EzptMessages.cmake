# ezpt_messages(TARGET AREA)
#   Gives the target "messages/AREA.h", made of messages/AREA/*.json whenever these change.
function(ezpt_messages target area)
  set(folder ${CMAKE_SOURCE_DIR}/messages/${area})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/made/messages)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.json)
  set(script ${CMAKE_SOURCE_DIR}/cmake/make_messages.cmake)
  add_custom_command(OUTPUT ${out}/${area}.h ${out}/${area}.cc
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DNAME=${area} -DOUT=${out} -P ${script}
    DEPENDS ${files} ${script} COMMENT "Messages of ${area}" VERBATIM)
  target_sources(${target} PRIVATE ${out}/${area}.h ${out}/${area}.cc)
  target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_BINARY_DIR}/made)
endfunction()
