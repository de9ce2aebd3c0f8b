careway_program(careway_validate_files
  SOURCES validate_files.cpp
  DEPENDS careway_pipeline careway_validation fmt::fmt)
target_compile_definitions(careway_validate_files PRIVATE CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}")
