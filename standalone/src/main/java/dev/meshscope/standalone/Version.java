package dev.meshscope.standalone;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar was built as. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"meshscope " + Objects.requireNonNullElse(version, "(not from a jar)")};
  }
}
