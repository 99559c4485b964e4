package dev.meshscope.embedded.clickhouse;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;

/**
 * What can be told of a statement from its words alone: enough to choose how to run it. The engine
 * parses it properly afterwards.
 *
 * @param format what a trailing {@code FORMAT} clause names
 * @param isMany whether something follows a {@code ;}
 */
record StatementShape(Kind kind, Optional<String> format, boolean isMany) {

  enum Kind {
    SELECT,
    INSERT,
    OTHER
  }

  static StatementShape of(MemorySegment text) {
    Reader reader = new Reader(new StatementWords(text));
    reader.read();
    return new StatementShape(reader.kind, Optional.ofNullable(reader.format()), reader.isMany);
  }

  /** Follows the words outside of parentheses; stops where an INSERT's data begins. */
  private static final class Reader {

    private final StatementWords words;
    private Kind kind = Kind.OTHER;
    private boolean isMany;
    private boolean isEnded;
    private @org.jspecify.annotations.Nullable String named;
    private FormatClause clause = FormatClause.NONE;

    Reader(StatementWords words) {
      this.words = words;
    }

    void read() {
      boolean isFirst = true;
      while (words.next()) {
        String word = words.word().toUpperCase(Locale.ROOT);
        if (isFirst) {
          kind = kindOf(word);
          isFirst = false;
        }
        if (isEnded) {
          isMany = true;
          return;
        }
        if (words.depth() == 0 && !readOutside(word)) {
          return;
        }
      }
    }

    private static Kind kindOf(String first) {
      return switch (first) {
        case "SELECT", "WITH", "FROM", "(" -> Kind.SELECT;
        case "INSERT" -> Kind.INSERT;
        default -> Kind.OTHER;
      };
    }

    /** False when what follows is data. */
    private boolean readOutside(String word) {
      if (kind == Kind.INSERT && (word.equals("VALUES") || word.equals("FORMAT"))) {
        return false;
      }
      if (kind == Kind.SELECT && word.equals("INSERT")) {
        kind = Kind.OTHER;
      }
      isEnded = word.equals(";");
      clause = clauseAfter(word);
      return true;
    }

    private FormatClause clauseAfter(String word) {
      if (clause == FormatClause.NAME_FOLLOWS && Character.isLetter(word.charAt(0))) {
        named = words.word();
        return FormatClause.MAY_END;
      }
      if (clause == FormatClause.CERTAIN || (clause == FormatClause.MAY_END && endsFormat(word))) {
        return FormatClause.CERTAIN;
      }
      return word.equals("FORMAT") ? FormatClause.NAME_FOLLOWS : FormatClause.NONE;
    }

    private static boolean endsFormat(String word) {
      return word.equals(";") || word.equals("SETTINGS");
    }

    private @org.jspecify.annotations.Nullable String format() {
      return clause == FormatClause.CERTAIN || clause == FormatClause.MAY_END ? named : null;
    }
  }

  /** {@code FORMAT} is also a function and may be a column's name: only a closing clause counts. */
  private enum FormatClause {
    NONE,
    NAME_FOLLOWS,
    MAY_END,
    CERTAIN
  }
}
