find_package(benchmark REQUIRED)
careway_program(careway_fhirpath_bench SOURCES ${CMAKE_CURRENT_LIST_DIR}/fhirpath_bench.cpp
  DEPENDS careway_fhirpath benchmark::benchmark)
target_compile_definitions(careway_fhirpath_bench PRIVATE CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}")
