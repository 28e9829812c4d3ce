/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

/** Notified of changes, on the thread that made them. */
public interface RegistryListener {

  /** A product was created, deleted or changed. */
  void productChanged(String productKey, String change);

  /** A device was created, deleted, enabled, disabled or activated. */
  void deviceChanged(DeviceKey key, String change);
}
