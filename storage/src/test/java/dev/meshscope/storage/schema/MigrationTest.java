package dev.meshscope.storage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class MigrationTest {
  @Test
  void cutsAFileIntoStatements() {
    Migration migration =
        new Migration(
            1,
            "0001_x.sql",
            """
            -- About; this.
            CREATE TABLE a (
              -- inside;
              b String DEFAULT ';' COMMENT 'x; y'
            );

              -- indented
            CREATE TABLE c;\s
            """);
    assertThat(migration.statements())
        .containsExactly(
            "CREATE TABLE a (\n  b String DEFAULT ';' COMMENT 'x; y'\n)", "CREATE TABLE c");
  }

  @Test
  void loadsWhatIsPackedWithUs() {
    Migration migration = Migration.load("0001_traffic.sql");
    assertThat(migration.number()).isEqualTo(1);
    assertThat(migration.statements())
        .hasSizeGreaterThan(5)
        .allSatisfy(sql -> assertThat(sql).contains("IF NOT EXISTS"));
    assertThat(migration.checksum()).hasSize(64);
  }

  @Test
  void loadsViewsThatReplaceThemselves() {
    assertThat(Migration.load("0002_views.sql").statements())
        .hasSizeGreaterThan(5)
        .allSatisfy(sql -> assertThat(sql).startsWith("CREATE OR REPLACE "));
  }

  @Test
  void refusesAnUnnumberedFile() {
    assertThatIllegalArgumentException().isThrownBy(() -> Migration.load("traffic.sql"));
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatIllegalStateException().isThrownBy(() -> Migration.load("9999_none.sql"));
  }
}
