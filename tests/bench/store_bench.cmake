careway_program(careway_store_bench SOURCES ${CMAKE_CURRENT_LIST_DIR}/store_bench.cpp DEPENDS careway_store fmt::fmt)
