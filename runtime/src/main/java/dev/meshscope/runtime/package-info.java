/** Configuration, lifecycle, health and own telemetry of a process. Knows nothing about meshes. */
@NullMarked
package dev.meshscope.runtime;

import org.jspecify.annotations.NullMarked;
