/** Rules and objectives as people write them in YAML, read strictly, each problem with its line. */
@NullMarked
package dev.meshscope.queryapi.alert.rule;

import org.jspecify.annotations.NullMarked;
