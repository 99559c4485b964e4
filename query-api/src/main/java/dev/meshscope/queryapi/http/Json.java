package dev.meshscope.queryapi.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Answers as JSON: what is not known is absent, members stand in the order of the records. */
final class Json {
  private final JsonMapper mapper =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              usual -> usual.withValueInclusion(JsonInclude.Include.NON_NULL))
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  byte[] bytes(Object answer) {
    return mapper.writeValueAsBytes(answer);
  }
}
