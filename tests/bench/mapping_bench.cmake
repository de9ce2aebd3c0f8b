careway_program(careway_mapping_bench
  SOURCES mapping_bench.cpp cld_rows.cpp
  DEPENDS careway_pipeline fmt::fmt)
target_compile_definitions(careway_mapping_bench PRIVATE
  CAREWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}")
