package dev.meshscope.standalone;

import dev.meshscope.runtime.Part;
import java.time.Duration;

/** The demo's mesh, whose reviews can be made to fail for a while. */
interface DemoTraffic extends Part {
  /**
   * Has users ask for what fails, beside all else, until the time is over or the mesh is closed.
   */
  void breakReviews(Duration length);
}
