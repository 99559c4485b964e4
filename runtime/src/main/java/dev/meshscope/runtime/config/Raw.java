package dev.meshscope.runtime.config;

/** A value as it was written, and the place where: for messages. */
record Raw(String text, Setting.Origin origin, String place) {}
