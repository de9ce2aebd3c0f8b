find_package(benchmark REQUIRED)

careway_program(careway_validation_bench
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/validation_bench.cpp
  DEPENDS careway_validation benchmark::benchmark)
target_compile_definitions(careway_validation_bench PRIVATE
  CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}" CAREWAY_SHARED_DATA="${CMAKE_SOURCE_DIR}/../shared/data")
