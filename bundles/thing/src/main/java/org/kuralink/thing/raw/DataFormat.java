/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.raw;

/** In which form a product's devices speak; set for the product on the platform. */
public enum DataFormat {
  /** Alink JSON. */
  ALINK,
  /** Bytes that a script on the platform parses. */
  RAW
}
