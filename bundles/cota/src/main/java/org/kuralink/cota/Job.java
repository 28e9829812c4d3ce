/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.PushOrder;

/** One job of the remote configuration. For its thread. */
final class Job {

  /** The cause of a job. */
  enum Cause {
    /** The link came online. */
    START,
    /** An operator or an application requests the configuration. */
    DEMAND,
    /** The platform has pushed a configuration. */
    PUSH,
    /** An operator or an application restores a version. */
    RESTORE
  }

  final Cause cause;
  final Optional<PushOrder> order;
  final Optional<Offer> pushed;
  final long version;
  final CompletableFuture<ConfigurationResult> done = new CompletableFuture<>();

  /** The number of requests for another URL. */
  int renewals;

  /** The reason for the last request for another URL. */
  String why = "";

  /** Whether the job waits for components that are not there yet. */
  boolean waitsForComponents;

  /** The number of waits for the link. */
  int waits;

  /** The number of download attempts with the present URL. */
  int attempts;

  private Job(Cause cause, Optional<PushOrder> order, Optional<Offer> pushed, long version) {
    this.cause = cause;
    this.order = order;
    this.pushed = pushed;
    this.version = version;
  }

  static Job start() {
    return new Job(Cause.START, Optional.empty(), Optional.empty(), 0);
  }

  static Job demand() {
    return new Job(Cause.DEMAND, Optional.empty(), Optional.empty(), 0);
  }

  static Job push(Optional<PushOrder> order, Offer offer) {
    return new Job(Cause.PUSH, order, Optional.of(offer), 0);
  }

  static Job restore(long version) {
    return new Job(Cause.RESTORE, Optional.empty(), Optional.empty(), version);
  }
}
