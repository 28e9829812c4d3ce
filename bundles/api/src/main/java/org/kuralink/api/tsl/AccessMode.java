/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

/** What may be done with a property. */
public enum AccessMode {
  /** The platform may only read it. */
  READ("r"),
  /** The platform may only set it. */
  WRITE("w"),
  /** The platform may read and set it. */
  READ_WRITE("rw");

  private final String text;

  AccessMode(String text) {
    this.text = text;
  }

  /** As it stands in the TSL. */
  public String text() {
    return text;
  }

  /** Whether the platform may set it. */
  public boolean isWritable() {
    return this != READ;
  }

  /** Whether the platform may read it. */
  public boolean isReadable() {
    return this != WRITE;
  }
}
