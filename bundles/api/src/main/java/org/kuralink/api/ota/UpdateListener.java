/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of each change of state and of each percent, in their order, on a thread of its own. One
 * that does not return hears nothing more until it has, and of what waits the oldest is dropped; it
 * delays nobody else. What it throws is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface UpdateListener {

  /** The state, the order under way or its progress is another; this is all of it. */
  void changed(UpdateStatus status);
}
