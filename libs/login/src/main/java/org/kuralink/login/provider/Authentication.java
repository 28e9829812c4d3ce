/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

/** The authentication methods of a device (developer guide 2.2, 2.3, 3.1). */
public enum Authentication {
  /** Each device has its own secret. */
  DEVICE_CERTIFICATE,
  /** All devices of a product know the product secret; the platform issues the device secret. */
  PRODUCT_CERTIFICATE,
  /** The device secret is exchanged over HTTPS for a token, which authenticates the session. */
  HTTPS_TOKEN
}
