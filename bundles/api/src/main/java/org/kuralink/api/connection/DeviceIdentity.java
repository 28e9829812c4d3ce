/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.util.regex.Pattern;

/**
 * The identity of a gateway or of one of its sub-devices (developer guide 2).
 *
 * @param productKey at most 20 characters
 * @param deviceName at most 32 characters, unique within the product
 */
public record DeviceIdentity(String productKey, String deviceName) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@.:-]{4,32}");

  /**
   * Returns whether the platform accepts a text as the name of a new device: 4 to 32 letters,
   * digits and {@code - _ @ . :} (developer guide 6, code 6280).
   */
  public static boolean isDeviceName(String text) {
    return NAME.matcher(text).matches();
  }

  @Override
  public String toString() {
    return productKey + "/" + deviceName;
  }
}
