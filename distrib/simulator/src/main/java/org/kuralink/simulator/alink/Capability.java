/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

/**
 * A function of the platform for devices, implemented in one class and listed in {@code
 * Capabilities}.
 */
@FunctionalInterface
public interface Capability {

  /** Adds the topics that it answers. */
  void register(Routes routes);
}
