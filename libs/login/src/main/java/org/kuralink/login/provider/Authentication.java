/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

/** How a device proves who it is (developer guide 2.2, 2.3, 3.1). */
public enum Authentication {
  /** Each device has a secret of its own. */
  DEVICE_CERTIFICATE,
  /** All devices of a product know the product's secret; the platform issues the device's own. */
  PRODUCT_CERTIFICATE,
  /** The device's secret buys a token over HTTPS, and the token opens the session. */
  HTTPS_TOKEN
}
