package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code .proto} files as protoc, which the build copies into {@code target}, reads them. */
final class Formats {
  private static final Path PROTOC = Path.of("target", "protoc", "protoc.exe");
  private static final Path SOURCES = Path.of("src", "main", "proto");
  private static final long SECONDS_MAX = 30;

  private final Map<String, FileDescriptor> files = new LinkedHashMap<>();

  /** Compiles all files. */
  Formats(Path directory)
      throws IOException, InterruptedException, Descriptors.DescriptorValidationException {
    Path descriptors = directory.resolve("formats.desc");
    compile(descriptors);
    FileDescriptorSet set = FileDescriptorSet.parseFrom(Files.readAllBytes(descriptors));
    // protoc writes imports before the files that import them.
    for (FileDescriptorProto file : set.getFileList()) {
      FileDescriptor[] imports =
          file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
      files.put(file.getName(), FileDescriptor.buildFrom(file, imports));
    }
  }

  Descriptors.Descriptor message(String name) {
    return files.values().stream()
        .map(file -> file.findMessageTypeByName(name))
        .filter(message -> message != null)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no message " + name));
  }

  Descriptors.EnumDescriptor enumeration(String name) {
    return files.values().stream()
        .map(file -> file.findEnumTypeByName(name))
        .filter(enumeration -> enumeration != null)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no enum " + name));
  }

  private static void compile(Path descriptors) throws IOException, InterruptedException {
    assertThat(PROTOC.toFile().setExecutable(true)).as("%s can be run", PROTOC).isTrue();
    Process protoc =
        new ProcessBuilder(
                PROTOC.toAbsolutePath().toString(),
                "-I",
                SOURCES.toString(),
                "--include_imports",
                "--descriptor_set_out=" + descriptors,
                "meshscope/request_batch.proto",
                "meshscope/delta_batch.proto",
                "meshscope/identities.proto",
                "meshscope/inventory.proto")
            .inheritIO()
            .start();
    assertThat(protoc.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("protoc ends").isTrue();
    assertThat(protoc.exitValue()).as("exit status of protoc").isZero();
  }
}
