package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * What clickhouse-go, the client behind Grafana's data source, asks first of a server over HTTP:
 * its name, version, protocol revision and time zone. It reads this answer in the {@code Native}
 * format of its own revision, and all later ones in that of the revision it is told.
 *
 * <p>The library writes {@code Native} in revision 0 only, whatever a client says, so that is what
 * the answer tells; only this answer has to be written by hand.
 */
final class NativeHello {

  static final String STATEMENT = "SELECT displayName(), version(), revision(), timezone()";

  /** The revision since which blocks begin with a description. */
  private static final long BLOCK_INFO = 1;

  /** The revision since which a byte behind a column's type says how it is serialized. */
  private static final long CUSTOM_SERIALIZATION = 54_454;

  /** Fields of a block's description: 1, not overflows; 2, no bucket (-1); 0, the end. */
  private static final byte[] DESCRIPTION = {1, 0, 2, -1, -1, -1, -1, 0};

  private final ServerIdentity server;
  private final long revision;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private NativeHello(ServerIdentity server, long revision) {
    this.server = server;
    this.revision = revision;
  }

  /** Whether the statement is the question, asked by a client that reads another revision. */
  static boolean isAskedBy(QueryRequest request, MemorySegment statement) {
    return request.clientRevision() > 0
        && request.defaultFormat().equals("Native")
        && statement.byteSize() < 2L * STATEMENT.length()
        && new String(statement.toArray(JAVA_BYTE), StandardCharsets.UTF_8)
            .strip()
            .equals(STATEMENT);
  }

  /** One block of one row in the client's revision. */
  static byte[] answer(ServerIdentity server, long clientRevision) {
    NativeHello hello = new NativeHello(server, clientRevision);
    hello.write();
    return hello.out.toByteArray();
  }

  private void write() {
    if (revision >= BLOCK_INFO) {
      out.writeBytes(DESCRIPTION);
    }
    out.write(4); // columns
    out.write(1); // rows
    column("displayName()", "String");
    text(ServerIdentity.DISPLAY_NAME);
    column("version()", "String");
    text(server.version());
    column("revision()", "UInt32");
    out.writeBytes(new byte[Integer.BYTES]);
    column("timezone()", "String");
    text(server.timeZone());
  }

  private void column(String name, String type) {
    text(name);
    text(type);
    if (revision >= CUSTOM_SERIALIZATION) {
      out.write(0);
    }
  }

  /** All texts here are shorter than 128 bytes, so their length takes one. */
  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > Byte.MAX_VALUE) {
      throw new IllegalArgumentException("longer than a byte can tell: " + text);
    }
    out.write(bytes.length);
    out.writeBytes(bytes);
  }
}
