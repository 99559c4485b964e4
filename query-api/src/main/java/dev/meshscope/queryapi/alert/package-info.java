/**
 * Rules × answers → states → hooks: {@code rule} reads what people write, {@code evaluate} finds
 * out what holds and keeps the states, {@code notify} tells whoever is to be woken.
 */
@NullMarked
package dev.meshscope.queryapi.alert;

import org.jspecify.annotations.NullMarked;
