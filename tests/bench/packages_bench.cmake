find_package(benchmark REQUIRED)
careway_program(careway_packages_bench SOURCES ${CMAKE_CURRENT_LIST_DIR}/packages_bench.cpp
  ${CMAKE_CURRENT_LIST_DIR}/../profiles/packages/library_fixture.cpp
  DEPENDS careway_packages benchmark::benchmark)
target_compile_definitions(careway_packages_bench PRIVATE CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}"
  CAREWAY_SHARED_DATA="${CMAKE_SOURCE_DIR}/../shared/data")
