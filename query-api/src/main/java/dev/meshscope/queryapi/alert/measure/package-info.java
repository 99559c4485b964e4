/** What rules and objectives ask, measured in the tables: for any time, past ones too. */
@NullMarked
package dev.meshscope.queryapi.alert.measure;

import org.jspecify.annotations.NullMarked;
