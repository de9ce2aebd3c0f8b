# careway_library(NAME SOURCES a.cpp ... [DEPENDS public_target ...] [PRIVATE private_target ...])
#   One static library per leaf folder; NAME is the folder's name with the prefix careway_.
# careway_test(NAME SOURCES a_test.cpp ... [DEPENDS target ...])
#   One GoogleTest binary per library; registered with ctest as NAME.
# careway_program(NAME SOURCES ... [DEPENDS ...])

add_library(careway_flags INTERFACE)
target_compile_options(careway_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
target_include_directories(careway_flags INTERFACE ${CMAKE_SOURCE_DIR})
if(CAREWAY_SANITIZE)
  target_compile_options(careway_flags INTERFACE -fsanitize=${CAREWAY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(careway_flags INTERFACE -fsanitize=${CAREWAY_SANITIZE})
endif()
if(CAREWAY_FUZZ)
  target_compile_options(careway_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer)
  target_link_options(careway_flags INTERFACE -fsanitize=address,undefined)
endif()

function(careway_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC careway_flags ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
endfunction()

function(careway_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE careway_flags ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    CAREWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}"
    CAREWAY_SHARED_DATA="${CMAKE_SOURCE_DIR}/../shared/data")
  add_test(NAME ${name} COMMAND ${name})
  if(ARG_LABELS)
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}")
  endif()
endfunction()

function(careway_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE careway_flags ${ARG_DEPENDS})
endfunction()

# careway_fuzz(NAME SOURCES ... [DEPENDS ...]): a libFuzzer program, only with CAREWAY_FUZZ. NAME ends in _fuzz. Registered with
# ctest for a short run; inputs in tests/fuzz/seeds/NAME are its start. The target careway_fuzzers builds them all.
set(CAREWAY_FUZZ_SECONDS 12 CACHE STRING "How long ctest runs each fuzz target")
function(careway_fuzz name)
  if(NOT CAREWAY_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE careway_flags ${ARG_DEPENDS} -fsanitize=fuzzer)
  target_compile_definitions(${name} PRIVATE CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}" CAREWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  if(NOT TARGET careway_fuzzers)
    add_custom_target(careway_fuzzers)
  endif()
  add_dependencies(careway_fuzzers ${name})
  set(seeds ${CMAKE_SOURCE_DIR}/tests/fuzz/seeds/${name})
  if(NOT IS_DIRECTORY ${seeds})
    set(seeds)
  endif()
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/corpus/${name} ${CMAKE_BINARY_DIR}/findings)
  add_test(NAME ${name} COMMAND ${name} -max_total_time=${CAREWAY_FUZZ_SECONDS} -timeout=10 -rss_limit_mb=2048 -max_len=65536
    -verbosity=0 -print_final_stats=1 -artifact_prefix=${CMAKE_BINARY_DIR}/findings/${name}-
    ${CMAKE_BINARY_DIR}/corpus/${name} ${seeds})
  set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT 300)
endfunction()
