/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;
import org.kuralink.json.Json;

/**
 * A message of the platform about a shadow (developer guide 7.2).
 *
 * @param token of the operation that it answers, if the platform repeats it
 * @param control whether it is a control message about the desired state
 * @param version of the shadow; empty if the message has none
 * @param document the whole shadow; empty in a mere confirmation
 * @param silentOnReported whether the document lacks the reported state
 * @param failure why an operation was rejected
 */
record ShadowMessage(
    Optional<String> token,
    boolean control,
    OptionalLong version,
    Optional<ShadowDocument> document,
    boolean silentOnReported,
    Optional<ShadowException> failure) {

  /** The size limit of a message. */
  static final int MAX_BYTES = 256 * 1024;

  /** The errors that only a change can cause. */
  private static final Set<ShadowError> OF_CHANGES =
      Set.of(
          ShadowError.STATE_MISSING,
          ShadowError.INVALID_VERSION,
          ShadowError.REPORTED_MISSING,
          ShadowError.REPORTED_EMPTY,
          ShadowError.TOO_MANY_ATTRIBUTES,
          ShadowError.VERSION_CONFLICT);

  /** Larger numbers are milliseconds; as seconds they would be far in the future. */
  private static final long LARGEST_SECONDS = 100_000_000_000L;

  /**
   * Reads a message.
   *
   * @throws IOException if it is not a message of a shadow
   */
  static ShadowMessage read(byte[] payload) throws IOException {
    if (payload.length > MAX_BYTES) {
      throw new IOException("it has " + payload.length + " bytes, more than " + MAX_BYTES);
    }
    Map<String, @Nullable Object> message = Json.readObject(payload);
    boolean control = "control".equals(message.get("method"));
    if (!control && !"reply".equals(message.get("method"))) {
      throw new IOException("the method is " + message.get("method"));
    }
    Map<?, ?> body = object(message.get("payload"));
    OptionalLong version = version(body.get("version"));
    if (version.isEmpty()) {
      version = version(message.get("version"));
    }
    if (control && version.isEmpty()) {
      throw new IOException("a control message has " + given(body, message));
    }
    Optional<ShadowDocument> document = Optional.empty();
    if (body.containsKey("state")) {
      document = Optional.of(document(message, body, version.orElse(0)));
    }
    return new ShadowMessage(
        text(message.get("clientToken")),
        control,
        version,
        document,
        !object(body.get("state")).containsKey("reported"),
        failure(body));
  }

  private static String given(Map<?, ?> body, Map<String, @Nullable Object> message) {
    Object given = body.containsKey("version") ? body.get("version") : message.get("version");
    return given == null
        ? "no version"
        : "the version " + given + ", which is no whole number of 64 bits";
  }

  private static ShadowDocument document(Map<?, ?> message, Map<?, ?> body, long version) {
    Map<?, ?> state = object(body.get("state"));
    Map<?, ?> metadata =
        object(body.containsKey("metadata") ? body.get("metadata") : state.get("metadata"));
    Optional<Instant> time = time(body.get("timestamp")).or(() -> time(message.get("timestamp")));
    return new ShadowDocument(
        attributes(state.get("reported"), metadata.get("reported")),
        attributes(state.get("desired"), metadata.get("desired")),
        version,
        time);
  }

  private static Map<String, ShadowAttribute> attributes(
      @Nullable Object values, @Nullable Object metadata) {
    Map<?, ?> times = object(metadata);
    Map<String, ShadowAttribute> attributes = new LinkedHashMap<>();
    object(values)
        .forEach(
            (name, value) -> {
              if (value != null && !value.equals("null")) {
                attributes.put(
                    name.toString(),
                    new ShadowAttribute(value, time(object(times.get(name)).get("timestamp"))));
              }
            });
    return attributes;
  }

  private static Optional<ShadowException> failure(Map<?, ?> body) {
    if (!"error".equals(body.get("status"))) {
      return Optional.empty();
    }
    Map<?, ?> content = object(body.get("content"));
    int code = (int) Math.min(version(content.get("errorcode")).orElse(0), Integer.MAX_VALUE);
    String words = text(content.get("errormessage")).orElse("without a reason");
    return Optional.of(new ShadowException(ShadowError.of(code), code, words));
  }

  /** Returns the document of a message, with the former reported state if the message lacks it. */
  Optional<ShadowDocument> documentAfter(Optional<ShadowDocument> before) {
    return document.map(
        now ->
            silentOnReported && before.isPresent()
                ? new ShadowDocument(
                    before.get().reported(), now.desired(), now.version(), now.time())
                : now);
  }

  /** Returns whether it rejects a change. */
  boolean refusesChange() {
    return failure.filter(refused -> OF_CHANGES.contains(refused.error())).isPresent();
  }

  /** Returns an object, or an empty one if the value is absent, null, or the text "null". */
  private static Map<?, ?> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Optional<String> text(@Nullable Object value) {
    return value == null || value.equals("null") ? Optional.empty() : Optional.of(value.toString());
  }

  /** Reads a whole number that is not negative, also from a text. */
  private static OptionalLong version(@Nullable Object value) {
    try {
      long number =
          value instanceof Number || value instanceof String
              ? new BigDecimal(value.toString()).longValueExact()
              : -1;
      return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static Optional<Instant> time(@Nullable Object value) {
    OptionalLong number = version(value);
    if (number.isEmpty() || number.getAsLong() <= 0) {
      return Optional.empty();
    }
    long given = number.getAsLong();
    return Optional.of(
        given < LARGEST_SECONDS ? Instant.ofEpochSecond(given) : Instant.ofEpochMilli(given));
  }
}
