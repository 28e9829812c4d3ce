/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.message;

import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The content of a message: metrics, a body, a position and a time, each of which may be absent.
 */
@ProviderType
public class KuraPayload {

  private final Map<String, Object> metrics = new HashMap<>();
  private @Nullable Date timestamp;
  private @Nullable KuraPosition position;
  private byte @Nullable [] body;

  /** Creates an empty payload. */
  public KuraPayload() {}

  public @Nullable Date getTimestamp() {
    return timestamp;
  }

  public void setTimestamp(@Nullable Date timestamp) {
    this.timestamp = timestamp;
  }

  public @Nullable KuraPosition getPosition() {
    return position;
  }

  public void setPosition(@Nullable KuraPosition position) {
    this.position = position;
  }

  public @Nullable Object getMetric(String name) {
    return metrics.get(name);
  }

  public void addMetric(String name, Object value) {
    metrics.put(name, value);
  }

  public void removeMetric(String name) {
    metrics.remove(name);
  }

  public void removeAllMetrics() {
    metrics.clear();
  }

  public Set<String> metricNames() {
    return Collections.unmodifiableSet(metrics.keySet());
  }

  public Iterator<String> metricsIterator() {
    return metrics.keySet().iterator();
  }

  /** Returns an unmodifiable view of the metrics. */
  public Map<String, Object> metrics() {
    return Collections.unmodifiableMap(metrics);
  }

  public byte @Nullable [] getBody() {
    return body;
  }

  public void setBody(byte @Nullable [] body) {
    this.body = body;
  }
}
