/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

import org.kuralink.simulator.tsl.Tsl;

/** A product: its key, its secret and its thing model. Immutable. */
public record Product(
    String productKey, String name, String secret, boolean dynamicRegistration, Tsl tsl) {

  @Override
  public String toString() {
    return "Product " + productKey;
  }
}
