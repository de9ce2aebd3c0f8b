careway_fuzz(careway_formats_csv_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/formats_csv_fuzz.cpp DEPENDS careway_formats)
careway_fuzz(careway_formats_xml_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/formats_xml_fuzz.cpp DEPENDS careway_formats)
careway_fuzz(careway_formats_json_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/formats_json_fuzz.cpp DEPENDS careway_formats)
