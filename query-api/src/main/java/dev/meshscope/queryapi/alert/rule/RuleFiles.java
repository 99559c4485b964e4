package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.queryapi.alert.rule.Linker.Linked;
import dev.meshscope.queryapi.alert.rule.Linker.Versions;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.Worker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the rules of a directory at the start and whenever they change. A file that cannot be used
 * is told about once, and its last good version stays in force; one that is gone, or lacks rules
 * that it had, in two looks one after the other, is in force no more. The last one stays in force:
 * its directory may be gone.
 */
public final class RuleFiles implements Part {
  private static final Logger log = LoggerFactory.getLogger(RuleFiles.class);
  private static final String EMPTIED =
      "directory of rules has no file any more, what is in force stays; to end it, leave a file with"
          + " groups: [{name: none, rules: []}]";
  private static final int SHOWN_MAX = 5;
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final RulesConfig config;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private Map<String, Watched> watched = Map.of();
  private Set<String> missing = Set.of();

  /**
   * By file, what lacks something that is in force: it may be the half of what is being written.
   */
  private final Map<String, ByteBuffer> shorter = new HashMap<>();

  private volatile RuleSet rules = RuleSet.EMPTY;
  private volatile List<FileStatus> statuses = List.of();
  private volatile boolean isWhole;
  private volatile String told = "not read yet";
  private @Nullable Worker worker;

  /**
   * @param config which directory, how often, and how much of it
   * @param clock of the times since when files are as they are
   */
  public RuleFiles(RulesConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * A file as it was found.
   *
   * @param content what was read; null where it could not be
   * @param versions what it says
   */
  private record Watched(@Nullable ByteBuffer content, Versions versions) {}

  /** What is to be evaluated; the same object until something changes. */
  public RuleSet current() {
    return rules;
  }

  /**
   * Whether a group that is missing in {@link #current} is really there no more: not where the
   * directory cannot be read, nothing of a file is in force, or no file is there: then it may be
   * mounted late, or no more.
   */
  public boolean isWhole() {
    return isWhole;
  }

  /** Every file of the directory, by name. */
  public List<FileStatus> files() {
    return statuses;
  }

  @Override
  public String name() {
    return "rule-files";
  }

  /** When it returns, the rules that are there are in force. */
  @Override
  public void start() {
    Optional<Path> directory = config.dir();
    if (directory.isEmpty()) {
      told = "no directory of rules";
      return;
    }
    look(directory.get());
    worker = Worker.start("rule-files", () -> watch(directory.get()));
  }

  /** Ready whatever the files are, as long as they are looked at: traffic is told without them. */
  @Override
  public Health check() {
    return Optional.ofNullable(worker)
        .flatMap(Worker::death)
        .map(death -> Health.dead("rules are read no more: " + death))
        .orElseGet(() -> Health.ready(told));
  }

  @Override
  public void close() {
    closing.countDown();
    Worker started = worker;
    if (started != null) {
      started.end(CLOSE_MAX);
    }
  }

  private void watch(Path directory) {
    try {
      while (!closing.await(config.reloadInterval().toMillis(), TimeUnit.MILLISECONDS)) {
        look(directory);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed meanwhile
    }
  }

  /** Not for more than one thread at a time. */
  void look(Path directory) {
    List<Path> found;
    try {
      found = RuleFolder.list(directory);
    } catch (IOException e) {
      keepAll("directory of rules cannot be read, what is in force stays: " + e);
      return;
    }
    Map<String, Watched> now = new TreeMap<>();
    for (Path file : found) {
      String name = RuleFolder.nameOf(file);
      see(file, watched.get(name), now.size() >= config.filesMax())
          .ifPresent(seen -> now.put(name, seen));
    }
    if (now.isEmpty() && !watched.isEmpty()) {
      keepAll(EMPTIED);
      return;
    }
    keepMissing(now);
    if (isNews(now)) {
      settle(now);
    }
    isWhole = !watched.isEmpty() && statuses.stream().allMatch(FileStatus::inForce);
    told = summary();
  }

  private void keepAll(String why) {
    isWhole = false;
    missing = Set.of();
    if (!Objects.equals(told, why)) {
      told = why;
      log.atWarn().addKeyValue("why", why).log("rules cannot be read");
    }
  }

  /** As before are those that are missing for the first time: they may only be being replaced. */
  private void keepMissing(Map<String, Watched> now) {
    Set<String> before = missing;
    missing = new HashSet<>(watched.keySet());
    missing.removeAll(now.keySet());
    watched.forEach((name, file) -> {
      if (missing.contains(name) && !before.contains(name)) {
        now.put(name, file);
      }
    });
  }

  private boolean isNews(Map<String, Watched> now) {
    return !now.keySet().equals(watched.keySet())
        || now.entrySet().stream()
            .anyMatch(one -> !one.getValue().equals(watched.get(one.getKey())));
  }

  /** The same object as before where nothing changed; empty where the file is gone again. */
  private Optional<Watched> see(Path file, @Nullable Watched before, boolean isTooMany) {
    String name = RuleFolder.nameOf(file);
    if (isTooMany) {
      return Optional.of(refused(name, before, RuleFolder.tooMany(config)));
    }
    byte[] content;
    try {
      content = RuleFolder.read(file, config);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(refused(name, before, RuleFolder.reason(e)));
    }
    ByteBuffer read = ByteBuffer.wrap(content);
    if (before != null && read.equals(before.content())) {
      shorter.remove(name);
      return Optional.of(before);
    }
    Draft fresh = RuleFolder.parse(name, content, config);
    if (before != null && mayBeHalf(fresh, goodOf(before), read)) {
      return Optional.of(before);
    }
    return Optional.of(new Watched(read, new Versions(fresh, goodOf(before))));
  }

  /** Whether something would end by it, and it was not found to be the same the look before. */
  private boolean mayBeHalf(Draft fresh, @Nullable Draft good, ByteBuffer read) {
    boolean isShorter = good != null && fresh.lacksSomethingOf(good);
    ByteBuffer last = isShorter ? shorter.put(fresh.file(), read) : shorter.remove(fresh.file());
    return isShorter && !read.equals(last);
  }

  private static Watched refused(String name, @Nullable Watched before, String reason) {
    Draft fresh = Draft.unreadable(name, reason);
    return before != null && before.versions().fresh().equals(fresh)
        ? before
        : new Watched(null, new Versions(fresh, goodOf(before)));
  }

  private static @Nullable Draft goodOf(@Nullable Watched before) {
    return before == null ? null : before.versions().good();
  }

  private void settle(Map<String, Watched> now) {
    Linked linked = Linker.link(now.values().stream().map(Watched::versions).toList(), config);
    Map<String, Watched> kept = new TreeMap<>();
    List<FileStatus> news = new ArrayList<>();
    now.forEach((name, file) -> {
      List<Problem> problems = linked.problems().getOrDefault(name, List.of());
      boolean inForce = linked.chosen().containsKey(name);
      Draft fresh = file.versions().fresh();
      Draft good = problems.isEmpty() ? fresh : file.versions().good();
      kept.put(name, new Watched(file.content(), new Versions(fresh, good)));
      news.add(status(file.versions(), inForce, problems));
    });
    watched = kept;
    rules = linked.rules();
    statuses = List.copyOf(news);
    log.atInfo()
        .addKeyValue("files", linked.chosen().size())
        .addKeyValue("refused", news.stream().filter(one -> !one.problems().isEmpty()).count())
        .addKeyValue("groups", linked.rules().groups().size())
        .addKeyValue("objectives", linked.rules().objectives().size())
        .log("rules are in force");
  }

  /** As before where nothing changed, so that it is told once. */
  private FileStatus status(Versions versions, boolean inForce, List<Problem> problems) {
    String name = versions.file();
    Watched before = watched.get(name);
    FileStatus status = new FileStatus(name, inForce, problems, clock.instant());
    Optional<FileStatus> same =
        statuses.stream()
            .filter(_ -> before != null && before.versions().fresh().equals(versions.fresh()))
            .filter(one -> one.equals(status.since(one.since())))
            .findFirst();
    if (!problems.isEmpty() && same.isEmpty()) {
      log.atWarn()
          .addKeyValue("file", name)
          .addKeyValue("problems", shown(name, problems))
          .addKeyValue("inForce", inForce ? "last good version" : "nothing of it")
          .log("file of rules refused");
    }
    return same.orElse(status);
  }

  private String summary() {
    if (watched.isEmpty()) {
      return "no file of rules yet; alerts of before stay as they are";
    }
    RuleSet now = rules;
    int count = now.groups().stream().mapToInt(group -> group.rules().size()).sum();
    String refused =
        statuses.stream()
            .filter(status -> !status.problems().isEmpty())
            .map(FileStatus::file)
            .limit(SHOWN_MAX)
            .collect(Collectors.joining(", "));
    return "%d rules and %d objectives in force".formatted(count, now.objectives().size())
        + (refused.isEmpty() ? "" : "; refused: " + refused);
  }

  private static String shown(String file, List<Problem> problems) {
    String first =
        problems.stream()
            .limit(SHOWN_MAX)
            .map(problem -> file + problem.text())
            .collect(Collectors.joining("; "));
    int more = problems.size() - SHOWN_MAX;
    return more > 0 ? first + "; and " + more + " more" : first;
  }
}
