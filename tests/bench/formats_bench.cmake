find_package(benchmark REQUIRED)
careway_program(careway_formats_bench
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/formats_bench.cpp
  DEPENDS careway_formats benchmark::benchmark)
