# azr_name_aliases(target): azr_name_aliases.h for character_names.cpp, from Unicode's NameAliases.txt: the aliases that
# Python's '\N{…}' knows beside the names, sorted for a binary search.
function(azr_name_aliases target)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${AZR_NAME_ALIASES})
    file(STRINGS ${AZR_NAME_ALIASES} lines REGEX "^[0-9A-F]+;[A-Z0-9 -]+;[a-z]+$")
    list(TRANSFORM lines REPLACE "^([0-9A-F]+);([^;]+);.*$" "\\2\t\\1")
    list(SORT lines COMPARE STRING)
    list(LENGTH lines count)
    if(count LESS 400)
        message(FATAL_ERROR "${AZR_NAME_ALIASES} holds only ${count} aliases; is it Unicode's NameAliases.txt?")
    endif()
    list(TRANSFORM lines REPLACE "^(.+)\t(.+)$" "    {\"\\1\", 0x\\2},")
    list(JOIN lines "\n" rows)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/name_aliases)
    file(CONFIGURE OUTPUT ${folder}/azr_name_aliases.h CONTENT
"#pragma once
#include <cstdint>
#include <string_view>
struct NameAlias {
    std::string_view name;
    std::uint32_t point;
};
inline constexpr NameAlias kNameAliases[] = {
${rows}
};
")
    target_include_directories(${target} PRIVATE ${folder})
endfunction()
