package dev.meshscope.collector.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.receive.otlp.Body.Unread;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyIntakeTest {
  private static final int BYTES_MAX = 100_000;
  private static final int ALL_BYTES_MAX = 250_000;

  private final BodyIntake intake = new BodyIntake(BYTES_MAX, ALL_BYTES_MAX);

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "8192, 0", "8193, 0", "100000, 0", "100000, 100000", "5, 1000000"})
  void readsToTheEnd(int length, int expected) {
    byte[] message = message(length);
    Body read = intake.read(() -> new OneByOne(message), expected);
    assertThat(read).isInstanceOf(Body.Whole.class);
    Body.Whole whole = (Body.Whole) read;
    assertThat(Arrays.copyOf(whole.bytes(), whole.length())).isEqualTo(message);
    assertThat(intake.takenBytes()).isEqualTo(whole.charged()).isEqualTo(whole.bytes().length);
    intake.giveBack(whole.charged());
    assertThat(intake.takenBytes()).isZero();
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(intake.read(() -> new ByteArrayInputStream(message(BYTES_MAX + 1)), 0))
        .isEqualTo(Unread.TOO_LARGE);
    assertThat(intake.read(() -> refusing(Status.RESOURCE_EXHAUSTED.asRuntimeException()), 0))
        .as("beyond gRPC's cap")
        .isEqualTo(Unread.TOO_LARGE);
    assertThat(intake.takenBytes()).isZero();
  }

  @Test
  void unpacksNoMoreThanItMay() throws IOException {
    byte[] bomb = gzip(new byte[200 << 20]);
    assertThat(bomb.length).isLessThan(300_000);
    assertThat(intake.read(() -> new GZIPInputStream(new ByteArrayInputStream(bomb)), 0))
        .isEqualTo(Unread.TOO_LARGE);
    assertThat(intake.takenBytes()).isZero();
  }

  @Test
  void readsPackedMessagesInSeveralPieces() throws IOException {
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    pieces.writeBytes(gzip(message(1000)));
    pieces.writeBytes(gzip(message(500)));
    Body read =
        intake.read(() -> new GZIPInputStream(new ByteArrayInputStream(pieces.toByteArray())), 0);
    assertThat(((Body.Whole) read).length()).isEqualTo(1500);
  }

  @Test
  void tellsWhatIsWrongFromWhatIsCutOff() throws IOException {
    byte[] packed = gzip(message(1000));
    assertThat(intake.read(() -> new GZIPInputStream(new ByteArrayInputStream(message(50))), 0))
        .isEqualTo(Unread.UNREADABLE);
    byte[] cut = Arrays.copyOf(packed, packed.length - 12);
    assertThat(intake.read(() -> new GZIPInputStream(new ByteArrayInputStream(cut)), 0))
        .isEqualTo(Unread.UNREADABLE);
    assertThat(intake.read(() -> refusing(new IOException("reset")), 0)).isEqualTo(Unread.CUT_OFF);
    assertThat(intake.read(() -> refusing(new org.eclipse.jetty.io.EofException("early")), 0))
        .isEqualTo(Unread.CUT_OFF);
    assertThat(intake.read(() -> refusing(new EOFException()), 0)).isEqualTo(Unread.UNREADABLE);
    assertThat(intake.takenBytes()).isZero();
  }

  @Test
  void hasRoomForSoManyMessagesOnly() {
    Body first = intake.read(() -> new ByteArrayInputStream(message(90_000)), 90_000);
    Body second = intake.read(() -> new ByteArrayInputStream(message(90_000)), 90_000);
    assertThat(intake.read(() -> new ByteArrayInputStream(message(90_000)), 90_000))
        .isEqualTo(Unread.NO_ROOM);
    intake.giveBack(((Body.Whole) first).charged());
    assertThat(intake.read(() -> new ByteArrayInputStream(message(90_000)), 90_000))
        .isInstanceOf(Body.Whole.class);
    assertThat(((Body.Whole) second).length()).isEqualTo(90_000);
  }

  private static byte[] message(int length) {
    byte[] message = new byte[length];
    for (int i = 0; i < length; i++) {
      message[i] = (byte) (i * 31);
    }
    return message;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static InputStream refusing(Exception failure) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return read(new byte[1], 0, 1);
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (failure instanceof IOException e) {
          throw e;
        }
        throw (RuntimeException) failure;
      }
    };
  }

  /** Hands over as little as a socket may. */
  private static final class OneByOne extends FilterInputStream {
    private OneByOne(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return super.read(bytes, offset, Math.min(length, 1 + length % 1000));
    }
  }
}
