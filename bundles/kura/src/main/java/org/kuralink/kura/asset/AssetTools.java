/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.thing.Thing;

/**
 * What all assets of a connection have in common.
 *
 * @param decisions the one thread on which it is decided who is a sub-device and who is silent
 * @param drivers where drivers are called; refuses if too many are under way
 * @param nanoTime goes on evenly, as {@link System#nanoTime()}
 * @param complaints hears of a matter what is wrong with it
 * @param whiteboard where sub-devices are offered
 */
record AssetTools(
    ScheduledExecutorService decisions,
    Executor drivers,
    LongSupplier nanoTime,
    BiConsumer<String, String> complaints,
    Whiteboard whiteboard) {

  /** What is around the assets. */
  interface Whiteboard {

    /** Offers a sub-device to the gateway until the registration is closed. */
    Registration offer(SubDevice device);

    /** The gateway's thing, while it is there. */
    Optional<Thing> thing();
  }

  /** Runs a task on the thread of decisions, unless that has ended. */
  void decide(Runnable task) {
    try {
      decisions.execute(task);
    } catch (RejectedExecutionException ended) {
      // The connection's assets are gone, and with them everything that the task was for.
      return;
    }
  }
}
