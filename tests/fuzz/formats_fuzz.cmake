foreach(format csv xml json)
  careway_fuzz(careway_formats_${format}_fuzz
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/formats_${format}_fuzz.cpp
    DEPENDS careway_formats)
endforeach()
