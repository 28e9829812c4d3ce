/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.simulator.registry.DeviceKey;

/** Counts answers of devices that no request was waiting for. Thread-safe. */
public final class AnswerCounts {
  private static final int REMEMBERED = 10_000;

  private final Map<DeviceKey, Counts> counts = new ConcurrentHashMap<>();
  private final Map<String, Boolean> timedOut =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** The counts: answers after the deadline, duplicate answers, and answers without a request. */
  public record Counts(long late, long duplicate, long unasked) {
    static final Counts NONE = new Counts(0, 0, 0);

    private Counts plus(Counts other) {
      return new Counts(late + other.late, duplicate + other.duplicate, unasked + other.unasked);
    }

    /** Returns the JSON for REST. */
    public JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("late", late);
      json.addProperty("duplicate", duplicate);
      json.addProperty("unasked", unasked);
      return json;
    }
  }

  AnswerCounts() {}

  /** Returns the counts of a device. */
  public Counts of(DeviceKey key) {
    return counts.getOrDefault(key, Counts.NONE);
  }

  /** Starts again from zero. */
  public void forget(DeviceKey key) {
    counts.remove(key);
  }

  void settled(String answerTopic, boolean byTimeout) {
    synchronized (timedOut) {
      timedOut.put(answerTopic, byTimeout);
    }
  }

  void notAwaited(DeviceKey key, String withId, String topic) {
    Boolean late;
    synchronized (timedOut) {
      late = timedOut.getOrDefault(withId, timedOut.get(topic));
      if (late != null && late) {
        timedOut.put(timedOut.containsKey(withId) ? withId : topic, false);
      }
    }
    Counts one =
        late == null ? new Counts(0, 0, 1) : late ? new Counts(1, 0, 0) : new Counts(0, 1, 0);
    counts.merge(key, one, Counts::plus);
  }
}
