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

/**
 * A product: key, secret and thing model; {@code raw} means that its devices send raw data.
 * Immutable: each {@code with...} method returns a changed copy.
 */
public record Product(
    String productKey,
    String name,
    String secret,
    boolean dynamicRegistration,
    boolean raw,
    Tsl tsl) {

  public Product withName(String other) {
    return new Product(productKey, other, secret, dynamicRegistration, raw, tsl);
  }

  public Product withSecret(String other) {
    return new Product(productKey, name, other, dynamicRegistration, raw, tsl);
  }

  public Product withDynamicRegistration(boolean allowed) {
    return new Product(productKey, name, secret, allowed, raw, tsl);
  }

  /** With or without parsing. */
  public Product withRaw(boolean notParsed) {
    return new Product(productKey, name, secret, dynamicRegistration, notParsed, tsl);
  }

  /** Another thing model. */
  public Product withTsl(Tsl other) {
    return new Product(productKey, name, secret, dynamicRegistration, raw, other);
  }

  @Override
  public String toString() {
    return "Product " + productKey;
  }
}
