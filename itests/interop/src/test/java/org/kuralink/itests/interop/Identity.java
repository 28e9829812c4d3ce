/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

/** A device with its log-in data. */
record Identity(String productKey, String deviceName, String deviceSecret) {

  String path() {
    return "/devices/" + productKey + "/" + deviceName;
  }

  /** A topic of the device below /sys. */
  String topic(String rest) {
    return "/sys/" + productKey + "/" + deviceName + "/" + rest;
  }

  Identity withSecret(String secret) {
    return new Identity(productKey, deviceName, secret);
  }

  @Override
  public String toString() {
    return productKey + "/" + deviceName;
  }
}
