/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.json.output.UnsupportedValueException;

/**
 * One operation on a shadow.
 *
 * @param attributes the reported attributes, or with null values those to delete
 * @param done completes with the document after the operation
 */
record Operation(
    Kind kind, Map<String, @Nullable Object> attributes, CompletableFuture<ShadowDocument> done) {

  /** The kinds of operations. */
  enum Kind {
    GET,
    REPORT,
    DELETE,
    DELETE_ALL,
    CLEAR_DESIRED
  }

  /** The platform's text for no value. */
  private static final String NOTHING = "null";

  static Operation of(Kind kind) {
    return new Operation(kind, Map.of(), new CompletableFuture<>());
  }

  static Operation report(Map<String, ?> attributes) {
    return new Operation(Kind.REPORT, new LinkedHashMap<>(attributes), new CompletableFuture<>());
  }

  static Operation delete(Set<String> names) {
    return new Operation(Kind.DELETE, nothing(names), new CompletableFuture<>());
  }

  /** Clears desired attributes, or without names all of them. */
  static Operation clearDesired(Set<String> names) {
    return new Operation(Kind.CLEAR_DESIRED, nothing(names), new CompletableFuture<>());
  }

  /**
   * Returns the attributes as JSON values, independent of later changes of the given ones.
   *
   * @throws ShadowException with the path of a value that JSON cannot represent or a shadow does
   *     not accept
   */
  static Map<String, Object> attributes(Map<String, ?> given) {
    given.forEach(
        (name, value) -> {
          if (name == null || name.isEmpty()) {
            throw refused("an attribute has no name");
          }
          if (NOTHING.equals(value)) {
            throw refused(name + " is the text null, which means that there is no value");
          }
        });
    Map<String, Object> attributes = new LinkedHashMap<>();
    try {
      Json.readObject(JsonOutput.bytes(given))
          .forEach((name, value) -> attributes.put(name, present(name, value)));
    } catch (JsonException | UnsupportedValueException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
    return attributes;
  }

  private static Object present(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> present(path + "." + name, member));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        present(path + "[" + i + "]", list.get(i));
      }
    } else if (value == null) {
      throw refused(path + " is null");
    }
    return value;
  }

  private static ShadowException refused(String what) {
    return new ShadowException(ShadowError.INCORRECT_JSON, what);
  }

  private static Map<String, @Nullable Object> nothing(Set<String> names) {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    names.forEach(name -> attributes.put(name, null));
    return attributes;
  }

  /** Returns whether it may be repeated after others have changed the shadow. */
  boolean isRepeatable() {
    return kind == Kind.REPORT || kind == Kind.DELETE || kind == Kind.DELETE_ALL;
  }

  /** Returns the message of the operation. */
  byte[] message(long version, String token) {
    Map<String, Object> message = new LinkedHashMap<>();
    boolean deletes = kind == Kind.DELETE || kind == Kind.DELETE_ALL;
    message.put("method", kind == Kind.GET ? "get" : deletes ? "delete" : "update");
    if (kind != Kind.GET) {
      message.put("state", state());
      message.put("version", version);
    }
    message.put("clientToken", token);
    return JsonOutput.bytes(message);
  }

  private Map<String, Object> state() {
    boolean clears = kind == Kind.CLEAR_DESIRED;
    boolean all = kind == Kind.DELETE_ALL || (clears && attributes.isEmpty());
    return Map.of(clears ? "desired" : "reported", all ? NOTHING : spelled());
  }

  private Map<String, Object> spelled() {
    Map<String, Object> all = new LinkedHashMap<>();
    attributes.forEach((name, value) -> all.put(name, value == null ? NOTHING : value));
    return all;
  }

  /** Returns the document after the confirmed operation. */
  ShadowDocument applied(ShadowDocument before, long version, Instant now) {
    Map<String, ShadowAttribute> reported = new LinkedHashMap<>(before.reported());
    if (kind == Kind.DELETE_ALL) {
      reported.clear();
    }
    if (kind == Kind.CLEAR_DESIRED) {
      Map<String, ShadowAttribute> desired = new LinkedHashMap<>(before.desired());
      desired.keySet().removeIf(name -> attributes.isEmpty() || attributes.containsKey(name));
      return new ShadowDocument(reported, desired, version, Optional.of(now));
    }
    attributes.forEach(
        (name, value) -> {
          if (value == null) {
            reported.remove(name);
          } else {
            reported.put(name, new ShadowAttribute(value, Optional.of(now)));
          }
        });
    return new ShadowDocument(reported, before.desired(), version, Optional.of(now));
  }
}
