/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.shadow;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shadow of one device (spec 7.1); each change is applied or rejected as a whole. */
public final class Shadow {
  private static final int MAX_BYTES = 16 * 1024;
  private static final int MAX_LEVELS = 5;

  private Attributes reported = new Attributes();
  private Attributes desired = new Attributes();
  private long version;
  private long seconds;

  /** One part of a change: attributes, or the removal of all attributes. */
  record Change(
      Optional<JsonObject> reported,
      boolean clearReported,
      Optional<JsonObject> desired,
      boolean clearDesired) {

    /** Reads {@code state}; a half may be an object, null or the text "null". */
    static Change of(JsonObject state) throws ShadowException {
      return new Change(
          attributes(state.get("reported")),
          clears(state.get("reported")),
          attributes(state.get("desired")),
          clears(state.get("desired")));
    }

    private static boolean clears(@Nullable JsonElement half) {
      return half != null && Attributes.isNull(half);
    }

    private static Optional<JsonObject> attributes(@Nullable JsonElement half)
        throws ShadowException {
      if (half == null || Attributes.isNull(half)) {
        return Optional.empty();
      }
      if (!half.isJsonObject()) {
        throw ShadowException.notJson();
      }
      return Optional.of(half.getAsJsonObject());
    }
  }

  /** The version of the last change, 0 before the first. */
  public synchronized long version() {
    return version;
  }

  /** Returns the reported state. */
  public synchronized JsonObject reported() {
    return reported.state();
  }

  /** Returns the desired state. */
  public synchronized JsonObject desired() {
    return desired.state();
  }

  synchronized boolean hasDesired() {
    return !desired.isEmpty();
  }

  /** The next change; it must have a later version, unless it brings none. */
  synchronized long apply(Change change, Optional<Long> wanted, long now) throws ShadowException {
    if (wanted.isPresent() && wanted.get() <= version) {
      throw ShadowException.conflict();
    }
    if (wanted.isEmpty() && version == Long.MAX_VALUE) {
      throw ShadowException.conflict();
    }
    checkRoom(reported, change.reported, change.clearReported);
    checkRoom(desired, change.desired, change.clearDesired);
    Attributes nextReported = made(reported, change.reported, change.clearReported, now);
    Attributes nextDesired = made(desired, change.desired, change.clearDesired, now);
    long next = wanted.orElse(version + 1);
    checkSize(document(nextReported, nextDesired, now, next));
    reported = nextReported;
    desired = nextDesired;
    version = next;
    seconds = now;
    return version;
  }

  private static void checkRoom(Attributes half, Optional<JsonObject> changes, boolean clears)
      throws ShadowException {
    if (changes.isPresent()) {
      int size = clears ? changes.get().size() : half.sizeAfter(changes.get());
      if (Math.max(size, changes.get().size()) > Attributes.MAX) {
        throw ShadowException.tooMany();
      }
    }
  }

  private static Attributes made(
      Attributes half, Optional<JsonObject> changes, boolean clears, long now) {
    Attributes next = Attributes.read(half.write());
    if (clears) {
      next.clear(now);
    }
    changes.ifPresent(c -> next.merge(c, now));
    return next;
  }

  private static void checkSize(JsonObject document) throws ShadowException {
    if (document.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
        || levels(document) > MAX_LEVELS) {
      throw ShadowException.notJson();
    }
  }

  /** How many objects and lists are within one another. */
  private static int levels(JsonElement json) {
    int most = 0;
    if (json instanceof JsonObject object) {
      for (String name : object.keySet()) {
        most = Math.max(most, levels(object.get(name)));
      }
      return most + 1;
    }
    if (json instanceof JsonArray list) {
      for (JsonElement item : list) {
        most = Math.max(most, levels(item));
      }
      return most + 1;
    }
    return 0;
  }

  /** Forgets everything; the next change has version 1 again. */
  synchronized void reset() {
    reported = new Attributes();
    desired = new Attributes();
    version = 0;
    seconds = 0;
  }

  /** State and metadata, as they stand in a reply or a control message. */
  synchronized JsonObject payload() {
    return payload(reported, desired);
  }

  private static JsonObject payload(Attributes reported, Attributes desired) {
    JsonObject json = new JsonObject();
    JsonObject state = new JsonObject();
    JsonObject metadata = new JsonObject();
    add("reported", reported, state, metadata);
    add("desired", desired, state, metadata);
    json.add("state", state);
    json.add("metadata", metadata);
    return json;
  }

  private static void add(String name, Attributes half, JsonObject state, JsonObject metadata) {
    if (!half.isEmpty()) {
      state.add(name, half.state());
    }
    if (half.everUsed()) {
      metadata.add(name, half.metadata());
    }
  }

  /** The whole document (spec 7.1). */
  public synchronized JsonObject toJson() {
    return document(reported, desired, seconds, version);
  }

  private static JsonObject document(
      Attributes reported, Attributes desired, long seconds, long version) {
    JsonObject json = payload(reported, desired);
    json.addProperty("timestamp", seconds);
    json.addProperty("version", version);
    return json;
  }

  synchronized JsonObject write() {
    JsonObject json = new JsonObject();
    if (version != 0) {
      json.add("reported", reported.write());
      json.add("desired", desired.write());
      json.addProperty("version", version);
      json.addProperty("seconds", seconds);
    }
    return json;
  }

  static Shadow read(JsonObject json) {
    Shadow shadow = new Shadow();
    shadow.reported = Attributes.read(json.getAsJsonObject("reported"));
    shadow.desired = Attributes.read(json.getAsJsonObject("desired"));
    shadow.version = json.get("version").getAsLong();
    shadow.seconds = json.get("seconds").getAsLong();
    return shadow;
  }
}
