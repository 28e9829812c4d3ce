/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.journal;

import org.kuralink.api.ota.UpdateFault;

/**
 * How an update ended.
 *
 * @param step 100, or the negative number of a fault
 * @param description for the platform and for people
 */
public record Outcome(int step, String description) {

  private static final int DONE = 100;

  /** The new version has proved itself. */
  public static Outcome done(String description) {
    return new Outcome(DONE, description);
  }

  /** The former version stays. */
  public static Outcome failed(UpdateFault fault, String description) {
    return new Outcome(fault.step(), description);
  }

  /** Whether the new version is the lasting one. */
  public boolean isDone() {
    return step == DONE;
  }

  /** The same with more to say. */
  public Outcome and(String more) {
    return new Outcome(step, description + "; " + more);
  }
}
