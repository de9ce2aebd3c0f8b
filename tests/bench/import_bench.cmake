careway_program(careway_import_bench
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/import_bench.cpp ${CMAKE_CURRENT_LIST_DIR}/cld_rows.cpp
  DEPENDS careway_pipeline fmt::fmt)
target_compile_definitions(careway_import_bench PRIVATE
  CAREWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}")
