/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.live;

import com.google.gson.JsonObject;

/**
 * Receives events; a subscriber that cannot keep up must unsubscribe itself instead of blocking the
 * platform.
 */
@FunctionalInterface
public interface Subscriber {

  /** An event, with the device or product it is about where there is one. */
  void event(String name, JsonObject data);
}
