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
 * What all assets of a connection share.
 *
 * @param decisions the thread that decides which assets are sub-devices and which are silent
 * @param drivers the threads that call drivers; they refuse when all are in use
 * @param nanoTime the monotonic clock, as {@link System#nanoTime()}
 * @param complaints takes a matter and its problem
 * @param services the gateway and the thing of the connection
 */
record AssetContext(
    ScheduledExecutorService decisions,
    Executor drivers,
    LongSupplier nanoTime,
    BiConsumer<String, String> complaints,
    Services services) {

  /** The gateway and the thing of a connection. */
  interface Services {

    /** Offers a sub-device to the gateway until the registration is closed. */
    Registration offer(SubDevice device);

    /** Returns the thing of the gateway, while it is there. */
    Optional<Thing> thing();
  }

  /** Runs a task on the decision thread, unless that has ended. */
  void decide(Runnable task) {
    try {
      decisions.execute(task);
    } catch (RejectedExecutionException ended) {
      // The component was deactivated; the task has no effect any more.
      return;
    }
  }
}
