careway_program(careway_budget_bench SOURCES budget_bench.cpp budget_case.cpp DEPENDS careway_budget fmt::fmt)
target_compile_definitions(careway_budget_bench PRIVATE
  CAREWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" CAREWAY_BUILD_DIR="${CMAKE_BINARY_DIR}")
add_dependencies(careway_budget_bench careway_pack)
