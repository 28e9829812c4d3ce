/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.util.concurrent.Executor;

/** Runs what may never come back. Refuses if too much of it is at work. */
@FunctionalInterface
interface Workers extends Executor {

  /** Nobody waits any more for a task that has not come back: another one may have its place. */
  default void giveUp(Runnable task) {
    // Who has no places has none to give away.
  }
}
