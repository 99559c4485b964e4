/** The KRaft broker and the ClickHouse engine as loopback servers. Knows nothing about meshes. */
@NullMarked
package dev.meshscope.embedded;

import org.jspecify.annotations.NullMarked;
