/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.capability;

import java.time.Clock;
import java.util.List;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.thing.PropertyPost;
import org.kuralink.simulator.thing.ThingModelQuery;

/** The table of what the platform can do: a new capability is one more line. */
public final class Capabilities {

  private Capabilities() {}

  /** All of them. */
  public static List<Capability> all(Registry registry, Journal journal, Clock clock) {
    return List.of(new PropertyPost(registry, journal, clock), new ThingModelQuery(registry));
  }
}
