package dev.meshscope.benchmarks.stage;

import dev.meshscope.testkit.simulate.PeerMetadata;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Meshes in files, so that the JVM of a benchmark need not simulate one first: that would cost more
 * than the benchmark, and warm up code that is not measured.
 */
final class Recordings {
  /** Where they are; a system property. */
  static final String FOLDER = "meshscope.benchmarks.recordings";

  private Recordings() {}

  /** The recorded mesh, if the property names a folder of recordings; else one is made up. */
  static RecordedMesh mesh(PeerMetadata peers, int copies) {
    String folder = System.getProperty(FOLDER);
    return folder == null ? RecordedMesh.of(peers, copies) : read(file(Path.of(folder), peers));
  }

  /** Records a mesh for each generation of peers. */
  static void write(Path folder, int copies) {
    for (PeerMetadata peers : PeerMetadata.values()) {
      write(file(folder, peers), RecordedMesh.of(peers, copies));
    }
  }

  private static Path file(Path folder, PeerMetadata peers) {
    return folder.resolve(peers.name());
  }

  private static void write(Path file, RecordedMesh mesh) {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeLong(mesh.entries());
      out.writeLong(mesh.arrivalMicros());
      out.writeInt(mesh.nodes().size());
      for (byte[] node : mesh.nodes()) {
        write(out, node);
      }
      out.writeInt(mesh.messages().size());
      for (RecordedMessage message : mesh.messages()) {
        out.writeInt(message.stream());
        write(out, message.bytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static RecordedMesh read(Path file) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      long entries = in.readLong();
      long arrivalMicros = in.readLong();
      List<byte[]> nodes = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        nodes.add(read(in));
      }
      List<RecordedMessage> messages = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        messages.add(new RecordedMessage(in.readInt(), read(in)));
      }
      return new RecordedMesh(nodes, messages, entries, arrivalMicros);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
