/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.field;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.connection.DeviceIdentity;

/** Counts the reports of a channel about a server. */
final class FieldCounts implements FieldReports {

  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong values = new AtomicLong();

  @Override
  public void values(DeviceIdentity device, Map<String, Object> reported, Instant at) {
    messages.incrementAndGet();
    values.addAndGet(reported.size());
  }

  @Override
  public void event(
      DeviceIdentity device, String identifier, Map<String, Object> output, Instant at) {
    throw new IllegalStateException("nobody sends events here");
  }

  @Override
  public void stateChanged() {
    // Asked for where it matters.
  }

  /** How often values came. */
  long messages() {
    return messages.get();
  }

  /** How many values came. */
  long values() {
    return values.get();
  }
}
