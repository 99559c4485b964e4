package dev.meshscope.testkit.simulate;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;

/** Protobuf's untyped objects. */
final class Structs {
  private Structs() {}

  /** A struct of texts: key, value, key, value … */
  static Struct of(String... keysAndValues) {
    Struct.Builder struct = Struct.newBuilder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      struct.putFields(keysAndValues[i], text(keysAndValues[i + 1]));
    }
    return struct.build();
  }

  static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  static Value nested(Struct struct) {
    return Value.newBuilder().setStructValue(struct).build();
  }
}
