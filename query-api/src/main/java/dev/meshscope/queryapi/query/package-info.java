/**
 * Questions about traffic: each asks the database, adds up under a grouping and says how complete
 * the answer is. The records that answers are made of are what the wire shows.
 */
@NullMarked
package dev.meshscope.queryapi.query;

import org.jspecify.annotations.NullMarked;
