/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

/** The failure codes of an update on the platform (developer guide 9.10). */
public enum UpdateFault {
  /** The order was refused or cancelled, or the new version did not prove itself. */
  UPGRADE(-1),
  /** The download failed. */
  DOWNLOAD(-2),
  /** The file does not match the order. */
  VERIFICATION(-3),
  /** The installation failed. */
  INSTALLATION(-4);

  private final int step;

  UpdateFault(int step) {
    this.step = step;
  }

  /** Returns the negative number that is reported in place of a percentage. */
  public int step() {
    return step;
  }
}
