package dev.meshscope.queryapi.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A file of the web page, as it lies in our jar. */
final class Asset {
  /** Enough of a digest to tell versions of one file apart. */
  private static final int TAG_BYTES = 12;

  private final String contentType;
  private final byte[] body;
  private final String tag;

  Asset(String contentType, byte[] body) {
    this.contentType = contentType;
    this.body = body.clone();
    this.tag = tag(body);
  }

  String contentType() {
    return contentType;
  }

  byte[] body() {
    return body.clone();
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Its entity tag; weak, because it is sent with and without compression. */
  String tag() {
    return tag;
  }

  /** Whether the header {@code If-None-Match} names it, so that the client has it already. */
  boolean isNamedBy(String ifNoneMatch) {
    return Arrays.stream(ifNoneMatch.split(",", -1))
        .map(String::strip)
        .anyMatch(given -> given.equals("*") || given.equals(tag) || ("W/" + given).equals(tag));
  }

  private static String tag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return "W/\"" + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
