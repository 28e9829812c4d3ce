/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

/** The access of the platform to a property. */
public enum AccessMode {
  /** The platform can only read the property. */
  READ("r"),
  /** The platform can only set the property. */
  WRITE("w"),
  /** The platform can read and set the property. */
  READ_WRITE("rw");

  private final String text;

  AccessMode(String text) {
    this.text = text;
  }

  /** Returns the value in the TSL. */
  public String text() {
    return text;
  }

  /** Returns whether the platform can set the property. */
  public boolean isWritable() {
    return this != READ;
  }

  /** Returns whether the platform can read the property. */
  public boolean isReadable() {
    return this != WRITE;
  }
}
