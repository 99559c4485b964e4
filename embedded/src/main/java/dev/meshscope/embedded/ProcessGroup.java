package dev.meshscope.embedded;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** The POSIX process group of this process. */
final class ProcessGroup {

  private ProcessGroup() {}

  /**
   * Makes this process the only one of its group. A terminal sends Ctrl-C to the whole group of the
   * parent; the engine has to outlive the parent's clean stop, which still writes to it.
   */
  @SuppressWarnings("restricted") // one POSIX call that Java has no other way to make
  static void leave() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setpgid =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setpgid"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    try {
      int refused = (int) setpgid.invokeExact(0, 0);
      if (refused != 0) {
        throw new IllegalStateException("setpgid was refused");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
