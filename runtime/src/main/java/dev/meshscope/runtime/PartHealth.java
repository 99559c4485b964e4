package dev.meshscope.runtime;

/** The health of one named part. */
public record PartHealth(String part, Health health) {}
