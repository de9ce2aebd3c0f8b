find_package(benchmark REQUIRED)

careway_program(careway_fhir_bench
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/fhir_bench.cpp
  DEPENDS careway_fhir benchmark::benchmark)
target_compile_definitions(careway_fhir_bench PRIVATE CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}")
