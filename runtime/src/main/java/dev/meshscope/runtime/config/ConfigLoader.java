package dev.meshscope.runtime.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fills configuration records: their defaults, then the YAML file, then environment variables.
 *
 * <p>A record's components may be {@code int}, {@code long}, {@code double}, {@code boolean},
 * {@code String}, an enum, {@code Duration}, {@link DataSize}, {@code URI}, {@code Path}, {@code
 * List<String>}, {@link Secret}, a record of such components, or an {@code Optional} of any of
 * these. The key of a value is its path, {@code kafka.bootstrapServers}; its variable is {@code
 * MESHSCOPE_KAFKA_BOOTSTRAP_SERVERS}. An optional record is present as soon as one of its keys is
 * given; what is not given comes from its static {@code defaults()}, or is missing without one.
 */
public final class ConfigLoader {
  private final Optional<Path> file;
  private final Map<String, String> environment;

  public ConfigLoader(Optional<Path> file, Map<String, String> environment) {
    this.file = file;
    this.environment = Map.copyOf(environment);
  }

  /** Loads one record over its defaults; keys of others are unknown. */
  public <C extends Record> C load(C defaults) throws ConfigException {
    @SuppressWarnings("unchecked")
    var type = (Class<C>) defaults.getClass();
    return load(List.of(defaults)).get(type);
  }

  /**
   * Loads the records of all processes that share this file and environment, each over the given
   * defaults: a key known to one is not unknown to another.
   *
   * @throws ConfigException with every problem of all of them
   */
  public LoadedConfig load(List<? extends Record> defaults) throws ConfigException {
    var shapes = new LinkedHashMap<Record, Shape>();
    defaults.forEach(record -> shapes.put(record, Shape.of(record.getClass())));
    var keys = new TreeMap<String, ValueType>();
    shapes.values().forEach(shape -> keys.putAll(shape.keys()));
    var problems = new ArrayList<String>();
    var values = new LinkedHashMap<String, Raw>();
    file.ifPresent(path -> new YamlFile(path, keys.keySet(), values, problems).read());
    new Variables(environment, keys, values, problems).read();
    var binder = new Binder(values, problems);
    var records = new LinkedHashMap<Class<?>, Record>();
    var settings = new TreeMap<String, Setting>();
    shapes.forEach((record, shape) -> {
      var bound = Objects.requireNonNull(binder.bind(shape, record, ""));
      records.put(record.getClass(), bound);
      new Describer(values, settings).describe(shape, bound, "");
    });
    if (!problems.isEmpty()) {
      throw new ConfigException(problems.stream().distinct().toList());
    }
    return new LoadedConfig(records, List.copyOf(settings.values()));
  }
}
