package dev.meshscope.queryapi.inventory;

/**
 * A value of a document.
 *
 * @param value what was read
 * @param path where it stands
 */
record Placed<T>(T value, String path) {}
