/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

/**
 * Who speaks: a gateway or one of its sub-devices (developer guide 2).
 *
 * @param productKey at most 20 characters
 * @param deviceName at most 32 characters, unique within the product
 */
public record DeviceIdentity(String productKey, String deviceName) {

  @Override
  public String toString() {
    return productKey + "/" + deviceName;
  }
}
