find_package(benchmark REQUIRED)
careway_program(careway_definitions_bench SOURCES ${CMAKE_CURRENT_LIST_DIR}/definitions_bench.cpp
  DEPENDS careway_definitions benchmark::benchmark)
target_compile_definitions(careway_definitions_bench PRIVATE CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}")
