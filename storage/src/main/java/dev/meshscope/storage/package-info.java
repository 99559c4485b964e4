/** The database: schema, migrations, readers and writers. */
@NullMarked
package dev.meshscope.storage;

import org.jspecify.annotations.NullMarked;
