/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

/** Why an update failed, as the platform numbers it (developer guide 9.10). */
public enum UpdateFault {
  /** The order was refused, cancelled, or the new version did not prove itself. */
  UPGRADE(-1),
  /** The file could not be fetched. */
  DOWNLOAD(-2),
  /** The file is not the one that was ordered. */
  VERIFICATION(-3),
  /** The installer failed. */
  INSTALLATION(-4);

  private final int step;

  UpdateFault(int step) {
    this.step = step;
  }

  /** What is reported in place of a percentage. */
  public int step() {
    return step;
  }
}
