/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import com.google.gson.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.simulator.live.Ring;

/** The last requests for each file. Thread-safe. */
public final class Downloads {
  /** How many of a file are kept. */
  public static final int KEPT = 50;

  private final Map<String, Ring<Download>> requests = new ConcurrentHashMap<>();
  private final Clock clock;

  /**
   * A request and its result; {@code range} is the header as received; {@code whole} tells whether
   * everything was sent.
   */
  public record Download(
      long time, String scheme, String method, String range, int status, long sent, boolean whole) {

    /** Returns the JSON for REST. */
    public JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("time", time);
      json.addProperty("scheme", scheme);
      json.addProperty("method", method);
      if (!range.isEmpty()) {
        json.addProperty("range", range);
      }
      json.addProperty("status", status);
      json.addProperty("sent", sent);
      json.addProperty("whole", whole);
      return json;
    }
  }

  /** None yet. */
  public Downloads(Clock clock) {
    this.clock = clock;
  }

  void add(
      String fileId,
      String scheme,
      String method,
      String range,
      int status,
      long sent,
      boolean whole) {
    Download download = new Download(clock.millis(), scheme, method, range, status, sent, whole);
    requests.computeIfAbsent(fileId, id -> new Ring<>(KEPT)).add(download);
  }

  /** Returns the requests for the file, oldest first. */
  public List<Download> of(String fileId) {
    Ring<Download> kept = requests.get(fileId);
    return kept == null ? List.of() : kept.all();
  }

  /** Forgets those of the file. */
  public void forget(String fileId) {
    requests.remove(fileId);
  }
}
